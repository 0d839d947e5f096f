import { type Static, Type } from "@sinclair/typebox";
import type { CheckoutSession } from "../../../checkout/session.ts";
import { maybe } from "../../../operations/fields.ts";
import type { AppliedDiscount, DiscountValue } from "../../../pricing/discount.ts";
import { unreachable } from "../../../problem.ts";
import { open } from "./fields.ts";

/** The codes sent, and what was taken off by them or without any. */
export const DiscountsAnswer = open({
  codes: maybe(Type.Array(Type.String())),
  applied: maybe(
    Type.Array(
      open({
        code: maybe(Type.String()),
        title: Type.String(),
        amount: Type.Integer(),
        automatic: Type.Boolean(),
        method: maybe(Type.String()),
        priority: Type.Integer(),
        allocations: Type.Array(open({ path: Type.String(), amount: Type.Integer() })),
      }),
    ),
  ),
});

/** What discounts are shown of: a checkout or a cart. */
interface Discounted {
  readonly lineItems: CheckoutSession["lineItems"];
  readonly discountCodes?: readonly string[] | undefined;
  readonly appliedDiscounts?: readonly AppliedDiscount[] | undefined;
}

/** Shows the codes sent and the discounts applied; amounts are positive here. Absent where there is neither. */
export function encodeDiscounts(of: Discounted): Static<typeof DiscountsAnswer> | undefined {
  const { discountCodes = [], appliedDiscounts = [] } = of;
  if (discountCodes.length === 0 && appliedDiscounts.length === 0) return undefined;
  return {
    codes: [...discountCodes],
    // They are applied in the order in which they stand.
    applied: appliedDiscounts.map((applied, index) => ({
      ...encodeApplied(applied, of),
      priority: index + 1,
    })),
  };
}

function encodeApplied({ discount, amount, allocations }: AppliedDiscount, { lineItems }: Discounted) {
  return {
    code: discount.code,
    title: discount.name,
    amount,
    automatic: discount.code === undefined,
    method: methodOf(discount.value),
    allocations: allocations.map((part) => ({
      path:
        part.to === "fulfillment"
          ? fulfillmentRow
          : `$.line_items[${lineItems.findIndex(({ id }) => id === part.lineItemId)}]`,
      amount: part.amount,
    })),
  };
}

/** How a discount is shared out: taken off each line by itself, or across them in proportion to what they cost. */
function methodOf({ kind }: DiscountValue): "each" | "across" | undefined {
  switch (kind) {
    case "percent":
      return "each";
    case "fixed":
      return "across";
    case "free_shipping":
      return undefined;
    default:
      return unreachable(kind);
  }
}

/** Where the bill says what delivery costs, a JSONPath (RFC 9535; 2026-08-25, `discount.json`). */
const fulfillmentRow = '$.totals[?@.type == "fulfillment"]';
