import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { demoApiKey } from "../../src/demo/shop.ts";
import type { LogFields } from "../../src/log.ts";
import { silentLog } from "../../src/log.ts";
import { type ServedShop, serveShop } from "../http/shop-server.ts";
import { connect } from "./client.ts";

const lines: LogFields[] = [];
let shop: ServedShop;
beforeAll(async () => {
  shop = await serveShop({
    log: { ...silentLog, info: (message, fields = {}) => void (message === "request" && lines.push(fields)) },
  });
});
afterAll(() => shop[Symbol.asyncDispose]());

const headers = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
};
const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };

function post(body: string | object, more: Record<string, string> = {}): Promise<Response> {
  return shop.fetch("/mcp", {
    method: "POST",
    headers: { ...headers, ...more },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

function call(name: string, input: object) {
  return { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: input } };
}

describe("a message that is none", () => {
  test.each([
    ["not JSON", "{", 400, -32_700, "malformed_json"],
    ["too deep", `${"[".repeat(40)}${"]".repeat(40)}`, 400, -32_600, "body_too_deep"],
    [
      "a prototype's name",
      '{"jsonrpc":"2.0","id":1,"method":"tools/list","__proto__":{}}',
      400,
      -32_600,
      "invalid",
    ],
    ["a batch of nothing", [], 400, -32_600, "unsupported"],
    ["a batch of very many", Array.from({ length: 21 }, () => list), 400, -32_600, "unsupported"],
    [
      "too large",
      JSON.stringify({ ...list, params: { filler: "x".repeat(300_000) } }),
      413,
      -32_600,
      "body_too_large",
    ],
  ])("%s is refused in JSON-RPC's words", async (_, body, status, code, acpCode) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      jsonrpc: "2.0",
      id: null,
      error: { code, data: { code: acpCode } },
    });
  });

  test("another content type is refused", async () => {
    expect((await post(list, { "content-type": "text/plain" })).status).toBe(415);
  });

  test.each([
    { hello: "shop" },
    { ...list, jsonrpc: "1.0" },
    { ...list, id: {} },
    { ...list, params: "x" },
    7,
  ])("JSON that is no JSON-RPC is refused: %j", async (body) => {
    const response = await post(JSON.stringify(body));
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: -32_600 } }]);
  });
});

describe("a batch, in the revision that has them", () => {
  const Answers = Type.Array(
    Type.Object({
      id: Type.Union([Type.String(), Type.Null()]),
      result: Type.Optional(
        Type.Object({ _meta: Type.Object({ error: Type.Object({ code: Type.String() }) }) }),
      ),
    }),
  );
  const look = (id: string, subject: string) => ({
    ...call("get_order_status", { number: 99, email: `${id}@example.com` }),
    id,
    params: {
      ...call("get_order_status", { number: 99, email: `${id}@example.com` }).params,
      _meta: { "openai/subject": subject },
    },
  });

  test("is answered message by message, and counts as many calls as it has", async () => {
    const batch = ["a", "b", "c", "d", "e", "f"].map((id) => look(id, `person ${id}`));
    const response = await post([
      ...batch,
      { jsonrpc: "2.0", method: "notifications/initialized" },
      { id: 7 },
    ]);
    const answers = Value.Parse(Answers, await response.json());
    expect(answers.map(({ id, result }) => `${id} ${result?._meta.error.code}`)).toEqual([
      ...["a", "b", "c", "d", "e"].map((id) => `${id} not_found`),
      "f rate_limited",
      "null undefined",
    ]);
  });

  test("of notifications alone is taken in", async () => {
    const response = await post([{ jsonrpc: "2.0", method: "notifications/initialized" }]);
    expect([response.status, await response.text()]).toEqual([202, ""]);
  });

  test("is refused in later revisions, and from an agent with a key", async () => {
    const later = await post([list], { "mcp-protocol-version": "2025-06-18" });
    const agents = await post([list], { authorization: `Bearer ${demoApiKey}` });
    expect([later.status, agents.status]).toEqual([400, 400]);
  });
});

describe("what a client accepts", () => {
  test.each(["*/*", "application/json", "application/*;q=0.5", "text/event-stream, application/json"])(
    "%s is answered with JSON",
    async (accept) => {
      const response = await post(list, { accept });
      expect([response.status, response.headers.get("content-type")]).toEqual([
        200,
        "application/json; charset=utf-8",
      ]);
      expect(await response.json()).toMatchObject({ result: { tools: expect.any(Array) } });
    },
  );

  test.each(["text/event-stream", "text/html", "*/*;q=0"])("%s cannot be served", async (accept) => {
    expect((await post(list, { accept })).status).toBe(406);
  });
});

