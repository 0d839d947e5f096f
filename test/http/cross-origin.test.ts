import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { demoApiKey, demoShop } from "../../src/demo/shop.ts";
import { smallestShop } from "../settings/load.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

const app = "https://app.example";
let shop: ServedShop;
beforeAll(async () => {
  const settings = `browser_origins = ["${app}"]\n${demoShop("http://localhost")}`;
  shop = await serveShop({ shop: settings, environment: { COMMERCE_API_KEY: demoApiKey } });
});
afterAll(() => shop[Symbol.asyncDispose]());

const headers = {
  authorization: `Bearer ${demoApiKey}`,
  "api-version": "2026-04-17",
  "content-type": "application/json",
  "idempotency-key": "key",
};
const ask = { "access-control-request-method": "POST" };

describe("a page of an origin that is named", () => {
  test.each(["/checkout_sessions", "/checkout_sessions/cs_1/complete", "/carts", "/mcp"])(
    "may call %s: the browser is told so without a key",
    async (path) => {
      const answer = await shop.fetch(path, { method: "OPTIONS", headers: { origin: app, ...ask } });
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([204, app]);
      expect(answer.headers.get("access-control-allow-headers")).toContain("Idempotency-Key");
    },
  );

  test("may read answers, refusals too, and their headers", async () => {
    for (const [sent, status] of [
      [headers, 400],
      [{}, 401],
    ] as const) {
      const init = { method: "POST", headers: { ...sent, origin: app }, body: "{}" };
      const answer = await shop.fetch("/checkout_sessions", init);
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([status, app]);
      expect(answer.headers.get("access-control-expose-headers")).toContain("Request-Id");
      expect(answer.headers.get("vary")).toContain("origin");
    }
  });

  test("may call the tools", async () => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
    const sent = { "content-type": "application/json", origin: app };
    expect((await shop.fetch("/mcp", { method: "POST", headers: sent, body })).status).toBe(200);
  });

  test("may not call the dashboard", async () => {
    const answer = await shop.fetch("/admin/api/orders", {
      method: "OPTIONS",
      headers: { origin: app, ...ask },
    });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });
});

test("pages of other origins may not, nor any where none is named", async () => {
  await using silent = await serveShop({ shop: smallestShop });
  for (const [served, origin] of [
    [shop, "https://other.example"],
    [silent, app],
  ] as const) {
    for (const method of ["OPTIONS", "POST"]) {
      const answer = await served.fetch("/checkout_sessions", { method, headers: { origin, ...ask } });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  }
});

test("the sandbox names fields it ignores; a shop that is really paid does not", async () => {
  const send = (served: ServedShop, sent: object) =>
    served.fetch("/checkout_sessions", { method: "POST", headers, body: JSON.stringify(sent) });
  const body = { lineItems: [{ id: "canvas-tote" }], currency: "usd", capabilities: {} };
  const told = await send(shop, body);
  expect([told.status, told.headers.get("checkstand-unknown-fields")]).toEqual([
    400,
    "$.lineItems (did you mean $.line_items?)",
  ]);
  await using live = await serveShop({
    shop: `payments = "stripe"\n${smallestShop}[stripe]\nmerchant_id = "acct_1"\n`,
    environment: {
      STRIPE_SECRET_KEY: "sk_test_1",
      STRIPE_API_BASE: "http://localhost:1",
      COMMERCE_API_KEY: demoApiKey,
    },
  });
  const untold = await send(live, body);
  expect(untold.headers.get("checkstand-unknown-fields")).toBeNull();
});
