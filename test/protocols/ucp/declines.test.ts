import { afterAll, beforeAll, expect, test } from "bun:test";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { HOUR } from "../../../src/clock.ts";
import { demoAdminToken, demoApiKey } from "../../../src/demo/shop.ts";
import { makeShopOnDemoTerms } from "../../demo-goods.ts";
import { SetClock } from "../../http/request-pipeline.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import {
  hostProfiles,
  type ProfileHost,
  patientOutgoing,
  payBy,
  platform,
  profileIn,
  whole,
} from "./platform.ts";
import { makePlatformKey, signingPlatform } from "./signing-platform.ts";

const key = makePlatformKey("own");
const own = temporaryFolder();
const clock = new SetClock();
let shop: ServedShop;
let profiles: ProfileHost;

beforeAll(async () => {
  clock.at = Date.now();
  profiles = hostProfiles(() => Response.json({ ...profileIn("2026-08-25"), keys: [key.published] }));
  const environment = await makeShopOnDemoTerms(own.path);
  appendFileSync(join(own.path, "shop.toml"), "\n[limits]\ndeclines_per_host = 2\ndeclines = 3\n");
  shop = await serveShop({ folder: own.path, environment, clock, outgoing: patientOutgoing() });
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  profiles[Symbol.dispose]();
  own[Symbol.dispose]();
});

type Asking = ReturnType<typeof platform>;

const claiming = (host: string): Asking => platform(shop, profiles.at("profile").replace("127.0.0.1", host));

/** Pays a checkout of its own, and gives how that ended. */
async function pay(ask: Asking, token: string): Promise<string> {
  const { body } = await ask("POST", "/checkout-sessions", whole);
  const paid = await ask("POST", `/checkout-sessions/${body.id}/complete`, payBy(token));
  return paid.body.status ?? paid.body.code ?? paid.body.messages[0].code;
}

test("agents of a host whose payments are declined have to wait, and then all that nobody vouches for", async () => {
  const first = claiming("127.0.0.1");
  expect(await pay(first, "tok_approved")).toBe("completed");
  expect(await pay(first, "tok_declined")).not.toBe("rate_limited");
  expect(await pay(first, "tok_approved")).toBe("completed");
  expect(await pay(first, "tok_declined")).not.toBe("rate_limited");
  expect(await pay(first, "tok_approved")).toBe("rate_limited");

  const second = claiming("localhost");
  expect(await pay(second, "tok_declined")).not.toBe("rate_limited");
  expect(await pay(second, "tok_approved")).toBe("rate_limited");

  const { body } = await first("POST", "/checkout-sessions", whole);
  const refused = await first("POST", `/checkout-sessions/${body.id}/complete`, payBy("tok_approved"));
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await first("GET", `/checkout-sessions/${body.id}`)).body.status).toBe("ready_for_complete");
});

test("neither an agent with a key has to wait for that, nor one whose host is allowed", async () => {
  const keyed: Asking = (method, path, body) =>
    claiming("127.0.0.1")(method, path, body, { "x-api-key": demoApiKey });
  expect(await pay(keyed, "tok_approved")).toBe("completed");
  await shop.fetch("/admin/api/hosts/allow", {
    method: "POST",
    headers: { authorization: `Bearer ${demoAdminToken}`, "content-type": "application/json" },
    body: JSON.stringify({ host: "127.0.0.1" }),
  });
  const ask = signingPlatform(shop, { transport: "REST", profile: profiles.at("profile") });
  const inTime = { parameters: `;created=${Math.floor(clock.at / 1_000)}` };
  const create = { method: "POST", path: "/checkout-sessions", body: whole, tool: "", args: {} };
  const { body } = await ask(key, create, inTime);
  const complete = {
    ...create,
    path: `/checkout-sessions/${body.id}/complete`,
    body: payBy("tok_approved"),
  };
  expect((await ask(key, complete, inTime)).body.status).toBe("completed");
});

test("after an hour it may try again", async () => {
  clock.at += HOUR + 1;
  expect(await pay(claiming("127.0.0.1"), "tok_approved")).toBe("completed");
});
