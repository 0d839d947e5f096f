import { type Static, Type } from "@sinclair/typebox";
import { ONE_MILLION } from "../../../money.ts";
import { maybe } from "../../../operations/fields.ts";
import type { OptionAmounts, TaxShare, Total, TotalType } from "../../../pricing/amounts.ts";
import { Amount, closed, enumeration } from "./fields.ts";

/** The total types until 2026-01-16. */
export const totalTypesUntil20260116 = [
  "items_base_amount",
  "items_discount",
  "subtotal",
  "discount",
  "fulfillment",
  "tax",
  "fee",
  "total",
] as const;

/**
 * Later types as these versions can say them, so that total = subtotal - discount + fulfillment + tax + fee still
 * holds: what is added becomes a fee, what is taken off a discount. Money given back after the sale is in no sum.
 */
export const totalTypeWordsUntil20260116: Record<
  TotalType,
  (typeof totalTypesUntil20260116)[number] | undefined
> = {
  items_base_amount: "items_base_amount",
  items_discount: "items_discount",
  subtotal: "subtotal",
  discount: "discount",
  fulfillment: "fulfillment",
  tax: "tax",
  fee: "fee",
  gift_wrap: "fee",
  tip: "fee",
  store_credit: "discount",
  total: "total",
  amount_refunded: undefined,
};

/** A row of the bill, until 2026-01-16. */
export const TotalAnswerUntil20260116 = closed({
  type: enumeration(totalTypesUntil20260116),
  display_text: Type.String(),
  amount: Amount,
  description: maybe(Type.String()),
});

/** Shows the bill in the total types these versions know, so that it still adds up. */
export function encodeTotalsUntil20260116(
  totals: readonly Total[],
): Static<typeof TotalAnswerUntil20260116>[] {
  return totals.flatMap(({ type, displayText, amount, description }) => {
    const known = totalTypeWordsUntil20260116[type];
    return known === undefined ? [] : [{ type: known, display_text: displayText, amount, description }];
  });
}

/** An option's amounts as rows; the types are ones that every version from here on knows. */
export function encodeOptionTotals({
  subtotal,
  tax,
  total,
}: OptionAmounts): Static<typeof TotalAnswerUntil20260116>[] {
  return [
    { type: "subtotal", display_text: "Subtotal", amount: subtotal },
    { type: "tax", display_text: "Tax", amount: tax },
    { type: "total", display_text: "Total", amount: total },
  ];
}

/** The total types of 2026-01-30; the next version adds one. */
const totalTypesOf20260130 = [
  "items_base_amount",
  "items_discount",
  "subtotal",
  "discount",
  "fulfillment",
  "tax",
  "fee",
  "gift_wrap",
  "tip",
  "store_credit",
  "total",
] as const;

/** A row of the bill but for its type. */
const totalFields = {
  display_text: Type.String(),
  amount: Amount,
  description: maybe(Type.String()),
  breakdown: maybe(Type.Array(closed({ jurisdiction: Type.String(), rate: Type.Number(), amount: Amount }))),
};

/** A row of the bill. */
export const TotalAnswerOf20260130 = closed({ type: enumeration(totalTypesOf20260130), ...totalFields });

/** Rows of the bill. What was given back after the sale has no word in this version; it is in no sum. */
export function encodeTotalsOf20260130(totals: readonly Total[]): Static<typeof TotalAnswerOf20260130>[] {
  return totals.flatMap(({ type, displayText, amount, description, breakdown }) =>
    type === "amount_refunded"
      ? []
      : [{ type, display_text: displayText, amount, description, breakdown: encodeTaxes(breakdown) }],
  );
}

/** Rates are said as decimals: 0.0875 for 8.75 %. */
export function encodeTaxes(taxes: readonly TaxShare[] | undefined) {
  if (!taxes || taxes.length === 0) return undefined;
  return taxes.map(({ jurisdiction, rate, amount }) => ({ jurisdiction, rate: rate / ONE_MILLION, amount }));
}

/** A row of the bill, from 2026-04-17 on. */
export const TotalAnswerSince20260417 = closed({
  type: enumeration([...totalTypesOf20260130, "amount_refunded"] as const),
  ...totalFields,
});

/** Shows the bill as it is. */
export function encodeTotalsSince20260417(
  totals: readonly Total[],
): Static<typeof TotalAnswerSince20260417>[] {
  return totals.map(({ type, displayText, amount, description, breakdown }) => ({
    type,
    display_text: displayText,
    amount,
    description,
    breakdown: encodeTaxes(breakdown),
  }));
}
