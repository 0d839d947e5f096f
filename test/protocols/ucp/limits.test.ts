import { afterAll, beforeAll, expect, test } from "bun:test";
import { systemClock } from "../../../src/clock.ts";
import { type ServedShop, serveShop } from "../../http/shop-server.ts";
import { hostProfiles, type ProfileHost, patientOutgoing, platform, profileIn } from "./platform.ts";
import { makePlatformKey, type SignedRequest, signingPlatform } from "./signing-platform.ts";

const key = makePlatformKey("own");
let shop: ServedShop;
let profiles: ProfileHost;
let signing: ReturnType<typeof signingPlatform>;
const start = systemClock.tick();

beforeAll(async () => {
  profiles = hostProfiles(() => Response.json({ ...profileIn("2026-08-25"), keys: [key.published] }));
  // Time stands still, so that nobody may ask again.
  const clock = { now: () => systemClock.now(), tick: () => start };
  shop = await serveShop({ environment: { RATE_LIMIT: "3" }, clock, outgoing: patientOutgoing() });
  signing = signingPlatform(shop, { transport: "REST", profile: profiles.at("signing") });
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  profiles[Symbol.dispose]();
});

let addresses = 0;
/** An address that nobody else comes from. */
const fromAnywhere = () => {
  addresses += 1;
  return { "x-forwarded-for": `192.0.2.${addresses}` };
};

const look: SignedRequest = { method: "GET", path: "/checkout-sessions/cs_1", tool: "", args: {} };

const claim = async (profile: string, from = fromAnywhere()) =>
  (await platform(shop, profile)("GET", look.path, undefined, from)).status;

const sign = async (headers = fromAnywhere()) => (await signing(key, look, { headers })).status;

test("profiles of one host are limited together, from wherever they come", async () => {
  const asked = [1, 2, 3, 4].map((name) => claim(profiles.at(`profile-${name}`)));
  expect((await Promise.all(asked)).toSorted()).toEqual([200, 200, 200, 429]);
});

test("who signs as a host is limited apart from who claims to be of it, and of another host apart", async () => {
  expect(await sign()).toBe(200);
  expect(await claim(profiles.at("profile").replace("127.0.0.1", "localhost"))).toBe(200);
  expect(await claim(profiles.at("profile-5"))).toBe(429);
});

test("those who sign may share an address, up to the limit of their host", async () => {
  const from = fromAnywhere();
  expect([await sign(from), await sign(from), await sign(from)]).toEqual([200, 200, 429]);
});

test("those who sign nothing may not have more than one address has", async () => {
  const from = fromAnywhere();
  const hosts = ["a", "b", "c", "d"].map((name) =>
    profiles.at("profile").replace("127.0.0.1", `${name}.localhost`),
  );
  const asked: number[] = [];
  for (const profile of hosts) asked.push(await claim(profile, from));
  expect(asked[3]).toBe(429);
  expect(asked.slice(0, 3)).not.toContain(429);
});
