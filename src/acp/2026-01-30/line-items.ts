import { type Static, Type } from "@sinclair/typebox";
import type { LineItem } from "../../checkout/session.ts";
import { ONE_MILLION } from "../../money.ts";
import type { TaxShare, Total } from "../../pricing/amounts.ts";
import {
  CustomAttributeAnswer,
  descriptionOf,
  encodeCustomAttributes,
  imagesOf,
} from "../2025-12-12/session.ts";
import { Amount, closed, enumeration, maybe, Url } from "../shared/fields.ts";

/** The total types of 2026-01-30; the next version adds one. */
export const totalTypesOf20260130 = [
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
export const totalFields = {
  display_text: Type.String(),
  amount: Amount,
  description: maybe(Type.String()),
  breakdown: maybe(Type.Array(closed({ jurisdiction: Type.String(), rate: Type.Number(), amount: Amount }))),
};

/** A row of the bill. */
export const TotalAnswer = closed({ type: enumeration(totalTypesOf20260130), ...totalFields });

/** Rows of the bill. What was given back after the sale has no word in this version; it is in no sum. */
export function encodeTotals(totals: readonly Total[]): Static<typeof TotalAnswer>[] {
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

/** The five amounts that older versions show as fields. */
function encodeAmounts({ amounts, taxes }: LineItem): Static<typeof TotalAnswer>[] {
  return [
    { type: "items_base_amount", display_text: "Base amount", amount: amounts.base },
    { type: "items_discount", display_text: "Discount", amount: amounts.discount },
    { type: "subtotal", display_text: "Subtotal", amount: amounts.subtotal },
    { type: "tax", display_text: "Tax", amount: amounts.tax, breakdown: encodeTaxes(taxes) },
    { type: "total", display_text: "Total", amount: amounts.total },
  ];
}

/** A line from 2026-01-30 on: its quantity beside the item, its amounts as totals. */
export const LineItemAnswer = closed({
  id: Type.String(),
  item: closed({ id: Type.String() }),
  quantity: Type.Integer({ minimum: 1 }),
  name: maybe(Type.String()),
  description: maybe(Type.String()),
  images: maybe(Type.Array(Url)),
  unit_amount: maybe(Amount),
  custom_attributes: maybe(Type.Array(CustomAttributeAnswer)),
  product_id: maybe(Type.String()),
  sku: maybe(Type.String()),
  variant_id: maybe(Type.String()),
  category: maybe(Type.String()),
  tags: maybe(Type.Array(Type.String())),
  weight: maybe(closed({ value: Type.Number(), unit: enumeration(["g", "kg", "oz", "lb"]) })),
  dimensions: maybe(
    closed({
      length: Type.Number(),
      width: Type.Number(),
      height: Type.Number(),
      unit: enumeration(["cm", "in"]),
    }),
  ),
  availability_status: maybe(enumeration(["in_stock", "low_stock", "out_of_stock", "backorder"])),
  available_quantity: maybe(Type.Integer({ minimum: 0 })),
  max_quantity_per_order: maybe(Type.Integer({ minimum: 1 })),
  variant_options: maybe(Type.Array(closed({ name: Type.String(), value: Type.String() }))),
  discount_details: maybe(
    Type.Array(
      closed({
        code: maybe(Type.String()),
        type: enumeration(["percentage", "fixed"]),
        amount: Amount,
        description: maybe(Type.String()),
        source: enumeration(["coupon", "automatic"]),
      }),
    ),
  ),
  totals: Type.Array(TotalAnswer),
});

/** Shows a line; all amounts in minor units. */
export function encodeLineItem(line: LineItem): Static<typeof LineItemAnswer> {
  return {
    id: line.id,
    item: { id: line.variantId },
    quantity: line.quantity,
    name: line.title,
    description: descriptionOf(line),
    images: imagesOf(line),
    unit_amount: line.unitPrice,
    custom_attributes: encodeCustomAttributes(line),
    product_id: line.productId,
    sku: line.sku,
    variant_id: line.variantId,
    category: line.category,
    tags: orAbsent(line.tags.map((tag) => tag)),
    weight: line.weight && { value: line.weight.value, unit: line.weight.unit },
    dimensions: line.dimensions && {
      length: line.dimensions.length,
      width: line.dimensions.width,
      height: line.dimensions.height,
      unit: line.dimensions.unit,
    },
    availability_status: line.availability.status,
    available_quantity: line.availability.available,
    max_quantity_per_order: line.maxQuantity,
    variant_options: orAbsent(line.options.map(({ name, value }) => ({ name, value }))),
    discount_details: orAbsent(
      line.discountDetails.map(({ code, type, amount, description, source }) => ({
        code,
        type,
        amount,
        description,
        source,
      })),
    ),
    totals: encodeAmounts(line),
  };
}

/** An empty list says nothing that its absence does not. */
function orAbsent<Entry>(entries: Entry[]): Entry[] | undefined {
  return entries.length === 0 ? undefined : entries;
}
