import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadSettings } from "../../src/settings.ts";
import {
  everyWay,
  hostProfiles,
  type ProfileHost,
  patientOutgoing,
  profileIn,
  transports,
  whole,
} from "../protocols/ucp/platform.ts";
import { payThrough } from "../protocols/ucp/stripe-shop.ts";
import { smallestShop } from "../settings/load.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { buy } from "./buy.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

const secret = "secret-of-a-conformance-suite";
let shop: ServedShop;
let orderId: string;
let profiles: ProfileHost;
beforeAll(async () => {
  shop = await serveShop({ environment: { TESTING_SECRET: secret }, outgoing: patientOutgoing() });
  profiles = hostProfiles((path) => Response.json(profileIn(path.slice(1))));
  orderId = (await buy(shop.server.url, [{ id: "canvas-tote", quantity: 1 }])).order.id;
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  profiles[Symbol.dispose]();
});

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

test("without the setting there is no such route, and no handler of a suite's", async () => {
  await using closed = await serveShop();
  const init = { method: "POST", headers: { "simulation-secret": "" } };
  for (const what of ["shipping", "escalation"])
    expect((await closed.fetch(`/testing/simulate-${what}/${orderId}`, init)).status).toBe(404);
  const { ucp } = Object(await (await closed.fetch("/.well-known/ucp")).json());
  expect(Object.keys(ucp.payment_handlers)).toEqual(["dev.checkstand.sandbox"]);
});

const sent = { "simulation-secret": secret };
const escalate = (checkout: string, headers: Record<string, string> = sent) =>
  shop.fetch(`/testing/simulate-escalation/${checkout}`, { method: "POST", headers });

describe.each(everyWay)("a suite that speaks UCP %s over %s", (version, transport) => {
  const ask = () => transports[transport](shop, profiles.at(version));
  const create = async (body: object = whole) => (await ask()("POST", "/checkout-sessions", body)).body;
  const pay = async (token: string) => {
    const { id } = await create();
    const payment = payThrough("mock_payment_handler", "token", token);
    return (await ask()("POST", `/checkout-sessions/${id}/complete`, payment)).body;
  };

  test("has a checkout that is ready escalated to its buyer, until it is changed", async () => {
    const { id } = await create();
    expect((await escalate(id, {})).status).toBe(403);
    expect((await escalate(id)).status).toBe(200);
    const { body } = await ask()("GET", `/checkout-sessions/${id}`);
    expect(body).toMatchObject({
      status: "requires_escalation",
      continue_url: expect.stringContaining("/checkout/"),
    });
    expect(body.messages).toMatchObject([{ type: "error", severity: "requires_buyer_input" }]);
    const changed = await ask()("PUT", `/checkout-sessions/${id}`, whole);
    expect(changed.body).toMatchObject({ status: "ready_for_complete", messages: [] });
  });

  test("has no other checkout escalated", async () => {
    const { id } = await create({ line_items: whole.line_items });
    const before = (await ask()("GET", `/checkout-sessions/${id}`)).body;
    expect((await escalate(id)).status).toBe(409);
    expect((await escalate("cs_none")).status).toBe(404);
    expect((await ask()("GET", `/checkout-sessions/${id}`)).body).toEqual(before);
  });

  test("pays through its own handler, by the tokens it brings and no others", async () => {
    expect(await pay("success_token")).toMatchObject({ status: "completed" });
    for (const token of ["fail_token", "fraud_token"]) {
      const declined = await pay(token);
      expect(declined).toMatchObject({
        status: "ready_for_complete",
        messages: [{ code: "payment_failed" }],
      });
    }
    for (const token of ["tok_approved", "constructor"])
      expect(await pay(token)).toMatchObject({ path: "$.payment.instruments[0].credential.token" });
  });
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
