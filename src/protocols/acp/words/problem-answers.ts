import { toRfc3339 } from "../../../clock.ts";
import { declineWords } from "../../../payments/decline.ts";
import type { Place, Problem } from "../../../problem.ts";

/** How a problem of one kind is answered. */
export interface ProblemAnswer<Found extends Problem = Problem> {
  readonly status: number | ((problem: Found) => number);
  /** The request's mistake where nothing is said. */
  readonly type?: "invalid_request" | "processing_error" | "service_unavailable";
  /** The problem's kind where nothing is said. */
  readonly code?: string;
  /** What happened and what to do about it. Never repeats what was sent: that may be personal. */
  readonly message: string | ((problem: Found) => string);
  readonly place?: Place | ((problem: Found) => Place);
  readonly headers?: Headers | ((problem: Found) => Headers);
}

type Headers = Readonly<Record<string, string>>;

/** One answer for each kind of problem there is. */
export type ProblemAnswers = {
  readonly [Kind in Problem["kind"]]: ProblemAnswer<Extract<Problem, { kind: Kind }>>;
};

const ofTheRequest = {
  invalid: { status: 400, message: detailOf, place: placeOf },
  missing: { status: 400, message: detailOf, place: placeOf },
  unsupported: { status: 400, message: detailOf, place: placeOf },
  malformed_json: {
    status: 400,
    message: ({ detail }) => sentence(`the body is not valid JSON: ${detail}`),
  },
  body_cut_off: {
    status: 400,
    message: "The connection ended before all of the body had arrived. Send the request again.",
  },
  // RFC 9110 section 15.5.9: the connection is not waited on any longer.
  body_too_slow: {
    status: 408,
    message:
      "The body took too long to arrive, or too many were arriving from one address. Send the request again, all of it at once.",
    headers: { connection: "close" },
  },
  body_too_large: {
    status: 413,
    message: ({ limitBytes }) =>
      `The body is larger than ${limitBytes} bytes. Send fewer items or shorter text.`,
  },
  body_too_deep: {
    status: 400,
    message: ({ limit }) => `The body is nested more than ${limit} levels deep.`,
  },
  body_too_many_values: {
    status: 400,
    message: ({ limit }) => `The body holds more than ${limit} values. Send fewer items.`,
  },
  unsupported_content_type: {
    status: 415,
    message: "The body must be JSON: send Content-Type: application/json.",
    headers: { accept: "application/json" },
  },
  // RFC 9110 section 15.5.16: Accept-Encoding tells this refusal from one of the content type.
  unsupported_content_encoding: {
    status: 415,
    message: "The body must not be compressed: send it without Content-Encoding.",
    headers: { "accept-encoding": "identity" },
  },
  missing_api_version: {
    status: 400,
    message: ({ supported }) => `The API-Version header is missing. Send one of ${supported.join(", ")}.`,
  },
  unsupported_api_version: {
    status: 400,
    message: ({ supported }) => `This API-Version is not served here. Send one of ${supported.join(", ")}.`,
  },
  unauthorized: { status: 401, message: detailOf, headers: { "www-authenticate": "Bearer" } },
  invalid_signature: { status: 401, message: detailOf },
  // ACP has neither signatures of messages, nor callers who present themselves by a document, nor any who may not pay.
  message_signature: { status: 401, code: "invalid_signature", message: detailOf },
  caller_profile: { status: 403, code: "forbidden", message: detailOf },
  completion_not_allowed: {
    status: 403,
    code: "forbidden",
    message: "The shop lets only agents that it knows place orders.",
  },
  not_found: { status: 404, message: ({ what }) => notFound[what] },
  method_not_allowed: {
    status: 405,
    message: ({ allow }) => `This address does not take that method; it takes ${allow.join(", ")}.`,
    headers: ({ allow }) => ({ allow: allow.join(", ") }),
  },
  address_not_allowed: {
    status: 403,
    message: ({ address }) =>
      `This shop answers here to some addresses only, and ${address ?? "yours"} is none of them. ` +
      "Ask the shop to let it in.",
  },
  not_in_scope: {
    status: 403,
    message: ({ needed }) =>
      `This token does not include ${needed}. Make one that does, or ask an owner of the shop for it.`,
  },
  rate_limited: {
    status: 429,
    message: "Too many requests. Wait as long as Retry-After says, then try again.",
    headers: retryAfter,
  },
  too_many_wrong_tokens: {
    status: 429,
    code: "rate_limited",
    message:
      "Too many wrong tokens. Wait as long as Retry-After says before another is tried; the right one is answered at any time.",
    headers: retryAfter,
  },
} satisfies Partial<ProblemAnswers>;

const ofIdempotency = {
  idempotency_key_required: {
    status: 400,
    message:
      "The Idempotency-Key header is required on every POST. Send a new UUID with each new request and the same one with each retry.",
  },
  idempotency_key_invalid: {
    status: 400,
    message:
      "The Idempotency-Key header must be 1 to 255 visible ASCII characters, without spaces. A UUID is recommended.",
  },
  // The type is `invalid_request` in every version (RFC "Idempotency" section 6), though the enumerations of the early
  // ones know `request_not_idempotent`, too. The status is that of 2026-04-17 (RFC agentic checkout section 6.4).
  idempotency_conflict: {
    status: 422,
    message:
      "This Idempotency-Key was already used with a different request body. Send the first body again, or use a new key.",
  },
  idempotency_in_flight: {
    status: 409,
    message:
      "A request with this Idempotency-Key is still being processed. Wait as long as Retry-After says, then send it again.",
    headers: retryAfter,
  },
} satisfies Partial<ProblemAnswers>;

