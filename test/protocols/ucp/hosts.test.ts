import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { demoAdminToken, demoApiKey } from "../../../src/demo/shop.ts";
import { makeShopOnDemoTerms } from "../../demo-goods.ts";
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
import { makePlatformKey, type SignedRequest, signingPlatform } from "./signing-platform.ts";

const key = makePlatformKey("own");
const own = temporaryFolder();
let shop: ServedShop;
let profiles: ProfileHost;

beforeAll(async () => {
  profiles = hostProfiles(() => Response.json({ ...profileIn("2026-08-25"), keys: [key.published] }));
  const environment = await makeShopOnDemoTerms(own.path);
  const file = join(own.path, "shop.toml");
  writeFileSync(file, readFileSync(file, "utf8").replace('ucp = "anybody"', 'ucp = "keys"'));
  shop = await serveShop({ folder: own.path, environment, outgoing: patientOutgoing() });
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  profiles[Symbol.dispose]();
  own[Symbol.dispose]();
});

async function say(wish: "allow" | "block" | "unlist", host: string) {
  const response = await shop.fetch(`/admin/api/hosts/${wish}`, {
    method: "POST",
    headers: { authorization: `Bearer ${demoAdminToken}`, "content-type": "application/json" },
    body: JSON.stringify({ host }),
  });
  const body = (await response.json()) as { host?: string; standing?: string; state?: string };
  return { status: response.status, body };
}

async function hostsListed(): Promise<{ hosts: { host: string; standing: string; agents: number }[] }> {
  const response = await shop.fetch("/admin/api/hosts", {
    headers: { authorization: `Bearer ${demoAdminToken}` },
  });
  return (await response.json()) as Awaited<ReturnType<typeof hostsListed>>;
}

const create: SignedRequest = {
  method: "POST",
  path: "/checkout-sessions",
  body: whole,
  tool: "create_checkout",
  args: { checkout: whole },
};

/** Makes a checkout and pays it, signed or not. */
async function buy(signer: typeof key | undefined) {
  const ask = signingPlatform(shop, { transport: "REST", profile: profiles.at("profile") });
  const { body } = await ask(signer, create);
  const paid = await ask(signer, {
    ...create,
    path: `/checkout-sessions/${body.id}/complete`,
    body: payBy("tok_approved"),
  });
  return { status: paid.status, code: paid.body.code ?? paid.body.status };
}

test("an agent that signs pays once its host is allowed, and who only claims to be it does not", async () => {
  expect(await buy(key)).toEqual({ status: 403, code: "forbidden" });
  expect((await say("allow", "127.0.0.1")).body).toEqual({
    host: "127.0.0.1",
    standing: "allowed",
    state: "changed",
  });
  expect(await buy(key)).toEqual({ status: 200, code: "completed" });
  expect(await buy(undefined)).toEqual({ status: 403, code: "forbidden" });
  expect((await hostsListed()).hosts).toMatchObject([{ host: "127.0.0.1", standing: "allowed", agents: 2 }]);
  await say("unlist", "127.0.0.1");
  expect(await buy(key)).toEqual({ status: 403, code: "forbidden" });
});

test("nobody of a blocked host is served, with a key neither, and its profile is not asked for", async () => {
  expect((await say("block", `${profiles.at("profile")}`)).body.standing).toBe("blocked");
  const unseen = profiles.at("unseen");
  for (const headers of [{}, { "x-api-key": demoApiKey }]) {
    const answer = await platform(shop, unseen)("POST", "/checkout-sessions", whole, headers);
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 403,
      code: "profile_not_trusted",
    });
  }
  expect(profiles.asked.get("/unseen")).toBeUndefined();
  await say("unlist", "127.0.0.1");
  expect((await platform(shop, unseen)("POST", "/checkout-sessions", whole)).status).toBe(201);
});

test("what is no host is refused, and what is so already is left alone", async () => {
  expect((await say("allow", "two words")).status).toBe(422);
  expect((await say("unlist", "nobody.example")).body.state).toBe("unchanged");
});
