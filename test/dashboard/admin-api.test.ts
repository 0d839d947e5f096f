import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import SwaggerParser from "@apidevtools/swagger-parser";
import { Value } from "@sinclair/typebox/value";
import { adminRoutes } from "../../src/dashboard/admin-api.ts";
import type { AdminServices } from "../../src/dashboard/services.ts";
import { demoApiKey } from "../../src/demo/shop.ts";
import { testShop } from "../checkout/shop.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { ada, buy } from "../http/buy.ts";
import { serveShop } from "../http/shop-server.ts";
import { smallestShop } from "../settings/load.ts";
import { everythingIn } from "../shop-database.ts";
import { type OrderJson, openMerchantsShop } from "./merchants-shop.ts";

let merchant: Awaited<ReturnType<typeof openMerchantsShop>>;

beforeAll(async () => {
  merchant = await openMerchantsShop();
  await buy(merchant.shop.server.url, [{ id: "canvas-tote", quantity: 1 }]);
});
afterAll(() => merchant[Symbol.asyncDispose]());

/** Routes to be looked at, not called. */
const routes = adminRoutes({ shop: testShop, reads: {} } as AdminServices);

describe("the way in", () => {
  test.each(routes.map(({ method, path }) => [method, path] as const))(
    "%s %s is shut to whoever has not the merchant's token",
    async (method, path) => {
      const address = `/admin/api${path.replace(/:\w+/g, "x")}`;
      await using shop = await serveShop();
      for (const authorization of [undefined, "Bearer wrong", `Bearer ${demoApiKey}`, "Basic eDp5"]) {
        const response = await shop.fetch(address, {
          method,
          headers: { ...(authorization && { authorization }), "content-type": "application/json" },
          ...(method === "POST" && { body: '{"not even": "right"}' }),
        });
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({ code: "unauthorized" });
      }
    },
  );

  test("is open to nobody where the merchant has no token and no program has one", async () => {
    await using plain = await serveShop({ shop: smallestShop });
    for (const authorization of ["Bearer x", "Bearer undefined", "Bearer "])
      expect((await plain.fetch("/admin/api/orders", { headers: { authorization } })).status).toBe(401);
  });

  test("where nobody can sign in, /admin says how to be let in", async () => {
    await using plain = await serveShop({ shop: smallestShop });
    const response = await plain.fetch("/admin");
    expect([response.status, response.headers.get("content-type")]).toEqual([
      403,
      "text/html; charset=utf-8",
    ]);
    expect(await response.text()).toContain("checkstand people reset --owner");
    expect(await (await plain.fetch("/")).text()).toContain('/admin"');
  });

  test("refuses what is no JSON, or too much of it", async () => {
    const authorized = { authorization: "Bearer demo_shop_for_merchants_on_this_machine" };
    const send = (body: string, contentType: string) =>
      merchant.shop.fetch("/admin/api/orders/1001/hold", {
        method: "POST",
        body,
        headers: { ...authorized, "content-type": contentType },
      });
    expect((await send("{", "application/json")).status).toBe(400);
    expect((await send("{}", "text/plain")).status).toBe(415);
    expect((await send(`{"x":"${"y".repeat(300_000)}"}`, "application/json")).status).toBe(413);
    expect((await send('{"__proto__":{}}', "application/json")).status).toBe(400);
  });
});

describe("discounts", () => {
  test("are made, listed, used and ended", async () => {
    const made = await merchant.post<{ id: string }>("/discounts", {
      name: "Summer",
      code: "sun",
      percent: "12.5",
      max_uses: 3,
    });
    expect(made).toMatchObject({
      status: 201,
      json: { code: "SUN", percent: "12.5", max_uses: 3, stackable: false, priority: 10, uses: 0 },
    });
    const { json } = await merchant.get<{ discounts: object[] }>("/discounts");
    expect(json.discounts[0]).toEqual(made.json);
    expect(await merchant.post("/discounts/sun/disable")).toMatchObject({ json: { state: "disabled" } });
    expect(await merchant.post(`/discounts/${made.json.id}/disable`)).toMatchObject({
      json: { state: "disabled_before" },
    });
  });

  test.each([
    [{ name: "Nothing" }, 422, "not_one_value"],
    [{ name: "Both", percent: "5", amount: 5 }, 422, "not_one_value"],
    [{ name: "Much", percent: "101" }, 422, "not_a_percentage"],
    [{ name: "Words", percent: "five" }, 422, "not_a_percentage"],
    [{ name: "Taken", amount: 1, code: "sun" }, 409, "code_taken"],
    [{ name: "Soon", amount: 1, ends_at: "soon" }, 422, "not_a_moment"],
    [{ name: "Scope", free_shipping: true, products: ["mug"] }, 422, "scope_without_goods"],
    [{ name: "", amount: 1 }, 400, "invalid"],
    [{ name: "None", amount: 0 }, 400, "invalid"],
    [{ name: "Odd", amount: 1, colour: "red" }, 400, "invalid"],
  ])("%j are refused", async (body, status, code) => {
    expect(await merchant.post("/discounts", body)).toMatchObject({ status, json: { code } });
  });

  test("nobody made cannot be ended", async () => {
    expect(await merchant.post("/discounts/WINTER/disable")).toMatchObject({ status: 404 });
  });
});

