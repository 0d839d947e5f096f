import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openTerminal } from "../cli/terminal.ts";
import { serveShop } from "./shop-server.ts";

const example = readFileSync(join(import.meta.dir, "../../src/settings/shop.example.toml"), "utf8");
const agentKey = "csk_of_the_tests_own_agent";
const adminToken = "the-token-of-the-tests-own-merchant";
const environment = { COMMERCE_API_KEY: agentKey, ADMIN_TOKEN: adminToken };

/** From where a request comes, as the proxy on this machine says it. */
const from = (address: string) => ({ headers: { "x-forwarded-for": address } });

async function shopWith(access: string, more: Record<string, string> = {}) {
  return serveShop({ environment: { ...environment, ...more }, shop: `${example}\n${access}` });
}

async function refusal(answer: Response) {
  const body: unknown = await answer.json();
  return { status: answer.status, body };
}

describe("routes that some addresses may ask", () => {
  const access = `
[access.checkout]
allow = ["203.0.113.0/24"]
[access.mcp]
allow = ["203.0.113.0/24"]
[access.feed]
allow = ["203.0.113.0/24"]
[access.admin]
allow = ["203.0.113.0/24"]
[access.metrics]
allow = ["203.0.113.0/24"]`;

  test.each([
    "/checkout_sessions",
    "/checkout_sessions/cs_1/complete",
    "/carts",
    "/agentic_commerce/delegate_payment",
    "/mcp",
    "/feed.jsonl",
    "/feed.csv.gz",
    "/admin",
    "/admin/api/orders",
    "/metrics",
  ])("%s is refused with 403 to others, and says why", async (path) => {
    await using shop = await shopWith(access);
    const { status, body } = await refusal(await shop.fetch(path, from("198.51.100.7")));
    expect(status).toBe(403);
    expect(body).toMatchObject({ message: expect.stringContaining("198.51.100.7 is none of them") });
    // The schema of card tokens lists the codes there are.
    if (path !== "/agentic_commerce/delegate_payment")
      expect(body).toMatchObject({ type: "invalid_request", code: "address_not_allowed" });
  });

  test("are answered to those", async () => {
    await using shop = await shopWith(access);
    const headers = { "x-forwarded-for": "203.0.113.9", authorization: `Bearer ${adminToken}` };
    expect((await shop.fetch("/metrics", { headers })).status).toBe(200);
    const agent = { "x-forwarded-for": "203.0.113.9", authorization: `Bearer ${agentKey}` };
    expect(
      (await shop.fetch("/checkout_sessions/cs_1", { headers: { ...agent, "api-version": "2026-04-17" } }))
        .status,
    ).toBe(404);
  });

  test.each(["/", "/healthz", "/readyz", "/docs", "/.well-known/acp.json", "/orders/unknown"])(
    "leave %s to everybody",
    async (path) => {
      await using shop = await shopWith(access);
      expect((await shop.fetch(path, from("198.51.100.7"))).status).not.toBe(403);
    },
  );

  test("are not found by another spelling", async () => {
    await using shop = await shopWith(access);
    for (const path of [
      "/%61dmin/api/orders",
      "//admin/api/orders",
      "/x/../admin/api/orders",
      "/ADMIN/api/orders",
    ]) {
      const answer = await shop.fetch(path, {
        headers: { "x-forwarded-for": "198.51.100.7", authorization: `Bearer ${adminToken}` },
      });
      expect([403, 404]).toContain(answer.status);
    }
  });
});

describe("a header that a caller wrote is of no help", () => {
  const access = '[access.checkout]\nallow = ["203.0.113.0/24"]';
  const authorization = `Bearer ${agentKey}`;

  test("where no proxy is trusted", async () => {
    await using shop = await shopWith(access, { TRUSTED_PROXY: "none" });
    for (const name of ["x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip", "true-client-ip"]) {
      const value = name === "forwarded" ? "for=203.0.113.9" : "203.0.113.9";
      const answer = await shop.fetch("/checkout_sessions", { headers: { [name]: value, authorization } });
      expect(answer.status).toBe(403);
    }
  });

  test("before what the proxy wrote", async () => {
    await using shop = await shopWith(access);
    const headers = { "x-forwarded-for": "203.0.113.9, 198.51.100.7", authorization };
    expect((await shop.fetch("/checkout_sessions", { headers })).status).toBe(403);
  });

  test("and neither is nonsense in it: it counts as from the proxy itself", async () => {
    await using shop = await shopWith(access);
    const headers = { "x-forwarded-for": "203.0.113.9 or so", authorization };
    expect((await shop.fetch("/checkout_sessions", { headers })).status).toBe(403);
  });
});

test("a list is fetched before the shop opens, and `doctor` says how it stands", async () => {
  using list = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => Response.json({ prefixes: [{ ipv4Prefix: "203.0.113.0/24" }] }),
  });
  const access = `[access.checkout]\nurl = "http://127.0.0.1:${list.port}/agents.json"`;
  await using shop = await shopWith(access);
  expect((await shop.fetch("/checkout_sessions", from("203.0.113.9"))).status).toBe(401);
  expect((await shop.fetch("/checkout_sessions", from("198.51.100.7"))).status).toBe(403);

  const doctor = openTerminal({ environment, directory: shop.folder });
  const { out } = await doctor.run("doctor");
  expect(out).toMatch(/access\.checkout +from 1 range of http:\/\/127\.0\.0\.1/);
});

test("a shop whose list cannot be had opens, lets nobody of it in, and says so", async () => {
  const errors: string[] = [];
  const log = { error: (message: string) => void errors.push(message), warn() {}, info() {}, debug() {} };
  await using shop = await serveShop({
    environment,
    shop: `${example}\n[access.checkout]\nurl = "http://127.0.0.1:1/agents.json"`,
    log,
  });
  expect((await shop.fetch("/checkout_sessions", from("203.0.113.9"))).status).toBe(403);
  expect(errors).toContainEqual(expect.stringContaining("a list of allowed addresses cannot be had"));
});
