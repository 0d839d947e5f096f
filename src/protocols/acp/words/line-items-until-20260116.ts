import { type Static, Type } from "@sinclair/typebox";
import type { LineItem } from "../../../checkout/session.ts";
import { maybe } from "../../../operations/fields.ts";
import { Amount, closed, Url } from "./fields.ts";

/** One fact about a line, such as its size. */
export const CustomAttributeAnswer = closed({ display_name: Type.String(), value: Type.String() });

/** A line with five amounts, until 2026-01-16. */
export const LineItemAnswerUntil20260116 = closed({
  id: Type.String(),
  item: closed({ id: Type.String(), quantity: Type.Integer({ minimum: 1 }) }),
  base_amount: Amount,
  discount: Amount,
  subtotal: Amount,
  tax: Amount,
  total: Amount,
  name: maybe(Type.String()),
  description: maybe(Type.String()),
  images: maybe(Type.Array(Url)),
  unit_amount: maybe(Amount),
  custom_attributes: maybe(Type.Array(CustomAttributeAnswer)),
});

/** Shows a line; all amounts in minor units. */
export function encodeLineItemUntil20260116(line: LineItem): Static<typeof LineItemAnswerUntil20260116> {
  return {
    id: line.id,
    item: { id: line.variantId, quantity: line.quantity },
    base_amount: line.amounts.base,
    discount: line.amounts.discount,
    subtotal: line.amounts.subtotal,
    tax: line.amounts.tax,
    total: line.amounts.total,
    name: line.title,
    description: descriptionOf(line),
    images: imagesOf(line),
    unit_amount: line.unitPrice,
    custom_attributes: encodeCustomAttributes(line),
  };
}

/** Plain text, or Markdown, which reads well as plain text; HTML does not and is left out. */
export function descriptionOf({ description }: LineItem): string | undefined {
  return description?.plain ?? description?.markdown;
}

/** The URLs of a line's pictures; absent when it has none. */
export function imagesOf(line: LineItem): string[] | undefined {
  const images = line.media.filter((media) => media.type === "image");
  return images.length === 0 ? undefined : images.map((image) => image.url);
}

/** Shows what tells a variant from its siblings; absent when it has none. */
export function encodeCustomAttributes(line: LineItem): Static<typeof CustomAttributeAnswer>[] | undefined {
  if (line.options.length === 0) return undefined;
  return line.options.map((option) => ({ display_name: option.name, value: option.value }));
}
