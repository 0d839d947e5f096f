import { describe, expect, test } from "bun:test";
import { signRequest } from "../../src/agents/request-signature.ts";
import { newestWire } from "../../src/protocols/acp/versions.ts";
import { agent, agentHeaders, agentKey, createBody, errorOf, openPipeline } from "./request-pipeline.ts";

const newer = { ...agentHeaders, "api-version": "2026-04-17" };
const payment = JSON.stringify({ payment_data: { token: "spt_1", provider: "stripe" } });

describe("each route calls its operation and answers what it gives", () => {
  test.each([
    ["POST", "/checkout_sessions", "create", createBody, undefined, 201],
    ["GET", "/checkout_sessions/cs_1", "get", undefined, "cs_1", 200],
    ["POST", "/checkout_sessions/cs_1", "update", "{}", "cs_1", 200],
    ["POST", "/checkout_sessions/cs_1/complete", "complete", payment, "cs_1", 200],
    ["POST", "/checkout_sessions/cs_1/cancel", "cancel", "{}", "cs_1", 200],
    ["POST", "/checkout_sessions/cs_1/cancel", "cancel", undefined, "cs_1", 200],
  ])("%s %s is %s", async (method, path, operation, body, sessionId, status) => {
    const { send, calls } = openPipeline();
    const response = await send(path, { method, headers: agentHeaders, ...(body && { body }) });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await response.text()).toBe('{"id":"cs_1"}');
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ operation, ...(sessionId && { params: { id: sessionId } }) });
  });

  test("a replay says so", async () => {
    const { send } = openPipeline({ answer: () => ({ status: 201, body: "{}", replayed: true }) });
    const response = await send("/checkout_sessions", {
      method: "POST",
      headers: agentHeaders,
      body: createBody,
    });
    expect(response.headers.get("idempotent-replayed")).toBe("true");
  });

  test("the operation's own headers are sent", async () => {
    const { send } = openPipeline({
      answer: () => ({ status: 409, body: "{}", headers: { "retry-after": "2" } }),
    });
    const response = await send("/checkout_sessions", {
      method: "POST",
      headers: agentHeaders,
      body: createBody,
    });
    expect(response.headers.get("retry-after")).toBe("2");
  });
});

describe("an address or a method that does not exist", () => {
  test.each([
    ["GET", "/checkout_sessions", "POST"],
    ["DELETE", "/checkout_sessions/cs_1", "GET, HEAD, POST"],
    ["GET", "/checkout_sessions/cs_1/complete", "POST"],
    ["PUT", "/checkout_sessions/cs_1/cancel", "POST"],
  ])("%s %s is answered 405 with the methods allowed", async (method, path, allow) => {
    const { send, calls } = openPipeline();
    const response = await send(path, { method, headers: agentHeaders });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allow);
    expect((await errorOf(response)).code).toBe("method_not_allowed");
    expect(calls).toEqual([]);
  });

  test("an unknown path is answered 404 with a flat error", async () => {
    const { send } = openPipeline();
    const response = await send("/checkout_sessions/cs_1/refund", {
      method: "POST",
      headers: agentHeaders,
      body: "{}",
    });
    expect(response.status).toBe(404);
    expect(await errorOf(response)).toMatchObject({ type: "invalid_request", code: "not_found" });
  });
});

describe("the Idempotency-Key", () => {
  test("reaches the operation", async () => {
    const { send, calls } = openPipeline();
    const headers = { ...newer, "idempotency-key": "k".repeat(255) };
    const body = JSON.stringify(Object.values(newestWire.create.examples)[0]);
    expect((await send("/checkout_sessions", { method: "POST", headers, body })).status).toBe(201);
    expect(calls[0]).toMatchObject({ idempotencyKey: "k".repeat(255) });
  });

  test.each([
    "/checkout_sessions",
    "/checkout_sessions/cs_1",
    "/checkout_sessions/cs_1/complete",
    "/checkout_sessions/cs_1/cancel",
  ])("is required on POST %s where the version says so", async (path) => {
    const { send, calls } = openPipeline();
    const response = await send(path, { method: "POST", headers: newer, body: createBody });
    expect(response.status).toBe(400);
    expect((await errorOf(response)).code).toBe("idempotency_key_required");
    expect(calls).toEqual([]);
  });

  test("is not required by older versions, nor on GET", async () => {
    const { send } = openPipeline();
    expect(
      (await send("/checkout_sessions", { method: "POST", headers: agentHeaders, body: createBody })).status,
    ).toBe(201);
    expect((await send("/checkout_sessions/cs_1", { headers: newer })).status).toBe(200);
  });

  test.each([
    ["256 characters", "k".repeat(256)],
    ["a space inside", "a b"],
    ["a letter beyond ASCII", "caf\u00e9"],
  ])("is refused with %s", async (_, key) => {
    const { send, calls } = openPipeline();
    const headers = { ...newer, "idempotency-key": key };
    const response = await send("/checkout_sessions", { method: "POST", headers, body: createBody });
    expect(response.status).toBe(400);
    expect((await errorOf(response)).code).toBe("idempotency_key_invalid");
    expect(calls).toEqual([]);
  });
});

describe("the signature", () => {
  const signature = { algorithm: "hmac-sha256", key: "k", payload: "raw", withTimestamp: false } as const;
  const signedAgents = { [agentKey]: { ...agent, signature } };
  const sign = (body: string) => signRequest(signature, new TextEncoder().encode(body), "");

  test("is checked over the very bytes that came, before they are read as JSON", async () => {
    const { send, calls } = openPipeline({ agents: signedAgents });
    const body = `  ${createBody}`;
    const post = (signed: string, sent: string) =>
      send("/checkout_sessions", {
        method: "POST",
        headers: { ...agentHeaders, signature: sign(signed) },
        body: sent,
      });
    expect((await post(body, body)).status).toBe(201);
    const forged = await post(createBody, body);
    expect(forged.status).toBe(401);
    expect((await errorOf(forged)).code).toBe("invalid_signature");
    expect((await post(createBody, "{")).status).toBe(401);
    expect(calls).toHaveLength(1);
  });

  test("is not asked of a GET nor of a cancel without a body", async () => {
    const { send } = openPipeline({ agents: signedAgents });
    expect((await send("/checkout_sessions/cs_1", { headers: agentHeaders })).status).toBe(200);
    const cancel = { method: "POST", headers: agentHeaders };
    expect((await send("/checkout_sessions/cs_1/cancel", cancel)).status).toBe(200);
    expect((await send("/checkout_sessions/cs_1/cancel", { ...cancel, body: "{}" })).status).toBe(401);
  });

  test("is not looked at where the agent has no key", async () => {
    const { send } = openPipeline();
    const headers = { ...agentHeaders, signature: "nonsense" };
    expect((await send("/checkout_sessions", { method: "POST", headers, body: createBody })).status).toBe(
      201,
    );
  });
});
