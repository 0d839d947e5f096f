import { instant } from "../../clock.ts";
import type { Problem } from "../../problem.ts";

/** Names of the schemas that ACP's operations refer to. */
export const components = {
  create: "CheckoutSessionCreateRequest",
  update: "CheckoutSessionUpdateRequest",
  complete: "CheckoutSessionCompleteRequest",
  cancel: "CheckoutSessionCancelRequest",
  session: "CheckoutSession",
  cartCreate: "CartCreateRequest",
  cartUpdate: "CartUpdateRequest",
  cart: "Cart",
  delegate: "DelegatePaymentRequest",
  delegatedPayment: "DelegatePaymentResponse",
  delegatedPaymentError: "DelegatePaymentError",
  error: "Error",
} as const;

/** What any request may be refused for, as examples for documents. */
export const everywhere: readonly Problem[] = [
  { kind: "invalid", place: { at: "body" }, detail: "expected an object, found an array of 1" },
  { kind: "unauthorized", detail: "the bearer token is not known" },
  { kind: "rate_limited", retryAfterSeconds: 1 },
];

/** What any request that changes something may be refused for. */
export const onChange: readonly Problem[] = [
  ...everywhere,
  { kind: "idempotency_in_flight", retryAfterSeconds: 1 },
  { kind: "idempotency_conflict" },
  { kind: "body_too_large", limitBytes: 262_144 },
  { kind: "unsupported_content_type" },
  { kind: "unsupported_content_encoding" },
];

export const unknownSession: Problem = { kind: "not_found", what: "session" };
export const sessionExpired: Problem = {
  kind: "session_expired",
  expiredAt: instant(Date.UTC(2026, 3, 17, 12)),
};
export const paymentInProgress: Problem = { kind: "payment_in_progress", retryAfterSeconds: 2 };
