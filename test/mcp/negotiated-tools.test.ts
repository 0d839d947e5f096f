import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import {
  callTool,
  hostProfiles,
  type ProfileHost,
  patientOutgoing,
  profileIn,
  whole,
} from "../protocols/ucp/platform.ts";

let shop: ServedShop;
let profiles: ProfileHost;

beforeAll(async () => {
  profiles = hostProfiles((path) => {
    switch (path) {
      case "/whole":
        return Response.json(profileIn("2026-08-25"));
      case "/old":
        return Response.json(profileIn("2026-01-11"));
      case "/cart-only":
        return Response.json(profileIn("2026-08-25", ["dev.ucp.shopping.cart"]));
      case "/text":
        return new Response("no profile");
      default:
        return new Response("nothing", { status: 404 });
    }
  });
  shop = await serveShop({ outgoing: patientOutgoing() });
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  profiles[Symbol.dispose]();
});

const metaOf = (name: string) => ({ "ucp-agent": { profile: profiles.at(name) } });

async function ask(message: object): Promise<unknown> {
  const response = await shop.fetch("/ucp/mcp", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }),
  });
  return response.json();
}

test("all thirteen tools are listed to anybody, each with a meta that says who calls", async () => {
  const listed = await ask({ method: "tools/list" });
  const { result } = JSON.parse(JSON.stringify(listed));
  expect(result.tools).toHaveLength(13);
  for (const tool of result.tools) expect(tool.inputSchema.required).toContain("meta");
});

test("a client that initializes is answered, and one that does not is served all the same", async () => {
  const begun = await ask({
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } },
  });
  expect(begun).toMatchObject({ result: { serverInfo: { name: "checkstand" } } });
});

test("a result is the same object as structure and as text", async () => {
  const { status, body } = await callTool(shop, "create_checkout", {
    meta: metaOf("whole"),
    checkout: whole,
  });
  expect(status).toBe(200);
  expect(JSON.parse(body.result.content[0].text)).toEqual(body.result.structuredContent);
  expect(body.result.structuredContent.ucp.version).toBe("2026-08-25");
});

const refused: readonly (readonly [
  what: string,
  name: string,
  args: () => object,
  status: number,
  code: number,
  reason: string,
])[] = [
  ["no meta", "get_checkout", () => ({ id: "cs_1" }), 400, -32_001, "invalid_profile_url"],
  [
    "a quotation mark in the profile's address",
    "get_checkout",
    () => ({ meta: { "ucp-agent": { profile: 'https://a.example/",b="c' } }, id: "cs_1" }),
    400,
    -32_001,
    "invalid_profile_url",
  ],
  [
    "a profile that is gone",
    "get_checkout",
    () => ({ meta: metaOf("gone"), id: "cs_1" }),
    424,
    -32_001,
    "profile_unreachable",
  ],
  [
    "a profile that is none",
    "get_checkout",
    () => ({ meta: metaOf("text"), id: "cs_1" }),
    422,
    -32_001,
    "profile_malformed",
  ],
  [
    "a version that is not spoken",
    "get_checkout",
    () => ({ meta: metaOf("old"), id: "cs_1" }),
    422,
    -32_001,
    "version_unsupported",
  ],
  ["no id", "get_checkout", () => ({ meta: metaOf("whole") }), 400, -32_602, "missing"],
  [
    "a body that is none",
    "create_checkout",
    () => ({ meta: metaOf("whole"), checkout: {} }),
    400,
    -32_602,
    "missing",
  ],
  [
    "no key where money moves",
    "complete_checkout",
    () => ({ meta: metaOf("whole"), id: "cs_1", checkout: {} }),
    400,
    -32_600,
    "idempotency_key_required",
  ],
  [
    "an order of somebody unknown",
    "get_order",
    () => ({ meta: metaOf("whole"), id: "ord_1" }),
    401,
    -32_000,
    "signature_missing",
  ],
];

test.each(refused)(
  "a call with %s is an error of JSON-RPC with a status of HTTP",
  async (_, name, args, status, code, reason) => {
    const answer = await callTool(shop, name, args());
    expect({
      status: answer.status,
      code: answer.body.error.code,
      reason: answer.body.error.data.code,
    }).toEqual({
      status,
      code,
      reason,
    });
  },
);

test("what was not agreed on is a result that says so", async () => {
  const { status, body } = await callTool(shop, "create_checkout", {
    meta: metaOf("cart-only"),
    checkout: whole,
  });
  expect(status).toBe(200);
  expect(body.result.structuredContent).toMatchObject({
    ucp: { status: "error" },
    messages: [{ code: "capabilities_incompatible", severity: "unrecoverable" }],
  });
});

test("a page of another site may not call", async () => {
  const answer = await callTool(shop, "get_checkout", {}, { origin: "https://elsewhere.example" });
  expect(answer.status).toBe(403);
});

test.each([
  ["a batch", "[]", -32_600],
  ["a message of another protocol", '{"jsonrpc":"1.0","id":1,"method":"tools/list"}', -32_600],
  ["what is no JSON", "{", -32_700],
])("%s never became a call, and is refused in JSON-RPC's words", async (_, body, code) => {
  const headers = { "content-type": "application/json" };
  const response = await shop.fetch("/ucp/mcp", { method: "POST", headers, body });
  expect({ status: response.status, body: await response.json() }).toMatchObject({
    status: 400,
    body: { error: { code }, id: null },
  });
});
