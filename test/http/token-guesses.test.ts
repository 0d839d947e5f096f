import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { LogFields } from "../../src/log.ts";
import { silentLog } from "../../src/log.ts";
import { smallestShop } from "../settings/load.ts";
import { SetClock } from "./request-pipeline.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

const adminToken = "a-token-of-the-merchant";
const apiKey = "csk_a_key_of_the_agent";

let shop: ServedShop;
let warned: { message: string; fields: LogFields | undefined }[];

beforeEach(async () => {
  warned = [];
  shop = await serveShop({
    shop: smallestShop,
    // No token becomes free while a slow machine tries the next.
    clock: new SetClock(),
    environment: { ADMIN_TOKEN: adminToken, COMMERCE_API_KEY: apiKey },
    log: { ...silentLog, warn: (message, fields) => warned.push({ message, fields }) },
  });
});
afterEach(() => shop[Symbol.asyncDispose]());

/** Each entrance by its name, and how a token is tried at it from an address. */
const entrances = {
  dashboard: (token: string, address: string) =>
    shop.fetch("/admin/sign-in", {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded", "x-forwarded-for": address },
      body: new URLSearchParams({ token }),
    }),
  admin_api: (token: string, address: string) => asBearer("/admin/api/orders", token, address),
  metrics: (token: string, address: string) => asBearer("/metrics", token, address),
} as const;

function asBearer(path: string, token: string, address: string) {
  return shop.fetch(path, {
    headers: { authorization: `Bearer ${token}`, "x-forwarded-for": address, "api-version": "2026-04-17" },
  });
}

describe.each(Object.entries(entrances))("wrong tokens at the entrance %s", (entrance, knock) => {
  test("are slowed down for their address, which the right token is not", async () => {
    const statuses: number[] = [];
    for (let time = 0; time < 13; time++) statuses.push((await knock(`wrong ${time}`, "192.0.2.1")).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429, 429]);
    const slowed = await knock("wrong again", "192.0.2.1");
    expect(Number(slowed.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await knock(adminToken, "192.0.2.1")).status).toBe(entrance === "dashboard" ? 303 : 200);
    expect((await knock("wrong", "192.0.2.2")).status).toBe(401);
  });

  test("are lines in the log while they are answered, and all counted", async () => {
    for (let time = 0; time < 12; time++) await knock("wrong-secret", "192.0.2.1");
    expect(warned).toHaveLength(10);
    expect(warned[0]).toEqual({
      message: "a wrong token was sent",
      fields: { entrance, clientAddress: "192.0.2.1", requestId: expect.stringMatching(/^req_/) },
    });
    expect(JSON.stringify(warned)).not.toContain("wrong-secret");
    const metrics = await (await entrances.metrics(adminToken, "192.0.2.9")).text();
    expect(metrics).toContain(`checkstand_wrong_tokens_total{entrance="${entrance}",outcome="answered"} 10`);
    expect(metrics).toContain(`checkstand_wrong_tokens_total{entrance="${entrance}",outcome="slowed"} 2`);
  });
});

test("wrong tokens from many addresses are slowed down together, whichever entrance; the right one never is", async () => {
  const knocks = Object.values(entrances);
  for (let time = 0; time < 100; time++)
    expect((await knocks[time % 3]?.("wrong", `192.0.2.${time}`))?.status).toBe(401);
  for (const knock of knocks) expect((await knock("wrong", "198.51.100.1")).status).toBe(429);
  expect((await entrances.dashboard(adminToken, "198.51.100.1")).status).toBe(303);
  expect((await entrances.admin_api(adminToken, "198.51.100.1")).status).toBe(200);
});

test("agents' keys are guessed at with more room, and a right key is answered all the same", async () => {
  const session = (key: string) => asBearer("/checkout_sessions/cs_none", key, "192.0.2.1");
  const statuses: number[] = [];
  for (let time = 0; time < 62; time++) statuses.push((await session(`wrong-${time}`)).status);
  expect(statuses).toEqual([...Array(60).fill(401), 429, 429]);
  expect((await session(apiKey)).status).toBe(404);
  expect((await entrances.dashboard("wrong", "192.0.2.1")).status).toBe(401);
});

test("a request without any token is no guess", async () => {
  for (let time = 0; time < 20; time++) {
    expect((await shop.fetch("/admin/api/orders")).status).toBe(401);
    expect((await shop.fetch("/checkout_sessions/cs_none")).status).toBe(401);
  }
  expect(warned).toEqual([]);
});

test("the sign-in page says how long to wait, and that the right token is taken", async () => {
  for (let time = 0; time < 10; time++) await entrances.dashboard("wrong", "192.0.2.1");
  const page = await (await entrances.dashboard("wrong", "192.0.2.1")).text();
  expect(page).toMatch(/Too many wrong tokens\. Wait \d+ s before you try another; the right one opens/);
  expect(page).toContain('name="token"');
});
