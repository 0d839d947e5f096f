import { type Static, Type } from "@sinclair/typebox";
import { maybe } from "../../../operations/fields.ts";
import type { LineAmounts, Total } from "../../../pricing/amounts.ts";
import type { AppliedDiscount } from "../../../pricing/discount.ts";
import { unreachable } from "../../../problem.ts";
import { open } from "./fields.ts";

const LineTotal = open({
  type: Type.String(),
  display_text: maybe(Type.String()),
  amount: Type.Integer(),
});

/** The totals of a line or a way of delivery. */
export const LineTotals = Type.Array(LineTotal);

/** The bill: one subtotal and one total, to which all others add up; what is taken off is negative. */
export const Totals = Type.Array(
  open({
    type: Type.String(),
    display_text: maybe(Type.String()),
    amount: Type.Integer(),
    lines: maybe(Type.Array(open({ display_text: Type.String(), amount: Type.Integer() }))),
  }),
);

/** A line's money: its price, what is taken off it, its tax and what it comes to. */
export function encodeLineTotals({ base, discount, tax, total }: LineAmounts): Static<typeof LineTotals> {
  return [
    { type: "subtotal", amount: base },
    ...(discount > 0 ? [{ type: "items_discount", amount: -discount }] : []),
    ...(tax > 0 ? [{ type: "tax", amount: tax }] : []),
    { type: "total", amount: total },
  ];
}

/**
 * Spells a bill. UCP's subtotal is ours before discounts, whose rows are negative: they are left out where nothing is
 * taken off, since a discount of nothing is refused by the schema. What is taken off delivery is a row of its own
 * beside what delivery costs without it (`discount.md`, "Impact on Line Items and Totals"); our bill has both in one.
 */
export function encodeTotals(
  totals: readonly Total[],
  discounts: readonly AppliedDiscount[] = [],
): Static<typeof Totals> {
  const base = totals.find(({ type }) => type === "items_base_amount");
  const offDelivery = discounts
    .flatMap(({ allocations }) => allocations)
    .reduce((sum, { to, amount }) => (to === "fulfillment" ? sum + amount : sum), 0);
  return totals.flatMap((row): Static<typeof Totals> => {
    const { amount, displayText: display_text, breakdown } = row;
    const lines = breakdown?.map((share) => ({ display_text: share.jurisdiction, amount: share.amount }));
    switch (row.type) {
      case "items_base_amount":
        return [{ type: "subtotal", display_text: "Subtotal", amount }];
      case "subtotal":
        return base ? [] : [{ type: "subtotal", display_text, amount }];
      case "items_discount":
      case "discount":
      case "store_credit":
      case "amount_refunded":
        return amount > 0 ? [{ type: row.type, display_text, amount: -amount }] : [];
      case "fulfillment":
        return [
          { type: row.type, display_text, amount: amount + offDelivery },
          ...(offDelivery > 0
            ? [{ type: "discount", display_text: "Discount on delivery", amount: -offDelivery }]
            : []),
        ];
      case "tax":
      case "fee":
      case "gift_wrap":
      case "tip":
      case "total":
        return [{ type: row.type, display_text, amount, lines: lines?.length ? lines : undefined }];
      default:
        return unreachable(row.type);
    }
  });
}
