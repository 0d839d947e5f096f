import { describe, expect, test } from "bun:test";
import { type AgentId, asId } from "../../src/ids.ts";
import {
  agent,
  agentHeaders,
  agentKey,
  createBody,
  errorOf,
  openPipeline,
  SetClock,
} from "./request-pipeline.ts";

const post = { method: "POST", headers: agentHeaders, body: createBody };

describe("the request id", () => {
  test("is ours when the caller sends none", async () => {
    const { send, lines } = openPipeline();
    const response = await send("/checkout_sessions/cs_1", { headers: agentHeaders });
    const id = response.headers.get("request-id");
    expect(id).toMatch(/^req_[0-9a-f]{32}$/);
    expect(String(lines[0]?.fields.requestId)).toBe(String(id));
  });

  test("is sent back when the caller chose a plain one, and both are logged", async () => {
    const { send, lines } = openPipeline();
    const response = await send("/checkout_sessions/cs_1", {
      headers: { ...agentHeaders, "request-id": "abc-1" },
    });
    expect(response.headers.get("request-id")).toBe("abc-1");
    expect(lines[0]?.fields.callerRequestId).toBe("abc-1");
    expect(lines[0]?.fields.requestId).toStartWith("req_");
  });

  test.each(["jane@example.com", "x".repeat(129), "a b", '"'])("ignores a caller's %p", async (callerId) => {
    const { send, lines } = openPipeline();
    const response = await send("/checkout_sessions/cs_1", {
      headers: { ...agentHeaders, "request-id": callerId },
    });
    expect(response.headers.get("request-id")).toStartWith("req_");
    expect(lines[0]?.fields.callerRequestId).toBeUndefined();
  });

  test("stands on refusals too", async () => {
    const { send } = openPipeline();
    const response = await send("/checkout_sessions", { method: "POST" });
    expect(response.status).toBe(401);
    expect(response.headers.get("request-id")).toStartWith("req_");
  });
});

describe("admission", () => {
  test.each([
    ["no Authorization", {}],
    ["another scheme", { authorization: `Basic ${agentKey}` }],
    ["an empty token", { authorization: "Bearer " }],
    ["an unknown token", { authorization: "Bearer nobody" }],
  ])("answers 401 to %s, whatever else is wrong", async (_, headers) => {
    const { send, calls } = openPipeline();
    const response = await send("/checkout_sessions", { method: "POST", headers, body: "{" });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await errorOf(response)).toMatchObject({ type: "invalid_request", code: "unauthorized" });
    expect(calls).toEqual([]);
  });

  test("takes the scheme in any letter case", async () => {
    const { send } = openPipeline();
    const headers = { ...agentHeaders, authorization: `bEARER  ${agentKey}` };
    expect((await send("/checkout_sessions/cs_1", { headers })).status).toBe(200);
  });

  test("hands the agent and the version to the operation", async () => {
    const { send, calls, lines } = openPipeline();
    await send("/checkout_sessions", post);
    expect(calls[0]?.agent).toBe(agent);
    expect(lines[0]?.fields["version"]).toBe("2025-09-29");
  });

  test.each(["x", "lb", "app"])("finds the route whichever name the host goes by: %s", async (host) => {
    const { send } = openPipeline();
    const response = await send("/checkout_sessions/cs_1", { headers: agentHeaders }, host);
    expect(response.status).toBe(200);
  });

  test("understands the alias of a version", async () => {
    const { send, lines } = openPipeline();
    await send("/checkout_sessions/cs_1", { headers: { ...agentHeaders, "api-version": "2025-09-12" } });
    expect(lines[0]?.fields["version"]).toBe("2025-09-29");
  });

  test("refuses a request without API-Version and lists what is served", async () => {
    const { send } = openPipeline();
    const { "api-version": _, ...headers } = agentHeaders;
    const response = await send("/checkout_sessions/cs_1", { headers });
    expect(response.status).toBe(400);
    const error = await errorOf(response);
    expect(error.code).toBe("missing_api_version");
    expect(error.message).toContain("2026-04-17, 2026-01-30, 2026-01-16, 2025-12-12, 2025-09-29");
  });

  test("refuses a version that is not served", async () => {
    const { send } = openPipeline();
    const response = await send("/checkout_sessions/cs_1", {
      headers: { ...agentHeaders, "api-version": "2020-01-01" },
    });
    expect(response.status).toBe(400);
    expect((await errorOf(response)).code).toBe("unsupported_api_version");
  });

  test("speaks an agent's default version where the request names none", async () => {
    const { send, lines } = openPipeline({
      agents: { [agentKey]: { ...agent, acp: { defaultVersion: "2025-09-29" } } },
    });
    const { "api-version": _, ...headers } = agentHeaders;
    expect((await send("/checkout_sessions/cs_1", { headers })).status).toBe(200);
    expect(lines[0]?.fields["version"]).toBe("2025-09-29");
  });
});

