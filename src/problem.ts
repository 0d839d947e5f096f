import type { Instant } from "./clock.ts";
import type { Currency } from "./money.ts";

/**
 * Where in the caller's request the problem is, in the domain's words. Each ACP version spells the same place its own
 * way (`$.items[0].quantity`, `$.line_items[0].quantity`); `Wire.path` does the spelling.
 */
export type Place =
  | { readonly at: "body" }
  /** Already a JSONPath: used only where a version's own decoder or schema found the problem. */
  | { readonly at: "path"; readonly path: string }
  | { readonly at: "line_items" }
  | { readonly at: "line_item"; readonly index: number; readonly field?: "id" | "quantity" | undefined }
  | { readonly at: "currency" }
  | {
      readonly at: "buyer";
      readonly field?: "email" | "firstName" | "lastName" | "phoneNumber" | "taxExemption" | undefined;
    }
  | {
      readonly at: "fulfillment_address";
      readonly field?: "name" | "lineOne" | "city" | "state" | "country" | "postalCode" | undefined;
    }
  | { readonly at: "fulfillment_details" }
  | { readonly at: "fulfillment_groups" }
  | { readonly at: "fulfillment_option" }
  | { readonly at: "discount_code"; readonly index: number }
  | { readonly at: "applied_discount"; readonly index: number }
  | { readonly at: "interventions" }
  | { readonly at: "payment_data" }
  | { readonly at: "payment_token" }
  | { readonly at: "payment_handler" }
  | { readonly at: "authentication_result" }
  | { readonly at: "idempotency_key" }
  | { readonly at: "api_version" };

/** Why a payment was declined, as far as the buyer may be told. */
export type DeclineReason =
  | "declined"
  | "insufficient_funds"
  | "expired_card"
  | "incorrect_cvc"
  | "over_limit"
  | "currency_mismatch"
  | "token_expired"
  | "token_used"
  | "token_revoked"
  | "requires_3ds"
  | "authentication_failed"
  | "risk_blocked"
  | "amount_too_small"
  | "amount_too_large"
  | "email_refused";

/** Why a caller that presents itself by a document cannot be served (UCP 2026-04-08, overview, "Error Codes"). */
export type CallerProfileFault =
  | "invalid_profile_url"
  | "profile_unreachable"
  | "profile_malformed"
  | "profile_not_trusted"
  | "version_unsupported"
  | "capabilities_incompatible";

/** What is wrong with a signature of RFC 9421, in the words of UCP's error codes (2026-04-08, overview, "Signature Errors"). */
export type MessageSignatureFault =
  | "signature_missing"
  | "signature_invalid"
  | "key_not_found"
  | "digest_mismatch"
  | "algorithm_unsupported";

/**
 * Everything that can go wrong with a request, closed. Each protocol answers every member exhaustively; nothing
 * throws strings and no other shape of problem exists. Business outcomes that leave a usable session (out of stock,
 * declined from 2026-01-30 on, address needed) are messages on the session, not problems.
 */