describe("parameters that a method cannot read are refused with the place and what belongs there", () => {
  test.each<[string, object, string, string]>([
    ["tools/call", {}, "$.params.name", "Expected text here, in the parameters of tools/call."],
    ["tools/call", { name: 7 }, "$.params.name", "Expected text here, in the parameters of tools/call."],
    [
      "tools/call",
      { name: "get_product", arguments: "x" },
      "$.params.arguments",
      "Expected an object here, in the parameters of tools/call.",
    ],
    [
      "tools/call",
      { name: "get_product", arguments: [] },
      "$.params.arguments",
      "Expected an object here, in the parameters of tools/call.",
    ],
    ["tools/list", { cursor: 7 }, "$.params.cursor", "Expected text here, in the parameters of tools/list."],
    ["initialize", {}, "$.params.protocolVersion", "Expected text here, in the parameters of initialize."],
  ])("%s %j", async (method, params, param, message) => {
    lines.length = 0;
    const response = await post({ jsonrpc: "2.0", id: 5, method, params });
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        jsonrpc: "2.0",
        id: 5,
        error: { code: -32_602, message, data: { type: "invalid_request", code: "invalid", message, param } },
      },
    ]);
    expect(lines).toMatchObject([{ route: "/mcp", kind: "invalid", tool: undefined }]);
  });
});

describe("revision 2026-07-28", () => {
  function modern(method: string, params: object = {}, more: Record<string, string> = {}): Promise<Response> {
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    const sent = { "mcp-protocol-version": "2026-07-28", "mcp-method": method, ...more };
    return post({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta } }, sent);
  }

  test("discovers the server without a handshake", async () => {
    const response = await modern("server/discover");
    expect(await response.json()).toMatchObject({
      result: { supportedVersions: ["2026-07-28"], capabilities: { tools: {} } },
    });
  });

  test.each(["*/*", "application/json", "application/json, text/event-stream"])(
    "answers a client that accepts %s with JSON",
    async (accept) => {
      const response = await modern("tools/list", {}, { accept });
      expect([response.status, await response.json()]).toMatchObject([
        200,
        { result: { resultType: "complete", tools: expect.any(Array) } },
      ]);
    },
  );

  test("calls a tool", async () => {
    const more = { "mcp-name": "search_products" };
    const response = await modern("tools/call", { name: "search_products", arguments: {} }, more);
    expect(await response.json()).toMatchObject({
      result: { structuredContent: { products: expect.any(Array) } },
    });
  });

  test("has no stream to listen to, and says so at once", async () => {
    const response = await modern("subscriptions/listen", { notifications: { toolsListChanged: true } });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: -32_600 } }]);
  });
});

test("GET and DELETE are not taken: there is no stream and no session to end", async () => {
  for (const method of ["GET", "DELETE"]) {
    const response = await shop.fetch("/mcp", { method, headers });
    expect([method, response.status, response.headers.get("allow")]).toEqual([method, 405, "POST"]);
  }
});

test("a notification is taken without an answer", async () => {
  const response = await post({ jsonrpc: "2.0", method: "notifications/initialized" });
  expect([response.status, await response.text()]).toEqual([202, ""]);
});

test("pages of other sites are refused, the shop's own are not", async () => {
  expect((await post(list, { origin: "https://evil.example" })).status).toBe(403);
  const { documentation_url: own } = (
    (await (await shop.fetch("/.well-known/acp.json")).json()) as {
      protocol: { documentation_url: string };
    }
  ).protocol;
  expect((await post(list, { origin: new URL(own).origin })).status).toBe(200);
});

test("an unknown bearer is refused, also by tools that are open to anybody", async () => {
  const response = await post(call("search_products", {}), { authorization: "Bearer nobody" });
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toBe("Bearer");
});

test("the log has the tool and the code of its error, and nothing of what was sent", async () => {
  await using agent = await connect(shop.server.url, demoApiKey);
  await agent.client.listTools();
  lines.length = 0;
  await agent.call("get_product", { id: "secret-thing" });
  await agent.call("secret-tool");
  expect(lines).toMatchObject([
    { route: "/mcp", method: "POST", status: 200, tool: "get_product", kind: "not_found" },
    { route: "/mcp", method: "POST", status: 200, tool: undefined },
  ]);
  expect(lines[0]?.agentId).toStartWith("agt_");
  expect(JSON.stringify(lines)).not.toContain("secret");
});

describe("limits", () => {
  test("go by the agent where there is one, else by the address", async () => {
    await using limited = await serveShop({ environment: { RATE_LIMIT: "3" } });
    const ask = async (key?: string) => {
      const response = await limited.fetch("/mcp", {
        method: "POST",
        headers: { ...headers, ...(key && { authorization: `Bearer ${key}` }) },
        body: JSON.stringify(list),
      });
      return response.status;
    };
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([200, 200, 200, 429]);
    expect([await ask(demoApiKey), await ask(demoApiKey)]).toEqual([200, 200]);
  });
});

describe("an agent that signs", () => {
  test("signs its messages too: MCP is no way round", async () => {
    const key = "0123456789abcdef0123456789abcdef";
    await using signing = await serveShop({ environment: { AGENT_SIGNATURE_KEY: key } });
    const body = JSON.stringify(list);
    const send = (signature: Record<string, string>) =>
      signing.fetch("/mcp", {
        method: "POST",
        headers: { ...headers, authorization: `Bearer ${demoApiKey}`, ...signature },
        body,
      });
    expect((await send({})).status).toBe(401);
    const signature = new Bun.CryptoHasher("sha256", key).update(body).digest("base64");
    expect((await send({ signature })).status).toBe(200);
  });
});