describe("every answer", () => {
  test("forbids caching, sniffing, framing and referrers", async () => {
    const { send } = openPipeline();
    const { headers } = await send("/checkout_sessions", post);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("echoes the Idempotency-Key sent, on GET as well", async () => {
    const { send } = openPipeline();
    const headers = { ...agentHeaders, "idempotency-key": "key-1" };
    expect((await send("/checkout_sessions", { ...post, headers })).headers.get("idempotency-key")).toBe(
      "key-1",
    );
    expect(
      (await send("/checkout_sessions", { ...post, headers, body: "{" })).headers.get("idempotency-key"),
    ).toBe("key-1");
    expect((await send("/checkout_sessions/cs_1", { headers })).headers.get("idempotency-key")).toBe("key-1");
    const keyless = await send("/checkout_sessions/cs_1", { headers: agentHeaders });
    expect(keyless.headers.get("idempotency-key")).toBeNull();
  });
});

describe("the log", () => {
  test("has one line a request, with the route's pattern and nothing of body, token or path", async () => {
    const { send, lines } = openPipeline();
    await send("/checkout_sessions/cs_secret/complete?code=secret", {
      ...post,
      body: '{"buyer":{"email":"j@x.com"}',
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: "info",
      message: "request",
      fields: {
        agentId: "agt_1",
        version: "2025-09-29",
        method: "POST",
        route: "/checkout_sessions/:id/complete",
        status: 400,
        kind: "malformed_json",
      },
    });
    expect(JSON.stringify(lines)).not.toMatch(/secret|j@x\.com|key_of_the_agent/);
  });

  test("names the pattern of a route that no handler reached", async () => {
    const { send, lines } = openPipeline();
    await send("/checkout_sessions/cs_1/complete", { method: "PATCH" });
    await send("/nothing/here");
    expect(lines.map((line) => line.fields.route)).toEqual(["/checkout_sessions/:id/complete", "unknown"]);
  });
});

test("what nobody expected is a plain 500, and its detail only in the log", async () => {
  const { send, lines } = openPipeline({
    answer() {
      throw new Error("secret detail");
    },
  });
  const response = await send("/checkout_sessions", post);
  expect(response.status).toBe(500);
  const body = await response.text();
  expect(JSON.parse(body)).toMatchObject({ type: "processing_error", code: "internal_error" });
  expect(body).not.toContain("secret");
  expect(lines[0]).toMatchObject({ level: "error", fields: { status: 500, kind: "internal" } });
  expect(lines[0]?.fields.error).toBeInstanceOf(Error);
});

test("every request is measured by pattern, method and status", async () => {
  const { send, observed } = openPipeline();
  await send("/checkout_sessions/cs_1", { headers: agentHeaders });
  expect(observed).toEqual([{ route: "/checkout_sessions/:id", method: "GET", status: 200 }]);
});

describe("limits", () => {
  test("stop an agent at its number of requests a minute and say when to come back", async () => {
    const { send } = openPipeline({ options: { rateLimit: 2, clock: new SetClock() } });
    const statuses = [];
    for (let index = 0; index < 3; index += 1) {
      statuses.push((await send("/checkout_sessions/cs_1", { headers: agentHeaders })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await send("/checkout_sessions/cs_1", { headers: agentHeaders });
    expect(refused.headers.get("retry-after")).toBe("30");
  });

  test("count agents apart", async () => {
    const other = { ...agent, id: asId<AgentId>("agt_2") };
    const { send } = openPipeline({ agents: { [agentKey]: agent, other }, options: { rateLimit: 1 } });
    expect((await send("/checkout_sessions/cs_1", { headers: agentHeaders })).status).toBe(200);
    const headers = { ...agentHeaders, authorization: "Bearer other" };
    expect((await send("/checkout_sessions/cs_1", { headers })).status).toBe(200);
    expect((await send("/checkout_sessions/cs_1", { headers })).status).toBe(429);
  });

  test("stop who guesses at keys, by address", async () => {
    const { send, comeFrom } = openPipeline({ options: { rateLimit: 1 } });
    const guess = () => send("/checkout_sessions/cs_1", { headers: { authorization: "Bearer guess" } });
    expect([(await guess()).status, (await guess()).status]).toEqual([401, 429]);
    comeFrom("192.0.2.2");
    expect((await guess()).status).toBe(401);
  });

  test("of open routes go by the address a trusted proxy names", async () => {
    const { send, comeFrom } = openPipeline({ options: { rateLimit: 1 } });
    comeFrom("127.0.0.1");
    const from = (address: string) => send("/open", { headers: { "x-forwarded-for": address } });
    expect((await from("198.51.100.1")).status).toBe(200);
    expect((await from("198.51.100.2")).status).toBe(200);
    expect((await from("198.51.100.1")).status).toBe(429);
  });
});

test("a base path may stand before every path", async () => {
  const { send, calls } = openPipeline({ options: { basePath: "/api" } });
  expect((await send("/api/checkout_sessions", post)).status).toBe(201);
  expect((await send("/checkout_sessions", post)).status).toBe(201);
  expect(calls[0]).toMatchObject({ operation: "create", body: JSON.parse(createBody) });
  expect((await send("/apix/checkout_sessions", post)).status).not.toBe(201);
});
