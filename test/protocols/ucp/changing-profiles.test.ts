import { afterAll, beforeAll, expect, test } from "bun:test";
import { MINUTE } from "../../../src/clock.ts";
import { SetClock } from "../../http/request-pipeline.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import { hostProfiles, type ProfileHost, patientOutgoing, platform, profileIn, whole } from "./platform.ts";
import {
  makePlatformKey,
  type PlatformKey,
  type SignedRequest,
  signingPlatform,
} from "./signing-platform.ts";

const version = "2026-08-25";
const clock = new SetClock();
/** What stands at each path, as tests change it. */
const standing = new Map<string, object>();
let shop: ServedShop;
let profiles: ProfileHost;

beforeAll(async () => {
  clock.at = Date.now();
  profiles = hostProfiles((path) => {
    const profile = standing.get(path);
    return profile ? Response.json(profile) : new Response("gone", { status: 500 });
  });
  shop = await serveShop({
    clock: { now: () => clock.now(), tick: () => clock.tick() },
    outgoing: patientOutgoing(),
  });
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  profiles[Symbol.dispose]();
});

const create: SignedRequest = {
  method: "POST",
  path: "/checkout-sessions",
  body: whole,
  tool: "create_checkout",
  args: { checkout: whole },
};

function publish(path: string, ...keys: readonly PlatformKey[]): void {
  standing.set(path, { ...profileIn(version), keys: keys.map(({ published }) => published) });
}

function signing(path: string) {
  const ask = signingPlatform(shop, { transport: "REST", profile: profiles.at(path.slice(1)) });
  return async (key: PlatformKey) => {
    const { body } = await ask(key, create, { parameters: `;created=${Math.floor(clock.at / 1_000)}` });
    return body.status ?? body.code;
  };
}

test("a profile that can less than before is agreed with anew once it is read again", async () => {
  standing.set("/less", profileIn(version));
  const ask = platform(shop, profiles.at("less"));
  expect((await ask("POST", "/checkout-sessions", whole)).status).toBe(201);
  standing.set("/less", profileIn(version, ["dev.ucp.shopping.cart"]));
  expect((await ask("POST", "/checkout-sessions", whole)).status).toBe(201);
  clock.at += MINUTE;
  const { body } = await ask("POST", "/checkout-sessions", whole);
  expect(body.messages[0].code).toBe("capabilities_incompatible");
});

test("a profile that is gone when it is to be read again lets nobody in", async () => {
  standing.set("/going", profileIn(version));
  const ask = platform(shop, profiles.at("going"));
  expect((await ask("POST", "/checkout-sessions", whole)).status).toBe(201);
  standing.delete("/going");
  clock.at += MINUTE;
  expect((await ask("POST", "/checkout-sessions", whole)).body.code).toBe("profile_unreachable");
});

test("a key that is new is found at once, but no host is asked for its keys twice a minute", async () => {
  clock.at += MINUTE;
  const [old, fresh, freshest] = [
    makePlatformKey("old"),
    makePlatformKey("fresh"),
    makePlatformKey("freshest"),
  ];
  publish("/rotating", old);
  const sign = signing("/rotating");
  expect(await sign(old)).toBe("ready_for_complete");
  publish("/rotating", old, fresh);
  expect(await sign(fresh)).toBe("ready_for_complete");
  publish("/rotating", old, fresh, freshest);
  expect(await sign(freshest)).toBe("key_not_found");
  expect(profiles.asked.get("/rotating")).toBe(2);
  clock.at += MINUTE;
  expect(await sign(freshest)).toBe("ready_for_complete");
});

test("a key that was taken out of the profile signs nothing once it is read again", async () => {
  clock.at += MINUTE;
  const [lost, kept] = [makePlatformKey("lost"), makePlatformKey("kept")];
  publish("/losing", lost, kept);
  const sign = signing("/losing");
  expect(await sign(lost)).toBe("ready_for_complete");
  publish("/losing", kept);
  clock.at += MINUTE;
  expect(await sign(lost)).toBe("key_not_found");
  expect(await sign(kept)).toBe("ready_for_complete");
});

test("who names a key that is not there takes nobody's profile away while its host is down", async () => {
  clock.at += MINUTE;
  const own = makePlatformKey("own");
  publish("/down", own);
  const sign = signing("/down");
  expect(await sign(own)).toBe("ready_for_complete");
  standing.delete("/down");
  expect(await sign(makePlatformKey("nobody"))).toBe("key_not_found");
  expect(await sign(own)).toBe("ready_for_complete");
});
