import type { Minor, PartsPerMillion } from "../money.ts";

/** A line's money, minor units: subtotal = base - discount, total = subtotal + tax. */
export interface LineAmounts {
  readonly base: Minor;
  readonly discount: Minor;
  readonly subtotal: Minor;
  readonly tax: Minor;
  readonly total: Minor;
}

/** A fulfillment option's money, minor units: total = subtotal + tax. `subtotal` is after any shipping discount. */
export interface OptionAmounts {
  readonly subtotal: Minor;
  readonly tax: Minor;
  readonly total: Minor;
}

/** One jurisdiction's part of a tax amount. */
export interface TaxShare {
  readonly jurisdiction: string;
  readonly rate: PartsPerMillion;
  readonly amount: Minor;
}

/** The total types of 2026-04-17, the widest set; older versions map them down so that sums still hold. */
export type TotalType =
  | "items_base_amount"
  | "items_discount"
  | "subtotal"
  | "discount"
  | "fulfillment"
  | "tax"
  | "fee"
  | "gift_wrap"
  | "tip"
  | "store_credit"
  | "total"
  | "amount_refunded";

/**
 * One row of the bill, minor units. subtotal = items_base_amount - items_discount; total = subtotal - discount +
 * fulfillment + tax + fee. Discounts are positive numbers.
 */
export interface Total {
  readonly type: TotalType;
  readonly displayText: string;
  readonly amount: Minor;
  readonly description?: string | undefined;
  readonly breakdown?: readonly TaxShare[] | undefined;
}
