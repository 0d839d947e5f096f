import type { Instant } from "../clock.ts";
import type { LineItemId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import type { LineAmounts, TaxShare, Total } from "./amounts.ts";
import type { Destination } from "./destination.ts";
import type { AppliedDiscount, DiscountDetail, GrantedDiscount } from "./discount.ts";
import type { FulfillmentOption, FulfillmentType, Selection } from "./fulfillment.ts";
import type { ShippingRate } from "./shipping.ts";

/** One line as pricing sees it. */
export interface LineToPrice {
  readonly id: LineItemId;
  readonly unitPrice: Minor;
  readonly quantity: number;
  readonly taxClass: string;
  readonly requiresShipping: boolean;
  /** Grams of one unit; absent counts as nothing. */
  readonly weightGrams?: number | undefined;
}

/**
 * A fulfillment option the agent asked for. `optionId` alone decides: an option always stands for the whole cart, so
 * the lines named do not narrow it, and older versions cannot say pickup or local delivery as `type`.
 */
export interface WantedSelection {
  readonly optionId: string;
  readonly type?: FulfillmentType | undefined;
  readonly lineItemIds?: readonly LineItemId[] | undefined;
}

/** Everything a price depends on beside the merchant's rules. Same input, same rules: same answer. */
export interface CartToPrice {
  readonly currency: Currency;
  readonly lines: readonly LineToPrice[];
  readonly destination?: Destination | undefined;
  readonly discounts: readonly GrantedDiscount[];
  readonly wanted?: readonly WantedSelection[] | undefined;
  /**
   * Carriers' own prices for this cart and destination, asked for beforehand; in the terms of the shop's prices. Offered
   * beside the table's rates, of which one of the same id gives way.
   */
  readonly quotedRates?: readonly ShippingRate[] | undefined;
  /** A certificate the shop trusts: no tax is charged. */
  readonly taxExempt?: boolean | undefined;
  /** The moment delivery windows are counted from. */
  readonly now: Instant;
}

/** A line's part of the answer, in the order of the input. */
export interface PricedLine {
  readonly id: LineItemId;
  readonly amounts: LineAmounts;
  readonly taxes: readonly TaxShare[];
  readonly discountDetails: readonly DiscountDetail[];
}

/** Why no fulfillment can be offered yet, or a wanted one was not taken (the cheapest is selected in its place). */
export type FulfillmentRefusal =
  | { readonly kind: "address_needed" }
  | { readonly kind: "destination_not_served"; readonly country: string }
  | { readonly kind: "option_not_offered"; readonly optionId: string }
  /** Several different options were wanted; the first of them is selected for the whole cart. */
  | { readonly kind: "split_not_offered"; readonly optionIds: readonly string[] };

/** The whole bill. The totals always add up as {@link Total} says; without a selection `fulfillment` is absent. */
export interface PricedCart {
  readonly lines: readonly PricedLine[];
  readonly options: readonly FulfillmentOption[];
  readonly selections: readonly Selection[];
  readonly totals: readonly Total[];
  readonly appliedDiscounts: readonly AppliedDiscount[];
  readonly reason?: FulfillmentRefusal | undefined;
}
