import type { Address } from "../address.ts";
import type { Instant } from "../clock.ts";
import type { AttemptId, OrderId, RefundId, SessionId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import type { AuthenticationResult } from "../payments/authentication.ts";
import type { DeclineReason } from "../problem.ts";

/** One charge to make. The attempt's id is the provider's idempotency key: the same attempt never charges twice. */
export interface Charge {
  readonly attemptId: AttemptId;
  readonly sessionId: SessionId;
  readonly orderId: OrderId;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly token: string;
  readonly description: string;
  readonly receiptEmail?: string | undefined;
  readonly shipping?:
    | { readonly name: string; readonly phone?: string | undefined; readonly address: Address }
    | undefined;
  readonly authentication?: AuthenticationResult | undefined;
  /** Whether a demand for 3D Secure may be answered to the agent; otherwise the provider is told to decline instead. */
  readonly allowAuthentication: boolean;
}

/**
 * What a provider says of a charge. Closed, and handled exhaustively by settlement:
 * `paid`, `pending` and `needs_action` name the provider's own reference; `declined` and `rejected` are certain that
 * nothing was charged; `unavailable` too, and trying again later makes sense; `unknown` promises nothing at all.
 */
export type ChargeOutcome =
  | { readonly kind: "paid"; readonly reference: string; readonly captured: boolean }
  | { readonly kind: "pending"; readonly reference: string }
  | { readonly kind: "needs_action"; readonly reference: string }
  | { readonly kind: "declined"; readonly reason: DeclineReason; readonly reference?: string | undefined }
  | { readonly kind: "rejected"; readonly why: "invalid_token" | "misconfigured"; readonly detail: string }
  | { readonly kind: "unavailable"; readonly retryAfterSeconds: number }
  | { readonly kind: "unknown"; readonly detail: string };

/** What a look-up finds: the charge's outcome, or that the provider has none for the attempt. */
export type LookUpOutcome = ChargeOutcome | { readonly kind: "absent" };

export type CancelOutcome =
  | { readonly kind: "canceled" }
  /** Too late: the money had moved. The outcome says how. */
  | { readonly kind: "already"; readonly outcome: ChargeOutcome }
  | { readonly kind: "unknown"; readonly detail: string };

export type RefundOutcome =
  | { readonly kind: "refunded"; readonly reference: string }
  | { readonly kind: "pending"; readonly reference: string }
  | { readonly kind: "failed"; readonly detail: string }
  | { readonly kind: "unknown"; readonly detail: string };

/**
 * Someone who moves money. Every method may wait for the network and is therefore never called behind the write door.
 * None throws for anything the provider or the network did: that is what the outcomes are for.
 */
export interface PaymentProvider {
  readonly name: "stripe" | "sandbox";
  charge(charge: Charge): Promise<ChargeOutcome>;
  /** Finds what became of an attempt without being able to cause a charge. `reference` when it is already known. */
  lookUp(attempt: {
    readonly id: AttemptId;
    readonly reference?: string | undefined;
    readonly openedAt: Instant;
  }): Promise<LookUpOutcome>;
  /** Makes sure the attempt can no longer succeed. */
  cancel(attempt: {
    readonly id: AttemptId;
    readonly reference?: string | undefined;
    readonly openedAt: Instant;
  }): Promise<CancelOutcome>;
  /** Gives money back. The refund's id is the provider's idempotency key. */
  refund(refund: {
    readonly id: RefundId;
    readonly attemptId: AttemptId;
    readonly reference: string;
    readonly amount: Minor;
    readonly currency: Currency;
  }): Promise<RefundOutcome>;
}
