import { Type } from "@sinclair/typebox";
import { toRfc3339 } from "../../../clock.ts";
import { maybe } from "../../../operations/fields.ts";
import { type Place, type Problem, unreachable } from "../../../problem.ts";
import type { ErrorAnswer } from "../../error-answer.ts";
import { open } from "./fields.ts";
import { pathOf } from "./paths.ts";

/** An error of the protocol: a flat body. */
export const ProtocolErrorAnswer = open({
  code: Type.String(),
  content: Type.String(),
  path: maybe(Type.String()),
});

/** A problem in UCP's words, before it is known whether it is one of the protocol or of the business. */
interface Refusal {
  /** Of HTTP; `business` where the request itself was in order: then the answer is 200, and its envelope says `error`. */
  readonly status: number | "business";
  readonly code: string;
  readonly content: string;
  readonly place?: Place | undefined;
  readonly severity?: "recoverable" | "unrecoverable" | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Answers a problem: errors of the protocol by their status and a flat body, those of the business by 200 and messages
 * (UCP 2026-04-08, checkout-rest, "Error Responses").
 */
export function errorEncoder(version: string): (problem: Problem) => ErrorAnswer {
  return (problem) => {
    const {
      status,
      code,
      content,
      place,
      severity = "recoverable",
      retryAfterSeconds,
      headers,
    } = refusalOf(problem);
    const path = place && pathOf(place);
    if (status === "business") {
      const message = { type: "error", code, path, content, content_type: "plain", severity };
      return { status: 200, body: { ucp: { version, status: "error" }, messages: [message] } };
    }
    const retryAfter =
      retryAfterSeconds === undefined
        ? undefined
        : { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) };
    return { status, body: { code, content, path }, headers: { ...headers, ...retryAfter } };
  };
}

function protocolError(
  status: number,
  code: string,
  content: string,
  more: Pick<Refusal, "place" | "retryAfterSeconds" | "headers"> = {},
): Refusal {
  return { status, code, content: sentence(content), ...more };
}

function businessError(
  code: string,
  content: string,
  more: Pick<Refusal, "place" | "severity"> = {},
): Refusal {
  return { status: "business", code, content: sentence(content), ...more };
}

/** Every problem's answer, in the order of the {@link Problem} union. */
function refusalOf(problem: Problem): Refusal {
  switch (problem.kind) {
    case "invalid":
    case "missing":
    case "unsupported":
      return inRequest(problem);
    case "unknown_item":
      return businessError("item_unavailable", problem.detail, {
        place: problem.place,
        severity: "unrecoverable",
      });
    case "malformed_json":
      return protocolError(400, "invalid_json", problem.detail);
    case "body_cut_off":
      return protocolError(400, "invalid_body", "the body ended early");
    case "body_too_slow":
      return protocolError(408, "request_timeout", "the body took too long to arrive");
    case "body_too_large":
      return protocolError(413, "body_too_large", `the body may have at most ${problem.limitBytes} bytes`);
    case "body_too_deep":
      return protocolError(
        400,
        "invalid_body",
        `the body may be nested at most ${problem.limit} levels deep`,
      );
    case "body_too_many_values":
      return protocolError(400, "request_too_large", `the request may name at most ${problem.limit} values`);
    case "unsupported_content_type":
      return protocolError(415, "unsupported_content_type", "send application/json");
    case "unsupported_content_encoding":
      return protocolError(415, "unsupported_content_encoding", "send the body without a Content-Encoding");
    case "missing_api_version":
    case "unsupported_api_version":
      return protocolError(400, "version_unsupported", `this shop speaks ${problem.supported.join(", ")}`);
    case "unauthorized":
      return protocolError(401, "unauthorized", problem.detail, {
        headers: { "www-authenticate": 'Bearer realm="ucp"' },
      });
    case "invalid_signature":
      return protocolError(401, "signature_invalid", problem.detail);
    case "message_signature":
      return ofSignature(problem);
    case "caller_profile":
      return ofProfile(problem);
    case "completion_not_allowed":
      return protocolError(
        403,
        "forbidden",
        "only agents with a key of this shop, or that sign as a host it has allowed, place orders; the buyer can at continue_url",
      );
    case "not_found":
      return problem.what === "route"
        ? protocolError(404, "not_found", "there is nothing at this address")
        : businessError("not_found", `there is no such ${resourceWords[problem.what]}`, {
            severity: "unrecoverable",
          });
    case "method_not_allowed":
      return protocolError(405, "method_not_allowed", `this address takes ${problem.allow.join(", ")}`, {
        headers: { allow: problem.allow.join(", ") },
      });
    case "address_not_allowed":
    case "not_in_scope":
      return protocolError(403, "forbidden", "this shop does not answer to your address here");
    case "rate_limited":
    case "too_many_wrong_tokens":
      return protocolError(
        429,
        "rate_limited",
        "too many requests; wait as long as Retry-After says",
        problem,
      );
    case "idempotency_key_required":
      return protocolError(
        400,
        "idempotency_key_required",
        "the Idempotency-Key header is required, or over MCP idempotency-key in meta",
      );
    case "idempotency_key_invalid":
      return protocolError(
        400,
        "idempotency_key_invalid",
        "the Idempotency-Key may be 1 to 255 visible characters",
      );
    case "idempotency_conflict":
      return protocolError(409, "idempotency_conflict", "this Idempotency-Key was used with another request");
    case "idempotency_in_flight":
      return protocolError(
        409,
        "idempotency_in_flight",
        "the request with this key is still being answered",
        problem,
      );
    default:
      return ofBusiness(problem);
  }
}

