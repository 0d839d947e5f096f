import type { AttemptId, RefundId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";

/**
 * A tax that the provider computed and is to have in its books, or to take out again with a refund. `booked` under the
 * provider's name for it; `refused` for good: only a person can put that right.
 */
export type TaxBooking =
  | { readonly state: "due" }
  | { readonly state: "booked"; readonly transaction: string }
  | { readonly state: "refused"; readonly detail: string };

/** What came of asking for a booking. `unknown` may have made it: asked again in the same words, it is the same one. */
export type TaxBookingOutcome =
  | { readonly kind: "booked"; readonly transaction: string }
  | { readonly kind: "refused"; readonly detail: string }
  | { readonly kind: "unknown"; readonly detail: string };

/** A provider's books of the taxes that it computed. As with its charges, neither throws for what the network did. */
export interface TaxBooks {
  /** Books the tax of a sale. The attempt's id is the booking's name: one attempt is booked once. */
  book(sale: { readonly attemptId: AttemptId; readonly calculation: string }): Promise<TaxBookingOutcome>;
  /** Takes the tax of a refund out again, under the refund's id. */
  reverse(reversal: {
    readonly refundId: RefundId;
    /** The sale's booking. */
    readonly transaction: string;
    /** What the buyer got back, tax included. */
    readonly amount: Minor;
    readonly currency: Currency;
    /** Whether that is all that was paid. */
    readonly isAll: boolean;
  }): Promise<TaxBookingOutcome>;
}
