import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { demoAdminToken, demoApiKey } from "../../src/demo/shop.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

/** What proxies, tunnels and load balancers add, each alone. */
const forwarding: readonly (readonly [name: string, value: string])[] = [
  ["X-Forwarded-For", "203.0.113.1"],
  ["X-Forwarded-For", "127.0.0.1"],
  ["X-Forwarded-Host", "shop.example"],
  ["X-Forwarded-Proto", "https"],
  ["X-Forwarded-Server", "proxy"],
  ["Forwarded", "for=203.0.113.1"],
  ["Via", "1.1 proxy"],
  ["X-Real-IP", "203.0.113.1"],
  ["CF-Connecting-IP", "203.0.113.1"],
  ["Host", "shop.example"],
  ["Host", "192.168.1.5:3000"],
];

let shop: ServedShop;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

const ways: readonly (readonly [way: string, path: string, init: RequestInit, direct: number])[] = [
  [
    "as an agent",
    "/carts/cart_1",
    { headers: { authorization: `Bearer ${demoApiKey}`, "api-version": "2026-04-17" } },
    404,
  ],
  ["as an agent on MCP", "/mcp", { headers: { authorization: `Bearer ${demoApiKey}` } }, 405],
  [
    "at the merchant's API",
    "/admin/api/orders",
    { headers: { authorization: `Bearer ${demoAdminToken}` } },
    200,
  ],
  [
    "at the sign-in",
    "/admin/sign-in",
    { method: "POST", body: new URLSearchParams({ token: demoAdminToken }), redirect: "manual" },
    303,
  ],
];

describe.each(ways)("a key that everybody knows, %s,", (_, path, init, direct) => {
  test("opens to a program of this machine", async () => {
    expect((await shop.fetch(path, init)).status).toBe(direct);
  });

  test.each(forwarding)("opens to nobody behind %s: %s", async (name, value) => {
    const response = await shop.fetch(path, {
      ...init,
      headers: { ...(init.headers as Record<string, string> | undefined), [name]: value },
    });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain("not through a proxy");
  });
});

test("a session of the dashboard, which anybody can sign who knows the token, is not let in through a proxy", async () => {
  const signedIn = await shop.fetch("/admin/sign-in", {
    method: "POST",
    body: new URLSearchParams({ token: demoAdminToken }),
    redirect: "manual",
  });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  expect((await shop.fetch("/admin", { headers: { cookie } })).status).toBe(200);
  expect((await shop.fetch("/admin", { headers: { cookie, "x-forwarded-for": "203.0.113.1" } })).status).toBe(
    401,
  );
});

test("the merchant's known token collects no metrics through a proxy", async () => {
  const headers = { authorization: `Bearer ${demoAdminToken}`, "x-forwarded-for": "203.0.113.1" };
  expect((await shop.fetch("/metrics", { headers })).status).toBe(401);
});

test("keys of one's own open a demo shop through a proxy", async () => {
  await using own = await serveShop({
    environment: {
      COMMERCE_API_KEY: "csk_of_my_own_for_this_test_alone",
      ADMIN_TOKEN: "token_of_my_own_for_this_test_alone",
    },
  });
  const headers = {
    authorization: "Bearer token_of_my_own_for_this_test_alone",
    "x-forwarded-for": "203.0.113.1",
  };
  expect((await own.fetch("/admin/api/orders", { headers })).status).toBe(200);
});
