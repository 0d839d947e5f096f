import type { Problem } from "../problem.ts";
import type { UnknownField } from "../protocols/acp/unknown-fields.ts";
import type { ErrorAnswer, Wire } from "../protocols/acp/wire.ts";
import type { RequestContext } from "./request-context.ts";

type Headers = Readonly<Record<string, string>>;

/** What an answer is made of. Header names are in lower case, so that one can replace a common one. */
export interface Reply {
  readonly status: number;
  readonly body: string | Blob | null;
  /** Must name the content type when there is a body. */
  readonly headers: Headers;
}

/**
 * What every answer carries unless its own headers say otherwise (OWASP's list for APIs): nothing is cached, nothing
 * may be run, framed or guessed at.
 */
const commonHeaders: Headers = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const json = "application/json; charset=utf-8";

/**
 * The one place where answers are made: adds the common headers, `Request-Id` (the caller's own, as ACP asks, else
 * ours), in the sandbox the fields that were ignored, and the `Idempotency-Key` where one was sent (RFC "Idempotency" §6), on GET as well, where it
 * changes nothing.
 */
export function respond(context: RequestContext, reply: Reply): Response {
  const headers: Record<string, string> = {
    ...commonHeaders,
    "request-id": context.callerId ?? context.id,
    ...reply.headers,
  };
  const key = context.request.headers.get("idempotency-key");
  if (key) headers["idempotency-key"] = key;
  if (context.unknownFields.length > 0) {
    headers["checkstand-unknown-fields"] = context.unknownFields.map(wordsOf).join(", ");
  }
  return new Response(reply.body, { status: reply.status, headers });
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
  headers?: Headers,
): Response {
  return respond(context, { status, body, headers: { "content-type": json, ...headers } });
}

/** Where the sandbox makes tokens of cards. Its errors have a schema of their own. */
export const delegatedPaymentPath = "/agentic_commerce/delegate_payment";

/** Whether a request is for that address, which is answered with a slash at its end, too. */
function isForDelegatedPayment({ path }: RequestContext): boolean {
  return path === delegatedPaymentPath || path === `${delegatedPaymentPath}/`;
}

/** Answers a problem as the flat error object of `wire`'s version. */
export function respondProblem(context: RequestContext, wire: Wire, problem: Problem): Response {
  context.problem = problem.kind;
  const { error } = isForDelegatedPayment(context) ? wire.delegatedPayment : wire;
  const answer: ErrorAnswer = error.encode(problem);
  return respondJson(context, answer.status, JSON.stringify(answer.body), answer.headers);
}
