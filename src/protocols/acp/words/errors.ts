import { type Static, Type } from "@sinclair/typebox";
import { toRfc3339 } from "../../../clock.ts";
import { declineWords } from "../../../payments/decline.ts";
import { type Place, type Problem, unreachable } from "../../../problem.ts";
import type { AcpErrorAnswer } from "../wire.ts";
import { closed, enumeration, maybe } from "./fields.ts";

/** The flat error object of 2025-09-29 to 2026-01-30. */
export const ErrorUntil20260130 = closed({
  type: enumeration(["invalid_request", "request_not_idempotent", "processing_error", "service_unavailable"]),
  code: Type.String(),
  message: Type.String(),
  param: maybe(Type.String({ description: "JSONPath of the field in the request." })),
});

/** The flat error object from 2026-04-17 on. */
export const ErrorSince20260417 = closed({
  type: enumeration(["invalid_request", "processing_error", "service_unavailable"]),
  code: Type.String(),
  message: Type.String(),
  param: maybe(Type.String({ description: "JSONPath of the field in the request." })),
  supported_versions: maybe(Type.Array(Type.String())),
});

type ErrorType = Static<typeof ErrorUntil20260130>["type"];

/** Where versions differ in how they answer the same problem. */
export interface ErrorDialect {
  readonly path: (place: Place) => string | undefined;
  /** A key used again with another body: a conflict before 2026-04-17, 422 since (RFC agentic checkout section 6.4). */
  readonly idempotencyConflictStatus: 409 | 422;
  /** Whether the error object may list `supported_versions`. */
  readonly listsSupportedVersions: boolean;
}

/** The dialect of 2025-09-29 to 2026-01-30. */
export const errorsUntil20260130: Omit<ErrorDialect, "path"> = {
  idempotencyConflictStatus: 409,
  listsSupportedVersions: false,
};

/** The dialect from 2026-04-17 on. */
export const errorsSince20260417: Omit<ErrorDialect, "path"> = {
  idempotencyConflictStatus: 422,
  listsSupportedVersions: true,
};

