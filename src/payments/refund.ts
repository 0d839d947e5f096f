import { createHash } from "node:crypto";
import type { Instant } from "../clock.ts";
import { type AdjustmentId, type AttemptId, asId, type OrderId, type RefundId } from "../ids.ts";
import { type Currency, type Minor, minor } from "../money.ts";
import type { LineItemReference } from "../orders/order.ts";
import type { DriveStore } from "./drives.ts";
import type { TaxBooking } from "./tax-booking.ts";

/** Who wanted the money to go back. */
export type RefundOrigin =
  /** The merchant, from here. */
  | "merchant"
  /** We: the payment came too late to become an order. */
  | "late_payment"
  /** Somebody at the provider's own dashboard; we heard of it. */
  | "provider";

/**
 * Money on its way back. Written before the provider is asked; its id is the provider's idempotency key. `pending`
 * until the outcome is certain, and counted against what is left of the charge all that time. `failed` after
 * `succeeded` happens: a bank may send the money back days later.
 */
export interface Refund {
  readonly id: RefundId;
  readonly attemptId: AttemptId;
  /** Absent when the payment made no order. */
  readonly orderId?: OrderId | undefined;
  readonly origin: RefundOrigin;
  readonly state: "pending" | "succeeded" | "failed";
  /** The provider's own name for it, once known. */
  readonly reference?: string | undefined;
  readonly amount: Minor;
  readonly currency: Currency;
  /** The lines and units it is for; empty when it is for an amount alone. */
  readonly lines: readonly LineItemReference[];
  /** Whether the units of `lines` go back to stock. */
  readonly restock: boolean;
  /** Whether what it means for the goods (units no longer sold, stock given back) was done. */
  readonly goodsDone: boolean;
  /** The merchant's words for the buyer. */
  readonly reason?: string | undefined;
  readonly failure?: string | undefined;
  readonly openedAt: Instant;
  readonly settledAt?: Instant | undefined;
  /** Where the tax of it stands in the provider's books, where that of its payment is in them. */
  readonly taxReversal?: TaxBooking | undefined;
  /** When recovery looks next: while it is pending, and for its tax. */
  readonly nextLookAt?: Instant | undefined;
}

/** Refunds on disk. Writing only in a write job. */
export interface RefundStore extends DriveStore<RefundId> {
  /** Whoever opens one for the merchant drives it. */
  insert(refund: Refund): Promise<void>;
  replace(refund: Refund): Promise<void>;
  find(id: RefundId): Promise<Refund | undefined>;
  byReference(reference: string): Promise<Refund | undefined>;
  /** All of a payment's, the oldest first. */
  ofAttempt(attempt: AttemptId): Promise<readonly Refund[]>;
  /**
   * Refunds whose `nextLookAt` has come, the longest waiting first; and those where it lies beyond `horizon`,
   * since the clock was set back.
   */
  due(now: Instant, horizon: Instant, limit: number): Promise<readonly Refund[]>;
  /** When the next refund is to be looked at; long ago where one lies beyond `horizon`. */
  nextDue(horizon: Instant): Promise<Instant | undefined>;
  /** All pending refunds, the oldest first. */
  pending(limit: number): Promise<readonly Refund[]>;
}

/** What may still be given back: the charge less every refund that has not failed. Minor units. */
export function leftOf(charged: Minor, refunds: readonly Refund[]): Minor {
  const gone = refunds.filter(({ state }) => state !== "failed").reduce((all, { amount }) => all + amount, 0);
  return minor(charged - gone);
}

/** An order's adjustment for a refund: the same refund always has the same, so that it is told once however often it is heard of. */
export function adjustmentIdOf(refund: RefundId): AdjustmentId {
  return asId<AdjustmentId>(refund.replace(/^ref_/, "adj_"));
}

/** The refund that gives a whole payment back because it came too late. One a payment: repeating it doubles nothing. */
export function lateRefundId(attempt: AttemptId): RefundId {
  return asId<RefundId>(attempt.replace(/^pay_/, "ref_"));
}

/** The id of a refund we only heard of: follows from the provider's name for it. */
export function heardRefundId(reference: string): RefundId {
  return asId<RefundId>(`ref_${createHash("sha256").update(reference).digest("hex").slice(0, 32)}`);
}
