import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ServedShop, serveShop } from "./shop-server.ts";

const example = readFileSync(join(import.meta.dir, "../../src/settings/shop.example.toml"), "utf8");

describe("every site has", () => {
  let shop: ServedShop;
  beforeAll(async () => {
    shop = await serveShop({ shop: example });
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  test("robots.txt, which keeps robots from buyers' pages and the dashboard", async () => {
    const answer = await shop.fetch("/robots.txt");
    expect(answer.headers.get("content-type")).toStartWith("text/plain");
    const lines = (await answer.text()).split("\n");
    for (const path of ["/admin", "/orders/", "/carts/", "/downloads/"])
      expect(lines).toContain(`Disallow: ${path}`);
  });

  test("llms.txt, whose addresses of the shop lead somewhere", async () => {
    const body = await (await shop.fetch("/llms.txt")).text();
    expect(body).toStartWith("# Alder & Fern\n");
    const own = [...body.matchAll(/\(http:\/\/localhost:\d+([^)]+)\)/g)].map(([, path]) => path ?? "");
    expect(own.length).toBeGreaterThan(3);
    for (const path of own.filter((path) => path !== "/mcp")) {
      // A feed that is still being made answers 503.
      expect([200, 503]).toContain((await shop.fetch(path)).status);
    }
  });

  test("an icon", async () => {
    const answer = await shop.fetch("/favicon.ico");
    expect(answer.headers.get("content-type")).toBe("image/svg+xml");
    expect(await answer.text()).toStartWith("<svg ");
  });

  test("security.txt, which names the shop's support and is believed for less than a year", async () => {
    const body = await (await shop.fetch("/.well-known/security.txt")).text();
    expect(body).toStartWith("Contact: mailto:help@shop.example\n");
    const expires = Date.parse(/^Expires: (.*)$/m.exec(body)?.[1] ?? "");
    expect(expires).toBeGreaterThan(Date.now());
    expect(expires).toBeLessThan(Date.now() + 365 * 24 * 60 * 60 * 1000);
  });
});

test("a shop that names nobody has no security.txt", async () => {
  await using shop = await serveShop({ shop: example.replace(/^email = .*$/m, "") });
  expect((await shop.fetch("/.well-known/security.txt")).status).toBe(404);
});