export type Problem =
  // The request itself
  | { readonly kind: "invalid"; readonly place: Place; readonly detail: string }
  | { readonly kind: "missing"; readonly place: Place; readonly detail: string }
  | { readonly kind: "unsupported"; readonly place: Place; readonly detail: string }
  /** Nothing that is sold here goes by that id. */
  | { readonly kind: "unknown_item"; readonly place: Place; readonly detail: string }
  | { readonly kind: "malformed_json"; readonly detail: string }
  /** The connection ended before all of the body had arrived. Only the log hears of it. */
  | { readonly kind: "body_cut_off" }
  | { readonly kind: "body_too_slow" }
  | { readonly kind: "body_too_large"; readonly limitBytes: number }
  | { readonly kind: "body_too_deep"; readonly limit: number }
  | { readonly kind: "body_too_many_values"; readonly limit: number }
  | { readonly kind: "unsupported_content_type" }
  | { readonly kind: "unsupported_content_encoding" }
  | { readonly kind: "missing_api_version"; readonly supported: readonly string[] }
  | {
      readonly kind: "unsupported_api_version";
      readonly found: string;
      readonly supported: readonly string[];
    }
  | { readonly kind: "unauthorized"; readonly detail: string }
  | { readonly kind: "invalid_signature"; readonly detail: string }
  | { readonly kind: "message_signature"; readonly reason: MessageSignatureFault; readonly detail: string }
  /** What a document that the caller names says of it, or that it cannot be read. */
  | { readonly kind: "caller_profile"; readonly reason: CallerProfileFault; readonly detail: string }
  /** Only for agents that the merchant knows. */
  | { readonly kind: "completion_not_allowed" }
  | { readonly kind: "not_found"; readonly what: "session" | "cart" | "order" | "route" | "product" }
  | { readonly kind: "method_not_allowed"; readonly allow: readonly string[] }
  /** From an address that may not ask these routes; absent where the connection is gone already. */
  | { readonly kind: "address_not_allowed"; readonly address: string | undefined }
  /** A program's token does not include what it asked for. */
  | { readonly kind: "not_in_scope"; readonly needed: string }
  | { readonly kind: "rate_limited"; readonly retryAfterSeconds: number }
  | { readonly kind: "too_many_wrong_tokens"; readonly retryAfterSeconds: number }
  // Idempotency
  | { readonly kind: "idempotency_key_required" }
  | { readonly kind: "idempotency_key_invalid" }
  | { readonly kind: "idempotency_conflict" }
  | { readonly kind: "idempotency_in_flight"; readonly retryAfterSeconds: number }
  // The session
  | { readonly kind: "currency_not_sold"; readonly found: string; readonly sold: Currency }
  | { readonly kind: "session_expired"; readonly expiredAt: Instant }
  | { readonly kind: "session_not_updatable"; readonly status: "completed" | "canceled" | "in_progress" }
  | { readonly kind: "session_not_cancelable"; readonly status: "completed" | "canceled" }
  | { readonly kind: "session_not_completable"; readonly status: "canceled" }
  | { readonly kind: "session_not_ready"; readonly place: Place; readonly detail: string }
  /** Complete may repeat the address, not change it. */
  | { readonly kind: "address_changed" }
  | { readonly kind: "payment_in_progress"; readonly retryAfterSeconds: number }
  /** At completion, or where nothing of a cart can be had; of a cart in which nothing is known, `isUnknown`. */
  | {
      readonly kind: "out_of_stock";
      readonly of: "session" | "cart";
      readonly isUnknown?: boolean | undefined;
      readonly place: Place;
      readonly detail: string;
    }
  // Payment
  | { readonly kind: "requires_3ds" }
  | { readonly kind: "payment_declined"; readonly reason: DeclineReason }
  /** Of agents that nobody vouches for, so that they have to wait. */
  | { readonly kind: "too_many_declines"; readonly retryAfterSeconds: number }
  | { readonly kind: "invalid_payment_token" }
  | { readonly kind: "payment_unavailable"; readonly retryAfterSeconds: number }
  | { readonly kind: "payment_outcome_unknown"; readonly retryAfterSeconds: number }
  | { readonly kind: "payment_misconfigured" }
  // Us
  | { readonly kind: "storage_unavailable" }
  | { readonly kind: "feed_not_ready"; readonly retryAfterSeconds: number }
  /** So many ask at once that this one would wait too long. */
  | { readonly kind: "too_busy"; readonly retryAfterSeconds: number }
  | { readonly kind: "internal" };

/**
 * Whether the problem passes by itself, so that the very same request may succeed later. Such an answer is never kept
 * for replay: the key would be stuck with it.
 */
export function passes(problem: Problem): boolean {
  return (
    "retryAfterSeconds" in problem ||
    (problem.kind === "session_not_updatable" && problem.status === "in_progress")
  );
}

/** What a use case gives: the value, or the one problem that stopped it with nothing changed. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

/** Wraps a value as a successful {@link Outcome}. */
export function succeed<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/** Wraps a problem as a failed {@link Outcome}. */
export function fail(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}

/** Thrown where a problem must leave through code that cannot return it (parsers, schema hooks). Caught by the request pipeline. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/** Makes the compiler prove that a switch over a closed union is complete. */
export function unreachable(value: never): never {
  throw new Error(`unhandled case ${JSON.stringify(value)}`);
}