interface ProblemAnswer {
  readonly status: number;
  readonly type: ErrorType;
  readonly code: string;
  /** What happened and what to do about it. Never repeats what was sent: that may be personal. */
  readonly message: string;
  readonly place?: Place | undefined;
  readonly supportedVersions?: readonly string[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Gives a version's way of answering problems: flat object, status, and the headers the status calls for. */
export function errorEncoder(dialect: ErrorDialect): (problem: Problem) => AcpErrorAnswer {
  return (problem) => {
    const reason = reasonOf(problem, dialect);
    const body = {
      type: reason.type,
      code: reason.code,
      message: reason.message,
      param: reason.place && dialect.path(reason.place),
    };
    const { supportedVersions } = reason;
    return {
      status: reason.status,
      body:
        dialect.listsSupportedVersions && supportedVersions
          ? { ...body, supported_versions: supportedVersions.filter(isDated) }
          : body,
      headers: reason.headers,
    };
  };
}

/** The error object lists dates only; `unreleased` has none. */
function isDated(version: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(version);
}

function invalidRequest(
  status: number,
  code: string,
  message: string,
  more: Pick<ProblemAnswer, "place" | "headers" | "supportedVersions"> = {},
): ProblemAnswer {
  return { status, type: "invalid_request", code, message, ...more };
}

function unavailable(code: string, message: string, retryAfterSeconds: number): ProblemAnswer {
  return { status: 503, type: "service_unavailable", code, message, headers: retryAfter(retryAfterSeconds) };
}

/** `Retry-After` in whole seconds, at least one (RFC 9110 section 10.2.3). */
function retryAfter(seconds: number): { readonly "retry-after": string } {
  return { "retry-after": String(Math.max(1, Math.ceil(seconds))) };
}

/** Every problem's answer, in the order of the {@link Problem} union. */
function reasonOf(problem: Problem, dialect: ErrorDialect): ProblemAnswer {
  switch (problem.kind) {
    // The request itself
    case "invalid":
    case "missing":
    case "unsupported":
      return invalidRequest(400, problem.kind, sentence(problem.detail), {
        place: problem.place,
      });
    case "malformed_json":
      return invalidRequest(400, "malformed_json", sentence(`the body is not valid JSON: ${problem.detail}`));
    case "body_cut_off":
      return invalidRequest(
        400,
        "body_cut_off",
        "The connection ended before all of the body had arrived. Send the request again.",
      );
    case "body_too_slow":
      // RFC 9110 section 15.5.9: the connection is not waited on any longer.
      return invalidRequest(
        408,
        "body_too_slow",
        "The body took too long to arrive, or too many were arriving from one address. Send the request again, all of it at once.",
        { headers: { connection: "close" } },
      );
    case "body_too_large":
      return invalidRequest(
        413,
        "body_too_large",
        `The body is larger than ${problem.limitBytes} bytes. Send fewer items or shorter text.`,
      );
    case "body_too_deep":
      return invalidRequest(
        400,
        "body_too_deep",
        `The body is nested more than ${problem.limit} levels deep.`,
      );
    case "body_too_many_values":
      return invalidRequest(
        400,
        "body_too_many_values",
        `The body holds more than ${problem.limit} values. Send fewer items.`,
      );
    case "unsupported_content_type":
      return invalidRequest(
        415,
        "unsupported_content_type",
        "The body must be JSON: send Content-Type: application/json.",
        { headers: { accept: "application/json" } },
      );
    case "unsupported_content_encoding":
      // RFC 9110 section 15.5.16: Accept-Encoding tells this refusal from one of the content type.
      return invalidRequest(
        415,
        "unsupported_content_encoding",
        "The body must not be compressed: send it without Content-Encoding.",
        { headers: { "accept-encoding": "identity" } },
      );
    case "missing_api_version":
      return invalidRequest(
        400,
        "missing_api_version",
        `The API-Version header is missing. Send one of ${problem.supported.join(", ")}.`,
        { supportedVersions: problem.supported },
      );
    case "unsupported_api_version":
      return invalidRequest(
        400,
        "unsupported_api_version",
        `This API-Version is not served here. Send one of ${problem.supported.join(", ")}.`,
        { supportedVersions: problem.supported },
      );
    case "unauthorized":
      return invalidRequest(401, "unauthorized", sentence(problem.detail), {
        headers: { "www-authenticate": "Bearer" },
      });
    case "invalid_signature":
      return invalidRequest(401, "invalid_signature", sentence(problem.detail));
    case "not_found":
      return invalidRequest(404, "not_found", notFound[problem.what]);
    case "method_not_allowed":
      return invalidRequest(
        405,
        "method_not_allowed",
        `This address does not take that method; it takes ${problem.allow.join(", ")}.`,
        { headers: { allow: problem.allow.join(", ") } },
      );
    case "rate_limited":
      return invalidRequest(
        429,
        "rate_limited",
        "Too many requests. Wait as long as Retry-After says, then try again.",
        { headers: retryAfter(problem.retryAfterSeconds) },
      );
    case "address_not_allowed":
      return invalidRequest(
        403,
        "address_not_allowed",
        `This shop answers here to some addresses only, and ${problem.address ?? "yours"} is none of them. ` +
          "Ask the shop to let it in.",
      );
    case "too_many_wrong_tokens":
      return invalidRequest(
        429,
        "rate_limited",
        "Too many wrong tokens. Wait as long as Retry-After says before another is tried; the right one is answered at any time.",
        { headers: retryAfter(problem.retryAfterSeconds) },
      );
    // Idempotency
    case "idempotency_key_required":
      return invalidRequest(
        400,
        "idempotency_key_required",
        "The Idempotency-Key header is required on every POST. Send a new UUID with each new request and the same one with each retry.",
      );
    case "idempotency_key_invalid":
      return invalidRequest(
        400,
        "idempotency_key_invalid",
        "The Idempotency-Key header must be 1 to 255 visible ASCII characters, without spaces. A UUID is recommended.",
      );
    case "idempotency_conflict":
      // The type is `invalid_request` in every version (RFC "Idempotency" section 6), though the enumerations of the
      // early ones know `request_not_idempotent`, too.
      return invalidRequest(
        dialect.idempotencyConflictStatus,
        "idempotency_conflict",
        "This Idempotency-Key was already used with a different request body. Send the first body again, or use a new key.",
      );
    case "idempotency_in_flight":
      return invalidRequest(
        409,
        "idempotency_in_flight",
        "A request with this Idempotency-Key is still being processed. Wait as long as Retry-After says, then send it again.",
        { headers: retryAfter(problem.retryAfterSeconds) },
      );
    // The session
    case "currency_not_sold":
      return invalidRequest(
        400,
        "unsupported",
        `This shop sells in ${problem.sold} only. Send currency: "${problem.sold}".`,
        { place: { at: "currency" } },
      );
    case "session_expired":
      return invalidRequest(
        410,
        "session_expired",
        `This checkout session expired at ${toRfc3339(problem.expiredAt)}. Create a new one.`,
      );
    case "session_not_updatable":
      return invalidRequest(409, "session_not_updatable", notUpdatable[problem.status]);
    case "session_not_cancelable":
      // RFC 9110 section 15.5.6 wants Allow on every 405; empty, since nothing can be done here any more.
      return invalidRequest(
        405,
        "session_not_cancelable",
        `This checkout session is already ${problem.status} and can no longer be canceled.`,
        { headers: { allow: "" } },
      );
    case "session_not_completable":
      return invalidRequest(
        409,
        "session_not_completable",
        `This checkout session is ${problem.status}. Create a new one.`,
      );
    case "session_not_ready":
      return invalidRequest(400, "missing", sentence(problem.detail), {
        place: problem.place,
      });
    case "address_changed":
      return invalidRequest(
        409,
        "address_changed",
        "The address is not the one this session was priced for. Update the session with the new address, show the buyer the new total, then complete.",
        { place: { at: "fulfillment_address" } },
      );
    case "payment_in_progress":
      return invalidRequest(
        409,
        "payment_in_progress",
        "A payment for this checkout session is under way. Wait as long as Retry-After says, then get the session to see how it ended.",
        { headers: retryAfter(problem.retryAfterSeconds) },
      );
    case "out_of_stock":
      return invalidRequest(problem.of === "cart" ? 422 : 409, "out_of_stock", sentence(problem.detail), {
        place: problem.place,
      });
    // Payment
    case "requires_3ds":
      return invalidRequest(
        400,
        "requires_3ds",
        "This checkout session requires issuer authentication. Complete again with authentication_result, whatever its outcome.",
        { place: { at: "authentication_result" } },
      );
    case "payment_declined":
      return {
        status: 402,
        type: "processing_error",
        code: "payment_declined",
        message: declineWords[problem.reason],
      };
    case "invalid_payment_token":
      return invalidRequest(
        400,
        "invalid_payment_token",
        "The payment provider does not know this token. Delegate a new one and complete again.",
        { place: { at: "payment_token" } },
      );
    case "payment_unavailable":
      return unavailable(
        "service_unavailable",
        "The payment provider cannot take payments just now; nothing was charged. Wait as long as Retry-After says, then send the same request again.",
        problem.retryAfterSeconds,
      );
    case "payment_outcome_unknown":
      return unavailable(
        "payment_outcome_unknown",
        "The payment provider has not said whether the payment succeeded. Wait as long as Retry-After says, then send the same request with the same Idempotency-Key, or get the session: the buyer is charged at most once.",
        problem.retryAfterSeconds,
      );
    case "payment_misconfigured":
      return {
        status: 500,
        type: "processing_error",
        code: "processing_error",
        message: "This shop cannot take payments just now; nothing was charged. The merchant has been told.",
      };
    // Us
    case "storage_unavailable":
      return unavailable(
        "service_unavailable",
        "The shop cannot store anything just now; nothing was changed. Wait as long as Retry-After says, then send the same request again.",
        1,
      );
    case "feed_not_ready":
      return unavailable(
        "service_unavailable",
        "The feed is being made for the first time. Wait as long as Retry-After says, then ask again.",
        problem.retryAfterSeconds,
      );
    case "internal":
      return {
        status: 500,
        type: "processing_error",
        code: "internal_error",
        message:
          "Something went wrong here. Send the same request with the same Idempotency-Key again; if it keeps failing, tell the merchant the Request-Id of this answer.",
      };
    default:
      return unreachable(problem);
  }
}

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

/** Details are clauses ("at most 20 codes are taken"); the wire says them as sentences. */
function sentence(detail: string): string {
  // A field's name (`payment_data`, `item_ids[0]`) stays as it has to be sent.
  const startsWithField = /^\w*[_[.]\w/.test(detail);
  const capitalised = startsWithField ? detail : detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.!?]$/.test(capitalised) ? capitalised : `${capitalised}.`;
}
