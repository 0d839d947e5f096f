import type { Answer } from "../idempotency/answer.ts";
import type { Problem } from "../problem.ts";
import { operationAt } from "../protocols/binding.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import type { UnknownField } from "../protocols/unknown-fields.ts";
import type { RequestContext } from "./request-context.ts";

type NamedHeaders = Readonly<Record<string, string>>;

/** What an answer is made of. Header names are in lower case, so that one can replace a common one. */
export interface Reply {
  readonly status: number;
  readonly body: string | Blob | ReadableStream<Uint8Array> | null;
  /** Must name the content type when there is a body. */
  readonly headers: NamedHeaders;
}

/**
 * What every answer carries unless its own headers say otherwise (OWASP's list for APIs): nothing is cached, nothing
 * may be run, framed or guessed at.
 */
const commonHeaders = new Headers({
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
});

const json = "application/json; charset=utf-8";

/**
 * The one place where answers are made: adds the common headers, `Request-Id` (the caller's own, as ACP asks, else
 * ours), in the sandbox the fields that were ignored, and the `Idempotency-Key` where one was sent (RFC "Idempotency" §6), on GET as well, where it
 * changes nothing.
 */
export function respond(context: RequestContext, reply: Reply): Response {
  const { status, body } = reply;
  // Copied as a whole: half the cost of a record of them all, of which each is looked at anew.
  const response = new Response(body, { status, headers: commonHeaders });
  const { headers } = response;
  headers.set("request-id", context.callerId ?? context.id);
  for (const [name, value] of Object.entries(reply.headers)) headers.set(name, value);
  const key = context.request.headers.get("idempotency-key");
  if (key) headers.set("idempotency-key", key);
  if (context.unknownFields.length > 0)
    headers.set("checkstand-unknown-fields", context.unknownFields.map(wordsOf).join(", "));
  return response;
}

/** A field that was ignored, and the one that was meant: `$.lineItems (did you mean $.line_items?)`. */
function wordsOf({ path, meant }: UnknownField): string {
  return meant === undefined ? path : `${path} (did you mean ${meant}?)`;
}

/** Answers JSON text as it is. */
export function respondJson(
  context: RequestContext,
  status: number,
  body: string,
  headers?: NamedHeaders,
): Response {
  return respond(context, { status, body, headers: { "content-type": json, ...headers } });
}

/** Answers a problem in a version's words, which may depend on the operation that the address is for. */
export function respondProblem(
  context: RequestContext,
  version: ProtocolVersion,
  problem: Problem,
): Response {
  context.problem = problem.kind;
  const operation = operationAt(version.bindings, context.request.method, context.path);
  const { status, body, headers } = version.encodeProblem(problem, operation);
  return respondJson(context, status, JSON.stringify(body), headers);
}

/** Sends an operation's answer, saying whether it is a replay (idempotency RFC §6). */
export function respondAnswer(context: RequestContext, answer: Answer): Response {
  const headers = answer.replayed ? { ...answer.headers, "idempotent-replayed": "true" } : answer.headers;
  return respondJson(context, answer.status, answer.body, headers);
}
