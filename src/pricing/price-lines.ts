import { allocate, type Minor, minor } from "../money.ts";
import { unreachable } from "../problem.ts";
import type { Cut, DiscountedLine } from "./apply-discounts.ts";
import type { PricedLine } from "./cart.ts";
import type { DiscountDetail, GrantedDiscount } from "./discount.ts";
import type { Taxation } from "./taxation.ts";

/** A line's part of the bill, and what each discount took off it in the terms of `amounts.discount`. */
export interface PricedLineWithCuts {
  readonly line: PricedLine;
  readonly cuts: readonly Cut[];
}

/**
 * Divides a line into what the goods cost and tax. Where prices include tax, all amounts before `tax` are net, the
 * discounts too, so that the rows add up; `total` is then exactly what is asked for the line.
 */
export function priceLine(
  { line, base, asked, cuts }: DiscountedLine,
  taxation: Taxation,
): PricedLineWithCuts {
  const { net: subtotal, tax, shares } = taxation.ofGoods(asked, line.taxClass);
  const netBase = base === asked ? subtotal : taxation.netOfGoods(base, line.taxClass);
  const discount = minor(netBase - subtotal);
  // Without tax in them the cuts are net as they are.
  const netCuts = discount === base - asked ? cuts : allocateCuts(discount, cuts);
  return {
    line: {
      id: line.id,
      amounts: { base: netBase, discount, subtotal, tax, total: minor(subtotal + tax) },
      taxes: shares,
      discountDetails: netCuts.map(detailOf),
    },
    cuts: netCuts,
  };
}

function allocateCuts(discount: Minor, cuts: readonly Cut[]): Cut[] {
  const amounts = allocate(
    discount,
    cuts.map(({ amount }) => amount),
  );
  return cuts.flatMap((cut, index) => {
    const amount = amounts[index];
    return amount === undefined || amount === 0 ? [] : [{ discount: cut.discount, amount }];
  });
}

function detailOf({ discount, amount }: Cut): DiscountDetail {
  return {
    code: discount.code,
    type: typeOf(discount),
    amount,
    description: discount.name,
    source: discount.code === undefined ? "automatic" : "coupon",
  };
}

function typeOf({ value }: GrantedDiscount): DiscountDetail["type"] {
  switch (value.kind) {
    case "percent":
      return "percentage";
    case "fixed":
    case "free_shipping":
      return "fixed";
    default:
      return unreachable(value);
  }
}