type ProblemOfRequest = Extract<Problem, { kind: "invalid" | "missing" | "unsupported" }>;

/** What the schema or the decoder found is an error of the protocol; what the shop cannot do is one of the business. */
function inRequest({ kind, place, detail }: ProblemOfRequest): Refusal {
  if (place.at === "path" || place.at === "body") return protocolError(400, kind, detail, { place });
  return businessError(kind, detail, { place });
}

function ofProfile({ reason, detail }: Extract<Problem, { kind: "caller_profile" }>): Refusal {
  switch (reason) {
    case "invalid_profile_url":
      return protocolError(400, reason, detail);
    case "profile_unreachable":
      return protocolError(424, reason, detail);
    case "profile_not_trusted":
      return protocolError(403, reason, detail);
    case "profile_malformed":
    case "version_unsupported":
      return protocolError(422, reason, detail);
    case "capabilities_incompatible":
      return businessError(reason, detail, { severity: "unrecoverable" });
  }
}

function ofSignature({ reason, detail }: Extract<Problem, { kind: "message_signature" }>): Refusal {
  switch (reason) {
    case "signature_missing":
    case "signature_invalid":
    case "key_not_found":
      return protocolError(401, reason, detail);
    case "digest_mismatch":
    case "algorithm_unsupported":
      return protocolError(400, reason, detail);
  }
}

type ProblemOfBusiness = Extract<
  Problem,
  {
    kind:
      | "currency_not_sold"
      | "session_expired"
      | "session_not_updatable"
      | "session_not_cancelable"
      | "session_not_completable"
      | "session_not_ready"
      | "address_changed"
      | "payment_in_progress"
      | "out_of_stock"
      | "requires_3ds"
      | "payment_declined"
      | "too_many_declines"
      | "invalid_payment_token"
      | "payment_unavailable"
      | "payment_outcome_unknown"
      | "payment_misconfigured"
      | "storage_unavailable"
      | "feed_not_ready"
      | "too_busy"
      | "internal";
  }
>;

function ofBusiness(problem: ProblemOfBusiness): Refusal {
  switch (problem.kind) {
    case "currency_not_sold":
      return businessError("currency_not_sold", `prices here are in ${problem.sold.toUpperCase()}`);
    case "session_expired":
      return businessError("expired", `the session expired at ${toRfc3339(problem.expiredAt)}`, {
        severity: "unrecoverable",
      });
    case "session_not_updatable":
      return problem.status === "in_progress"
        ? protocolError(409, "payment_in_progress", "a payment is under way", { retryAfterSeconds: 2 })
        : protocolError(409, "not_allowed", `the session is ${problem.status} and can no longer be changed`);
    case "session_not_cancelable":
      return protocolError(409, "not_allowed", `the session is ${problem.status} and cannot be canceled`);
    case "session_not_completable":
      return protocolError(409, "not_allowed", "the session is canceled and cannot be completed");
    case "session_not_ready":
      return businessError("missing", problem.detail, { place: problem.place });
    case "address_changed":
      return businessError("invalid", "the address is not the one that was priced; update the session first");
    case "payment_in_progress":
      return protocolError(409, "payment_in_progress", "a payment is under way", problem);
    case "out_of_stock":
      return businessError(problem.isUnknown ? "item_unavailable" : "out_of_stock", problem.detail, {
        place: problem.place,
        severity: problem.of === "cart" ? "unrecoverable" : "recoverable",
      });
    case "requires_3ds":
      return businessError("payment_failed", "the buyer has to authenticate; pay with another instrument");
    case "payment_declined":
      return businessError("payment_failed", "the payment was declined; pay with another instrument");
    case "too_many_declines":
      return protocolError(
        429,
        "rate_limited",
        "too many payments were declined; wait as long as Retry-After says, or have the buyer pay at continue_url",
        problem,
      );
    case "invalid_payment_token":
      return businessError("payment_failed", "the credential is not one that can be paid with here", {
        place: { at: "payment_token" },
      });
    case "payment_unavailable":
    case "payment_outcome_unknown":
      return protocolError(
        503,
        "payment_unavailable",
        "send the same request again after Retry-After",
        problem,
      );
    case "payment_misconfigured":
      return protocolError(503, "payment_unavailable", "this shop cannot take payments now");
    case "storage_unavailable":
      return protocolError(503, "unavailable", "nothing was changed; try again", { retryAfterSeconds: 1 });
    case "feed_not_ready":
      return protocolError(503, "unavailable", "this is not ready yet", problem);
    case "too_busy":
      return protocolError(503, "unavailable", "too many ask this at once; try again", problem);
    case "internal":
      return protocolError(
        500,
        "internal_error",
        "something went wrong here; nothing is known to have changed",
      );
    default:
      return unreachable(problem);
  }
}

const resourceWords = {
  session: "checkout",
  cart: "cart",
  order: "order",
  product: "product",
} as const;

/** Details are parts of sentences. */
function sentence(detail: string): string {
  const capital = `${detail.charAt(0).toUpperCase()}${detail.slice(1)}`;
  return /[.?!]$/.test(capital) ? capital : `${capital}.`;
}
