import type { Instant } from "../clock.ts";
import type { DiscountId, LineItemId } from "../ids.ts";
import type { Minor, PartsPerMillion } from "../money.ts";

/** What a discount takes off. */
export type DiscountValue =
  | { readonly kind: "percent"; readonly rate: PartsPerMillion }
  | { readonly kind: "fixed"; readonly amount: Minor }
  | { readonly kind: "free_shipping" };

/** A discount that holds for this cart: eligibility, limits and dates are already settled by whoever passes it in. */
export interface GrantedDiscount {
  readonly id: DiscountId;
  readonly name: string;
  /** As the buyer typed it, for codes; absent for automatic discounts. */
  readonly code?: string | undefined;
  readonly value: DiscountValue;
  /** The lines it applies to; absent for all. */
  readonly lineItemIds?: readonly LineItemId[] | undefined;
  readonly priority: number;
  readonly startsAt?: Instant | undefined;
  readonly endsAt?: Instant | undefined;
  readonly maxRedemptions?: number | undefined;
  readonly timesRedeemed?: number | undefined;
}

/** A discount as applied: `amount` is what it really took off, and its allocations sum to it. Minor units. */
export interface AppliedDiscount {
  readonly discount: GrantedDiscount;
  readonly amount: Minor;
  readonly allocations: readonly DiscountAllocation[];
}

/** Where a part of a discount went, minor units. */
export type DiscountAllocation =
  | { readonly to: "line_item"; readonly lineItemId: LineItemId; readonly amount: Minor }
  | { readonly to: "fulfillment"; readonly amount: Minor };

/** The reasons of the discount extension (2026-04-17 `DiscountErrorCode`). */
export type RejectionReason =
  | "discount_code_expired"
  | "discount_code_invalid"
  | "discount_code_already_applied"
  | "discount_code_combination_disallowed"
  | "discount_code_minimum_not_met"
  | "discount_code_user_not_logged_in"
  | "discount_code_user_ineligible"
  | "discount_code_usage_limit_reached";

/** A code that was sent and does not hold, and why; `message` is for the buyer. */
export interface RejectedDiscount {
  readonly code: string;
  readonly reason: RejectionReason;
  readonly message: string;
}

/** One discount's part of a line, minor units, as the line shows it. */
export interface DiscountDetail {
  readonly code?: string | undefined;
  readonly type: "percentage" | "fixed";
  readonly amount: Minor;
  readonly description?: string | undefined;
  readonly source: "coupon" | "automatic";
}