const ofTheSession = {
  unknown_item: { status: 400, code: "invalid", message: detailOf, place: placeOf },
  currency_not_sold: {
    status: 400,
    code: "unsupported",
    message: ({ sold }) => `This shop sells in ${sold} only. Send currency: "${sold}".`,
    place: { at: "currency" },
  },
  session_expired: {
    status: 410,
    message: ({ expiredAt }) => `This checkout session expired at ${toRfc3339(expiredAt)}. Create a new one.`,
  },
  session_not_updatable: { status: 409, message: ({ status }) => notUpdatable[status] },
  // RFC 9110 section 15.5.6 wants Allow on every 405; empty, since nothing can be done here any more.
  session_not_cancelable: {
    status: 405,
    message: ({ status }) => `This checkout session is already ${status} and can no longer be canceled.`,
    headers: { allow: "" },
  },
  session_not_completable: {
    status: 409,
    message: ({ status }) => `This checkout session is ${status}. Create a new one.`,
  },
  session_not_ready: { status: 400, code: "missing", message: detailOf, place: placeOf },
  address_changed: {
    status: 409,
    message:
      "The address is not the one this session was priced for. Update the session with the new address, show the buyer the new total, then complete.",
    place: { at: "fulfillment_address" },
  },
  payment_in_progress: {
    status: 409,
    message:
      "A payment for this checkout session is under way. Wait as long as Retry-After says, then get the session to see how it ended.",
    headers: retryAfter,
  },
  out_of_stock: {
    status: ({ of }) => (of === "cart" ? 422 : 409),
    message: detailOf,
    place: placeOf,
  },
} satisfies Partial<ProblemAnswers>;

const ofPayment = {
  requires_3ds: {
    status: 400,
    message:
      "This checkout session requires issuer authentication. Complete again with authentication_result, whatever its outcome.",
    place: { at: "authentication_result" },
  },
  payment_declined: {
    status: 402,
    type: "processing_error",
    message: ({ reason }) => declineWords[reason],
  },
  too_many_declines: {
    status: 429,
    code: "rate_limited",
    message: "Too many payments were declined. Wait as long as Retry-After says, then try again.",
    headers: retryAfter,
  },
  invalid_payment_token: {
    status: 400,
    message: "The payment provider does not know this token. Delegate a new one and complete again.",
    place: { at: "payment_token" },
  },
  payment_unavailable: {
    status: 503,
    type: "service_unavailable",
    code: "service_unavailable",
    message:
      "The payment provider cannot take payments just now; nothing was charged. Wait as long as Retry-After says, then send the same request again.",
    headers: retryAfter,
  },
  payment_outcome_unknown: {
    status: 503,
    type: "service_unavailable",
    message:
      "The payment provider has not said whether the payment succeeded. Wait as long as Retry-After says, then send the same request with the same Idempotency-Key, or get the session: the buyer is charged at most once.",
    headers: retryAfter,
  },
  payment_misconfigured: {
    status: 500,
    type: "processing_error",
    code: "processing_error",
    message: "This shop cannot take payments just now; nothing was charged. The merchant has been told.",
  },
} satisfies Partial<ProblemAnswers>;

const ofUs = {
  storage_unavailable: {
    status: 503,
    type: "service_unavailable",
    code: "service_unavailable",
    message:
      "The shop cannot store anything just now; nothing was changed. Wait as long as Retry-After says, then send the same request again.",
    headers: { "retry-after": "1" },
  },
  feed_not_ready: {
    status: 503,
    type: "service_unavailable",
    code: "service_unavailable",
    message: "The feed is being made for the first time. Wait as long as Retry-After says, then ask again.",
    headers: retryAfter,
  },
  too_busy: {
    status: 503,
    type: "service_unavailable",
    code: "service_unavailable",
    message:
      "Too many ask the shop this at once; nothing was changed. Wait as long as Retry-After says, then send the same request again.",
    headers: retryAfter,
  },
  internal: {
    status: 500,
    type: "processing_error",
    code: "internal_error",
    message:
      "Something went wrong here. Send the same request with the same Idempotency-Key again; if it keeps failing, tell the merchant the Request-Id of this answer.",
  },
} satisfies Partial<ProblemAnswers>;

/** Every problem's answer, as the newest version has it. */
export const problemAnswers: ProblemAnswers = {
  ...ofTheRequest,
  ...ofIdempotency,
  ...ofTheSession,
  ...ofPayment,
  ...ofUs,
};

const notFound: Record<Extract<Problem, { kind: "not_found" }>["what"], string> = {
  session: "There is no such checkout session. Check its id, or create a new one.",
  cart: "There is no such cart: it was never made, was canceled or has expired. Create a new one.",
  order: "There is no such order.",
  route: "There is nothing at this address. The API is described at /docs.",
  product: "There is no such product.",
};

const notUpdatable: Record<"completed" | "canceled" | "in_progress", string> = {
  completed: "This checkout session is completed and can no longer be changed.",
  canceled: "This checkout session is canceled. Create a new one.",
  in_progress:
    "A payment for this checkout session is under way, so it cannot be changed now. Get the session to see how it ended.",
};

function detailOf({ detail }: { readonly detail: string }): string {
  return sentence(detail);
}

function placeOf({ place }: { readonly place: Place }): Place {
  return place;
}

/** `Retry-After` in whole seconds, at least one (RFC 9110 section 10.2.3). */
function retryAfter({ retryAfterSeconds }: { readonly retryAfterSeconds: number }): Headers {
  return { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) };
}

/** Details are clauses ("at most 20 codes are taken"); the wire says them as sentences. */
function sentence(detail: string): string {
  // A field's name (`payment_data`, `item_ids[0]`) stays as it has to be sent.
  const startsWithField = /^\w*[_[.]\w/.test(detail);
  const capitalised = startsWithField ? detail : detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(capitalised) ? capitalised : `${capitalised}.`;
}
