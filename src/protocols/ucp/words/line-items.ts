import { type Static, Type } from "@sinclair/typebox";
import type { LineItem } from "../../../checkout/session.ts";
import { maybe } from "../../../operations/fields.ts";
import { open } from "./fields.ts";
import { encodeLineTotals, LineTotals } from "./totals.ts";

/** One line of a checkout or a cart. */
export const LineItemAnswer = open({
  id: Type.String(),
  item: open({
    id: Type.String(),
    title: Type.String(),
    price: Type.Integer(),
    image_url: maybe(Type.String()),
  }),
  quantity: Type.Integer(),
  totals: LineTotals,
});

/** Shows a line. */
export function encodeLineItem(line: LineItem): Static<typeof LineItemAnswer> {
  return {
    id: line.id,
    item: {
      id: line.variantId,
      title: line.title,
      price: line.unitPrice,
      image_url: line.media.find(({ type }) => type === "image")?.url,
    },
    quantity: line.quantity,
    totals: encodeLineTotals(line.amounts),
  };
}
