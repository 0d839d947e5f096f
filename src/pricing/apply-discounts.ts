import { allocate, type Minor, minor, ONE_MILLION, scale, times, ZERO } from "../money.ts";
import { unreachable } from "../problem.ts";
import type { LineToPrice } from "./cart.ts";
import type { GrantedDiscount } from "./discount.ts";

/** A line at its listed price and what discounts take off it, in the terms of the shop's prices. */
export interface DiscountedLine {
  readonly line: LineToPrice;
  readonly base: Minor;
  /** What the buyer pays for it; with tax where prices include it. Never negative. */
  readonly asked: Minor;
  /** None of nothing; they sum to base - asked. */
  readonly cuts: readonly Cut[];
}

/** What one discount takes off one line. Never nothing. */
export interface Cut {
  readonly discount: GrantedDiscount;
  readonly amount: Minor;
}

/**
 * The order discounts are taken in: the lowest priority number first (`applied_discount.priority` of the discount
 * extension), of equal ones the earlier. Each is taken off what those before it left.
 */
export function inPriorityOrder(discounts: readonly GrantedDiscount[]): GrantedDiscount[] {
  return [...discounts].sort((one, other) => one.priority - other.priority);
}

/**
 * Takes discounts off lines, in the order given. A percentage is rounded half up on each line; a fixed amount is
 * allocated over its lines in proportion to what is left of them, and takes no more than that. Free shipping takes
 * nothing off lines.
 */
export function discountLines(
  lines: readonly LineToPrice[],
  discounts: readonly GrantedDiscount[],
): DiscountedLine[] {
  const bases = lines.map((line) => times(line.unitPrice, line.quantity));
  const asked = [...bases];
  const cuts: Cut[][] = lines.map(() => []);
  for (const discount of discounts) {
    const eligible = eligibilityOf(discount);
    const left = lines.map((line, index) => (eligible(line) ? (asked[index] ?? ZERO) : ZERO));
    for (const [index, amount] of cutsOf(discount, left).entries()) {
      if (amount === 0) continue;
      asked[index] = minor((asked[index] ?? ZERO) - amount);
      cuts[index]?.push({ discount, amount });
    }
  }
  return lines.map((line, index) => ({
    line,
    base: bases[index] ?? ZERO,
    asked: asked[index] ?? ZERO,
    cuts: cuts[index] ?? [],
  }));
}

/** Whether a discount reaches a line. */
export function eligibilityOf({ lineItemIds }: GrantedDiscount): (line: LineToPrice) => boolean {
  if (!lineItemIds) return () => true;
  const ids = new Set(lineItemIds);
  return (line) => ids.has(line.id);
}

function cutsOf({ value }: GrantedDiscount, left: readonly Minor[]): Minor[] {
  switch (value.kind) {
    case "percent": {
      const rate = Math.min(value.rate, ONE_MILLION);
      return left.map((amount) => scale(amount, rate, ONE_MILLION));
    }
    case "fixed": {
      const most = minor(left.reduce((all, amount) => all + amount, 0));
      return most === 0 ? [] : allocate(minor(Math.min(value.amount, most)), left);
    }
    case "free_shipping":
      return [];
    default:
      return unreachable(value);
  }
}