describe("agents", () => {
  test("get keys that open at once, and shut at once when they are revoked", async () => {
    const made = await merchant.post<{ id: string; key: string }>("/agents/shopper/keys");
    expect(made).toMatchObject({ status: 201, json: { agent: "shopper" } });
    const open = () =>
      merchant.shop.fetch("/checkout_sessions/cs_none", {
        headers: { authorization: `Bearer ${made.json.key}`, "api-version": "2026-04-17" },
      });
    expect((await open()).status).toBe(404);
    const listed = await merchant.get<{ agents: { name: string; keys: { id: string }[] }[] }>("/agents");
    expect(listed.json.agents.find(({ name }) => name === "shopper")?.keys[0]?.id).toBe(made.json.id);
    expect(JSON.stringify(listed.json)).not.toContain(made.json.key);
    expect(await merchant.post(`/keys/${made.json.id}/revoke`)).toMatchObject({
      json: { state: "revoked" },
    });
    expect((await open()).status).toBe(401);
  });

  test("get a key that is nowhere kept, not even for a retry", async () => {
    const made = await merchant.post<{ key: string }>("/agents/other/keys", {}, { "idempotency-key": "one" });
    expect(await everythingIn(merchant.shop.database)).not.toContain(made.json.key);
  });

  test("need a proper name, and keys an id that is known", async () => {
    expect(await merchant.post("/agents/two%20words/keys")).toMatchObject({ status: 422 });
    expect(await merchant.post("/keys/key_0/revoke")).toMatchObject({
      status: 404,
      json: { code: "unknown_key" },
    });
  });
});

describe("webhooks", () => {
  test("are listed, shown and sent again", async () => {
    const { json } = await merchant.get<{ events: { id: string }[] }>("/webhooks?state=pending&limit=1");
    const [event] = json.events;
    expect(event).toMatchObject({ type: "order_create", state: "pending", attempts: 0 });
    expect((await merchant.get(`/webhooks/${event?.id}`)).json).toMatchObject({
      id: event?.id,
      deliveries: [],
    });
    expect(await merchant.post("/webhooks/replay", { event_ids: [event?.id] })).toMatchObject({
      status: 200,
      json: { replayed: [event?.id] },
    });
    expect(await merchant.post("/webhooks/replay", { all_dead: true })).toMatchObject({
      json: { replayed: [] },
    });
  });

  test.each([
    [{}, 422, "not_one_choice"],
    [{ event_ids: ["evt_0"] }, 404, "unknown_event"],
    [{ event_ids: [] }, 400, "invalid"],
  ])("asked for by %j are not sent again", async (body, status, code) => {
    expect(await merchant.post("/webhooks/replay", body)).toMatchObject({ status, json: { code } });
  });
});

describe("the shop's own doing", () => {
  test("is told: jobs, payments without an end, feeds, the catalogue's source", async () => {
    const { json } = await merchant.get<{ jobs: { name: string }[] }>("/jobs");
    expect(json.jobs.map(({ name }) => name)).toContain("deliver-events");
    expect((await merchant.get("/payments/unresolved")).json).toEqual({
      payments: [],
      refunds: [],
    });
    expect((await merchant.get("/feeds/pushes")).json).toEqual({ pushes: [] });
    const looked = await merchant.post<{ findings: object[] }>("/findings/look");
    expect((await merchant.get<{ findings: object[] }>("/findings")).json).toEqual(looked.json);
    expect(await merchant.get("/catalog/source")).toMatchObject({ status: 404, json: { code: "no_source" } });
  });
});

describe("buyers", () => {
  test("are exported and erased", async () => {
    const all = await merchant.get<{ orders: object[] }>(`/buyers/export?email=${ada.email}`);
    expect(all.json.orders).toHaveLength(1);
    expect(await merchant.post("/buyers/erase", { email: ada.email })).toMatchObject({
      status: 409,
      json: { code: "orders_open" },
    });
    const erased = await merchant.post("/buyers/erase", { email: ada.email, even_if_open: true });
    expect(erased).toMatchObject({ status: 200, json: { orders: 1 } });
    expect((await merchant.get<OrderJson>("/orders/1001")).json.buyer).toBeUndefined();
    expect(await merchant.get(`/buyers/export?email=${ada.email}`)).toMatchObject({ status: 404 });
  });
});

describe("the OpenAPI document", () => {
  test("is valid, and names every route", async () => {
    const response = await merchant.shop.fetch("/openapi/admin.json");
    const document = (await response.json()) as { paths: Record<string, object> };
    await SwaggerParser.validate(Object.assign(Object.create(null), structuredClone(document)));
    const named = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(named.sort()).toEqual(
      routes.map(({ method, path }) => `${method} /admin/api${path.replace(/:(\w+)/g, "{$1}")}`).sort(),
    );
  });

  test("can be chosen on the documentation page", async () => {
    const script = await (await merchant.shop.fetch("/docs/start.js")).text();
    expect(script).toContain('"/openapi/admin.json"');
  });

  // No demo shop is on a server, and a merchant's own token is filled in nowhere.
  test.skipIf(isTestedOnPostgres)("has the demo's token filled in on that page", async () => {
    const script = await (await merchant.shop.fetch("/docs/start.js")).text();
    expect(script).toContain('"admin":"demo_shop_for_merchants_on_this_machine"');
  });

  test("tells of each answer what is really answered", async () => {
    for (const path of [
      "/orders",
      "/orders/1001",
      "/orders/1001/history",
      "/discounts",
      "/agents",
      "/webhooks",
      "/jobs",
      "/products",
      "/findings",
      "/search?search=tote",
    ]) {
      const { json } = await merchant.get(path);
      const route = routes.find((each) => each.path === path.replace("1001", ":order").replace(/\?.*/, ""));
      if (!route) throw new Error(`no route for ${path}`);
      expect(
        [...Value.Errors(route.answer, json)].map(({ path: at, message }) => `${at}: ${message}`),
      ).toEqual([]);
    }
  });
});
