import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadSettings } from "../../src/settings.ts";
import { smallestShop } from "../settings/load.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { buy } from "./buy.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

const secret = "secret-of-a-conformance-suite";
let shop: ServedShop;
let orderId: string;
beforeAll(async () => {
  shop = await serveShop({ environment: { TESTING_SECRET: secret } });
  orderId = (await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }])).order.id;
});
afterAll(() => shop[Symbol.asyncDispose]());

const simulate = (order: string, headers: Record<string, string> = {}) =>
  shop.fetch(`/testing/simulate-shipping/${order}`, { method: "POST", headers });

test("who does not send the secret is refused, whether there is such an order or not", async () => {
  expect((await simulate(orderId)).status).toBe(403);
  expect((await simulate(orderId, { "simulation-secret": "wrong" })).status).toBe(403);
  expect((await simulate("ord_none", { "simulation-secret": "wrong" })).status).toBe(403);
});

test("whoever sends it ships an order, once", async () => {
  const sent = { "simulation-secret": secret };
  expect((await simulate("ord_none", sent)).status).toBe(404);
  expect((await simulate(orderId, sent)).status).toBe(200);
  expect((await simulate(orderId, sent)).status).toBe(409);
});

test("without the setting there is no such route", async () => {
  await using closed = await serveShop();
  const init = { method: "POST", headers: { "simulation-secret": "" } };
  expect((await closed.fetch(`/testing/simulate-shipping/${orderId}`, init)).status).toBe(404);
});

test("a shop that takes real money does not start with it", () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "shop.toml"), `${smallestShop}\n[stripe]\nmerchant_id = "acct_1"\n`);
  const load = (key: string) =>
    loadSettings({
      environment: { TESTING_SECRET: secret, STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: "whsec_1" },
      directory: folder.path,
      toSell: true,
    });
  expect(() => load("sk_live_1")).toThrow("TESTING_SECRET");
  expect(load("sk_test_1").server.testingSecret).toBe(secret);
});
