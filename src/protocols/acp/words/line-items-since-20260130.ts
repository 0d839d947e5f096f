import { type Static, Type } from "@sinclair/typebox";
import type { LineItem } from "../../../checkout/session.ts";
import { maybe } from "../../../operations/fields.ts";
import { Amount, closed, enumeration, Url } from "./fields.ts";
import {
  CustomAttributeAnswer,
  descriptionOf,
  encodeCustomAttributes,
  imagesOf,
} from "./line-items-until-20260116.ts";
import { encodeTaxes, TotalAnswerOf20260130 } from "./totals.ts";

/** The five amounts that older versions show as fields. */
function encodeAmounts({ amounts, taxes }: LineItem): Static<typeof TotalAnswerOf20260130>[] {
  return [
    { type: "items_base_amount", display_text: "Base amount", amount: amounts.base },
    { type: "items_discount", display_text: "Discount", amount: amounts.discount },
    { type: "subtotal", display_text: "Subtotal", amount: amounts.subtotal },
    { type: "tax", display_text: "Tax", amount: amounts.tax, breakdown: encodeTaxes(taxes) },
    { type: "total", display_text: "Total", amount: amounts.total },
  ];
}

/** A line from 2026-01-30 on: its quantity beside the item, its amounts as totals. */
export const LineItemAnswerSince20260130 = closed({
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
  totals: Type.Array(TotalAnswerOf20260130),
});

/** Shows a line; all amounts in minor units. */
export function encodeLineItemSince20260130(line: LineItem): Static<typeof LineItemAnswerSince20260130> {
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
