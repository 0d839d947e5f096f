import type { AttemptId, OrderId, SessionId } from "../ids.ts";

/** Something about money that a person should know of. */
export interface MerchantAlert {
  readonly kind: /** A payment succeeded after its goods were gone; it is being given back. */
    | "late_payment"
    /** The provider holds a charge that is not the one asked for. */
    | "contradicting_charge"
    /** The provider refuses the shop's key or settings: nobody can pay. */
    | "misconfigured"
    /** A refund did not go through, or came back. */
    | "refund_failed"
    /** An authorisation ends soon and has not been captured. */
    | "authorization_ending"
    /** The provider refuses to capture an authorisation that stands. */
    | "capture_refused"
    /** An authorisation ended uncaptured: the order is not paid any more. */
    | "authorization_lapsed"
    /** A tax by the provider is not in its books, or still in them after a refund. */
    | "tax_not_booked"
    | "dispute"
    /** Something failed here that should not have. What was open stays open. */
    | "unexpected";
  readonly words: string;
  readonly attemptId?: AttemptId | undefined;
  readonly sessionId?: SessionId | undefined;
  readonly orderId?: OrderId | undefined;
  readonly error?: unknown;
}

/** Tells the merchant. Never throws, never waits. */
export type AlertMerchant = (alert: MerchantAlert) => void;
