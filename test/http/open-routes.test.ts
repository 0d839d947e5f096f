import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import { Discovery } from "../../src/protocols/acp/discovery.ts";
import { smallestShop } from "../settings/load.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

let shop: ServedShop;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

describe("open routes", () => {
  test.each([
    ["/", "text/html; charset=utf-8"],
    ["/healthz", "application/json; charset=utf-8"],
    ["/readyz", "application/json; charset=utf-8"],
    ["/.well-known/acp.json", "application/json; charset=utf-8"],
    ["/policies/terms", "text/html; charset=utf-8"],
    ["/policies/privacy", "text/html; charset=utf-8"],
    ["/policies/returns", "text/html; charset=utf-8"],
    ["/policies/shipping", "text/html; charset=utf-8"],
    ["/products/canvas-tote", "text/html; charset=utf-8"],
    ["/demo/canvas-tote.svg", "image/svg+xml"],
    ["/docs", "text/html; charset=utf-8"],
    ["/docs/start.js", "text/javascript; charset=utf-8"],
    ["/docs/swagger-ui.css", "text/css; charset=utf-8"],
    ["/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8"],
    ["/docs/swagger-ui-standalone-preset.js", "text/javascript; charset=utf-8"],
    ["/docs/favicon-32x32.png", "image/png"],
    ["/openapi.json", "application/json; charset=utf-8"],
    ["/tools.json", "application/json; charset=utf-8"],
    ["/openapi/2025-09-29.json", "application/json; charset=utf-8"],
  ])("%s answers to anyone, as %s", async (path, contentType) => {
    const response = await shop.fetch(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(contentType);
    expect(response.headers.get("request-id")).toStartWith("req_");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(10);
    const head = await shop.fetch(path, { method: "HEAD" });
    expect([head.status, (await head.arrayBuffer()).byteLength]).toEqual([200, 0]);
  });

  test.each([
    "/nothing",
    "/policies/constructor",
    "/policies/",
    "/demo/nothing.svg",
    "/docs/package.json",
    "/docs/..%2f..%2fpackage.json",
    "/openapi/2020-01-01.json",
  ])("%s is a 404 in the flat shape", async (path) => {
    const response = await shop.fetch(path);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: "invalid_request", code: "not_found" });
  });

  test.each([
    ["/nothing", "de-CH,en;q=0.5", "Diese Seite gibt es nicht"],
    ["/policies/nothing", "en", "No such page"],
    ["/admin/nothing", "en", "To the dashboard"],
  ])("in a browser %s, asked for in %s, is a page that says so", async (path, language, words) => {
    const accept = "text/html,application/xhtml+xml,*/*;q=0.8";
    const response = await shop.fetch(path, { headers: { accept, "accept-language": language } });
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toContain(words);
  });

  test("a method that is not taken is a 405 with Allow", async () => {
    const response = await shop.fetch("/healthz", { method: "POST" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  });

  test.each(["x", "lb", "app", "shop.example:8443"])(
    "a request that calls the host %s finds its way",
    async (host) => {
      expect((await shop.fetch("/healthz", { headers: { host } })).status).toBe(200);
    },
  );

  test("an order link that leads nowhere says so on a page", async () => {
    const response = await shop.fetch("/orders/nothing");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toContain("No such order");
  });
});

describe("discovery", () => {
  test("is what the protocol says, may be cached for an hour and read by any page", async () => {
    const response = await shop.fetch("/.well-known/acp.json");
    const document = await response.json();
    expect(TypeCompiler.Compile(Discovery).Check(document)).toBe(true);
    expect(document).toMatchObject({
      protocol: { name: "acp", version: "2026-04-17" },
      transports: ["rest", "mcp"],
      capabilities: { supported_currencies: ["usd"] },
    });
    expect(response.headers.get("cache-control")).toBe("public, max-age=3600");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(JSON.stringify(document)).not.toContain("acct_");
  });
});

describe("readiness", () => {
  test("tells of the database and of payments nobody knows the end of", async () => {
    expect(await (await shop.fetch("/readyz")).json()).toMatchObject({
      status: "ready",
      checks: {
        database: { state: "ok" },
        jobs: { state: "ok", count: 0 },
        unresolved_payments: { state: "ok", count: 0 },
      },
    });
  });
});

describe("metrics", () => {
  test("are for this machine itself", async () => {
    const response = await shop.fetch("/metrics");
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("checkstand_http_request_duration_seconds_bucket");
  });

  test("are not for whom a proxy on this machine passes on, unless with the merchant's token", async () => {
    const forwarded = { "x-forwarded-for": "203.0.113.1" };
    expect((await shop.fetch("/metrics", { headers: forwarded })).status).toBe(401);
    const wrong = { ...forwarded, authorization: "Bearer wrong" };
    expect((await shop.fetch("/metrics", { headers: wrong })).status).toBe(401);
    const ADMIN_TOKEN = "a_token_of_my_own_for_this_test_alone";
    await using own = await serveShop({ environment: { ADMIN_TOKEN } });
    const right = { ...forwarded, authorization: `Bearer ${ADMIN_TOKEN}` };
    expect((await own.fetch("/metrics", { headers: right })).status).toBe(200);
  });

  test("are for nobody without the token in a shop on the internet, whatever the proxy leaves out", async () => {
    await using own = await serveShop({
      shop: `payments = "sandbox"\n${smallestShop}`,
      environment: { PUBLIC_BASE_URL: "https://shop.example", ADMIN_TOKEN: "a-token-of-the-merchant" },
    });
    const collect = (headers: Record<string, string> = {}) => own.fetch("/metrics", { headers });
    expect((await collect()).status).toBe(401);
    expect((await collect({ host: "127.0.0.1" })).status).toBe(401);
    expect((await collect({ authorization: "Bearer a-token-of-the-merchant" })).status).toBe(200);
  });

  test("count commits, and the changes that shared them", async () => {
    const text = await (await shop.fetch("/metrics")).text();
    const count = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1]);
    expect(count("checkstand_database_commits_total")).toBeGreaterThan(0);
    expect(count("checkstand_database_jobs_total")).toBeGreaterThanOrEqual(
      count("checkstand_database_commits_total"),
    );
  });

  test("never hold a path", async () => {
    await shop.fetch("/orders/secret-link");
    const text = await (await shop.fetch("/metrics")).text();
    expect(text).toContain('route="/orders/:token"');
    expect(text).not.toContain("secret-link");
  });
});

