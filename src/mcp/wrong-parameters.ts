import { type JSONRPCMessage, specTypeSchemas } from "@modelcontextprotocol/server";
import { jsonPath } from "../json-path.ts";
import type { Problem } from "../problem.ts";

/** What the validator expects, in the words that other refusals have. */
const words: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  array: "an array",
  object: "an object",
  record: "an object",
};

/** Requests that revision 2026-07-28 has no more. */
const olderRequests = {
  initialize: specTypeSchemas.InitializeRequest,
  ping: specTypeSchemas.PingRequest,
} as const;

/** The requests answered here, as the SDK reads them. */
const requests = {
  ...olderRequests,
  "tools/list": specTypeSchemas.ListToolsRequest,
  "tools/call": specTypeSchemas.CallToolRequest,
  "resources/list": specTypeSchemas.ListResourcesRequest,
  "resources/read": specTypeSchemas.ReadResourceRequest,
} as const;

/**
 * The first of a request's parameters that its method cannot read. The SDK would answer it as an internal error, with
 * all that its validator has to say.
 */
export function wrongParameters(
  message: JSONRPCMessage,
  isOlder: boolean,
): { readonly id: string | number; readonly problem: Problem } | undefined {
  if (!("method" in message && "id" in message) || !isAnswered(message.method)) return undefined;
  // What there is no more has no parameters: the library says so.
  if (!isOlder && Object.hasOwn(olderRequests, message.method)) return undefined;
  const [first] = requests[message.method]["~standard"].validate(message).issues ?? [];
  if (!first) return undefined;
  const steps = (first.path ?? []).map((step) => {
    const key = typeof step === "object" ? step.key : step;
    return typeof key === "symbol" ? String(key) : key;
  });
  const named = "expected" in first && typeof first.expected === "string" ? first.expected : undefined;
  const expected = named === undefined ? "what MCP has" : (words[named] ?? named);
  const detail = `expected ${expected} here, in the parameters of ${message.method}`;
  return {
    id: message.id,
    problem: { kind: "invalid", place: { at: "path", path: jsonPath(steps) }, detail },
  };
}

function isAnswered(method: string): method is keyof typeof requests {
  return Object.hasOwn(requests, method);
}
