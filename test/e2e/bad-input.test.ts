import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { connect } from "node:net";
import { contentsOf } from "../shop-database.ts";
import { headersFor, purchases, type SessionJson } from "./agent.ts";
import { patience, programs, type ShopProcess, startShop } from "./shop-process.ts";

setDefaultTimeout(patience);

const create = "/checkout_sessions";
const malformed: readonly [name: string, body: string, status: number, code: string][] = [
  ["nothing", "", 400, "malformed_json"],
  ["half a body", '{"items":[{"id":"canvas-tote"', 400, "malformed_json"],
  ["no JSON", "<items/>", 400, "malformed_json"],
  ["a body that is deep", `{"items":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, 400, "body_too_deep"],
  ["a body that is huge", `{"items":"${"x".repeat(2_000_000)}"}`, 413, "body_too_large"],
  ["an array", "[]", 400, "invalid"],
  ["null", "null", 400, "invalid"],
  [
    "__proto__",
    '{"__proto__":{"items":[{"id":"canvas-tote","quantity":1}]},"currency":"usd"}',
    400,
    "invalid",
  ],
  ["constructor", '{"constructor":{"prototype":{"admin":true}}}', 400, "invalid"],
  ["a lone surrogate", '{"items":[{"id":"\\ud800","quantity":1}]}', 400, "invalid"],
  ["U+0000", '{"items":[{"id":"\\u0000","quantity":1}]}', 400, "invalid"],
  ["a number too large", '{"items":[{"id":"canvas-tote","quantity":1e999}]}', 400, "invalid"],
];

/** Bodies that are JSON and yet wrong, by version. */
const wrong = {
  "2025-09-29": {
    "items as text": { items: "canvas-tote" },
    "items as an object": { items: { id: "canvas-tote", quantity: 1 } },
    "no items": { items: [] },
    "an item that is null": { items: [null] },
    "a quantity as text": { items: [{ id: "canvas-tote", quantity: "1" }] },
    "a negative quantity": { items: [{ id: "canvas-tote", quantity: -1 }] },
    "half a unit": { items: [{ id: "canvas-tote", quantity: 0.5 }] },
    "more than anybody has": { items: [{ id: "canvas-tote", quantity: Number.MAX_SAFE_INTEGER }] },
    "an item nobody sells": { items: [{ id: "no-such-thing", quantity: 1 }] },
    "an id of 10,000 characters": { items: [{ id: "x".repeat(10_000), quantity: 1 }] },
    "1,000 items": { items: Array.from({ length: 1000 }, () => ({ id: "canvas-tote", quantity: 1 })) },
    "an address as text": {
      items: [{ id: "canvas-tote", quantity: 1 }],
      fulfillment_address: "San Francisco",
    },
    "a country that is none": {
      items: [{ id: "canvas-tote", quantity: 1 }],
      fulfillment_address: { ...purchases[0].create.fulfillment_address, country: "ZZ" },
    },
    "an e-mail address that is none": {
      items: [{ id: "canvas-tote", quantity: 1 }],
      buyer: { first_name: "J", last_name: "D", email: "nobody" },
    },
  },
  "2026-04-17": {
    "no currency": { line_items: [{ id: "canvas-tote" }], capabilities: {} },
    "another currency": { line_items: [{ id: "canvas-tote" }], currency: "eur", capabilities: {} },
    "capabilities as a list": { line_items: [{ id: "canvas-tote" }], currency: "usd", capabilities: [] },
    "an item without id": { line_items: [{}], currency: "usd", capabilities: {} },
    "notes as a number": {
      line_items: [{ id: "canvas-tote" }],
      currency: "usd",
      capabilities: {},
      order_notes: 7,
    },
  },
} as const;

describe.each([...programs])(
  "bad input, $name, is answered with a clear 4xx and changes nothing",
  (program) => {
    const open = new AsyncDisposableStack();
    let shop: ShopProcess;
    let session: string;
    beforeAll(async () => {
      shop = open.use(await startShop(program));
      const response = await shop.fetch(create, {
        method: "POST",
        headers: headersFor("2025-09-29"),
        body: JSON.stringify(purchases[0].create),
      });
      session = `${create}/${((await response.json()) as SessionJson).id}`;
    });
    afterAll(() => open.disposeAsync());

    /** Sends what is given and expects the status, a flat error, and the database as it was. */
    async function refuses(status: number, code: string, path: string, init: RequestInit) {
      const before = await contentsOf(shop.database);
      const response = await shop.fetch(path, init);
      const text = await response.text();
      expect({ status: response.status, text }).toMatchObject({ status });
      const error = JSON.parse(text) as { type: string; code: string; message: string };
      expect(error).toMatchObject({ type: "invalid_request", code });
      expect(error.message).toMatch(/^[A-Z].{10,}\.$/s);
      expect(response.headers.get("request-id")).toBeTruthy();
      expect(await contentsOf(shop.database)).toEqual(before);
      return { response, error };
    }

    describe.each(["create", "update", "complete"])("malformed bodies of %s", (operation) => {
      test.each([...malformed])("%s", async (_, body, status, code) => {
        const path = { create, update: session, complete: `${session}/complete` }[operation] ?? "";
        await refuses(status, code, path, { method: "POST", headers: headersFor("2025-09-29"), body });
      });
    });

    describe.each(Object.entries(wrong))("wrong bodies in %s", (version, bodies) => {
      test.each(Object.entries(bodies))("%s", async (_, body) => {
        const headers = headersFor(version);
        const before = await contentsOf(shop.database);
        const response = await shop.fetch(create, { method: "POST", headers, body: JSON.stringify(body) });
        const error = (await response.json()) as { type: string; code: string; param?: string };
        expect(response.status).toBe(400);
        expect(error.type).toBe("invalid_request");
        expect(error.param).toMatch(
          /^\$\.(items|line_items|fulfillment_address|buyer|currency|capabilities|order_notes)/,
        );
        expect(await contentsOf(shop.database)).toEqual(before);
      });
    });

    test("a body that is not UTF-8", async () => {
      const body = new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]);
      await refuses(400, "malformed_json", create, {
        method: "POST",
        headers: headersFor("2025-09-29"),
        body,
      });
    });

    test.each([
      "text/plain",
      "application/xml",
      "multipart/form-data; boundary=x",
      "application/x-www-form-urlencoded",
    ])("the content type %s", async (contentType) => {
      const headers = { ...headersFor("2025-09-29"), "content-type": contentType };
      await refuses(415, "unsupported_content_type", create, { method: "POST", headers, body: "{}" });
    });

    test.each(["gzip", "br"])("the content encoding %s", async (encoding) => {
      const headers = { ...headersFor("2025-09-29"), "content-encoding": encoding };
      await refuses(415, "unsupported_content_encoding", create, { method: "POST", headers, body: "{}" });
    });

    test.each([
      ["GET", ""],
      ["PUT", ""],
      ["DELETE", "/cs_1"],
      ["PATCH", "/cs_1"],
      ["PUT", "/cs_1/complete"],
      ["GET", "/cs_1/cancel"],
    ])("the method %s on /checkout_sessions%s", async (method, path) => {
      const { response } = await refuses(405, "method_not_allowed", `${create}${path}`, {
        method,
        headers: headersFor("2025-09-29"),
      });
      expect(response.headers.get("allow")).toContain(path === "/cs_1" ? "GET" : "POST");
    });

    test.each(["/cs_1/refund", "/cs_1/complete/again", "//", "/%2e%2e/nothing"])(
      "the path /checkout_sessions%s",
      async (path) => {
        const response = await shop.fetch(`${create}${path}`, { headers: headersFor("2025-09-29") });
        expect(response.status).toBe(404);
      },
    );

    test.each([
      "x".repeat(8000),
      "%00",
      "%ff%fe",
      "..%2f..%2fetc%2fpasswd",
      "'%20OR%201=1--",
      "🦆",
      "cs_01a2028fe9ce77428874b01638379c37",
    ])("the session id %p", async (id) => {
      await refuses(404, "not_found", `${create}/${id}`, { headers: headersFor("2025-09-29") });
      await refuses(404, "not_found", `${create}/${id}/cancel`, {
        method: "POST",
        headers: headersFor("2025-09-29"),
      });
    });

    test.each([
      ["no key", {}],
      ["a key nobody has", { authorization: "Bearer nobody" }],
      ["another scheme", { authorization: "Basic YTpi" }],
      ["a very long key", { authorization: `Bearer ${"x".repeat(7000)}` }],
    ])("%s", async (_, headers) => {
      const { authorization: __, ...others } = headersFor("2025-09-29");
      const { response } = await refuses(401, "unauthorized", create, {
        method: "POST",
        headers: { ...others, ...headers },
        body: "{",
      });
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
    });

    test.each(["2020-01-01", "latest", "2025-09-29, 2026-04-17", "x".repeat(5000)])(
      "the version %p",
      async (version) => {
        await refuses(400, "unsupported_api_version", create, {
          method: "POST",
          headers: headersFor(version),
          body: "{}",
        });
      },
    );

    test("no version", async () => {
      const { "api-version": _, ...headers } = headersFor("");
      await refuses(400, "missing_api_version", create, { method: "POST", headers, body: "{}" });
    });

    test("an Idempotency-Key of 256 characters, and none where one is required", async () => {
      const body = JSON.stringify(purchases[1].create);
      const { "idempotency-key": _, ...without } = headersFor("2026-04-17");
      await refuses(400, "idempotency_key_required", create, { method: "POST", headers: without, body });
      const headers = { ...without, "idempotency-key": "k".repeat(256) };
      await refuses(400, "idempotency_key_invalid", create, { method: "POST", headers, body });
    });

    test.each([
      ["no HTTP at all", "hello\r\n\r\n"],
      ["a header without a colon", "GET /healthz HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"],
      [
        "two lengths",
        "POST /checkout_sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
      ],
      ["a length that is none", "POST /checkout_sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"],
      ["20 KB of headers", `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`],
      ["a method nobody knows", "BREW /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
    ])("%s on the wire", async (_, bytes) => {
      expect(await statusLineOf(shop.url, bytes)).toMatch(/^(HTTP\/1\.1 4\d\d|$)/);
      expect((await shop.fetch("/healthz")).status).toBe(200);
    });

    test("none of it was a 5xx or is a reason to look into the log", async () => {
      shop.signal("SIGTERM");
      await shop.ended;
      expect(await shop.log()).toContain('"status":400');
      const worrying = (await shop.log())
        .split("\n")
        .filter((line) => /"level":"(error|warn)"|"status":5/.test(line));
      // A wrong token is no trouble of the shop's, but worth a line: somebody may be guessing.
      expect(worrying.filter((line) => !line.includes('"msg":"a wrong token was sent"'))).toEqual([]);
    });
  },
);

/** Sends bytes as they are and gives the first line of the answer; empty when the connection is closed without one. */
function statusLineOf(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  socket.once("data", (answer) => {
    resolve(answer.toString().split("\r\n")[0] ?? "");
    socket.destroy();
  });
  socket.once("close", () => resolve(""));
  socket.once("error", () => resolve(""));
  return promise;
}