test("the dashboard, put together when somebody first asks for it, is there for all who do at once", async () => {
  await using own = await serveShop();
  const statusOf = async (path: string, init?: RequestInit) =>
    (await own.fetch(path, { redirect: "manual", ...init })).status;
  expect(
    await Promise.all([
      statusOf("/admin"),
      statusOf("/admin/nothing"),
      statusOf("/admin", { method: "PUT" }),
      statusOf("/openapi/admin.json"),
      statusOf("/healthz"),
    ]),
  ).toEqual([401, 404, 405, 200, 200]);
  expect(await (await own.fetch("/metrics")).text()).toContain('route="/admin"');
});

test("a merchant's own shop has neither the demo's policies nor its key on the docs page", async () => {
  await using own = await serveShop({ shop: smallestShop });
  expect((await own.fetch("/policies/terms")).status).toBe(404);
  expect(await (await own.fetch("/docs/start.js")).text()).toContain("const tokens = {};");
  expect(await (await shop.fetch("/docs/start.js")).text()).toContain("csk_demo");
});

test("a path that is no percent-encoded UTF-8 leads nowhere, whatever stands there", async () => {
  for (const path of [
    "/downloads/%ff",
    "/orders/%ff",
    "/carts/%E0%A4%A",
    "/demo/%ff.svg",
    "/openapi/%ff.json",
    "/docs/%",
    "/admin/orders/%ff",
    "/%ff",
  ]) {
    const response = await shop.fetch(path);
    expect([path, response.status]).toEqual([path, path.startsWith("/carts") ? 401 : 404]);
  }
});
