import { type Minor, minor, sum, ZERO } from "../money.ts";
import type { OptionAmounts, TaxShare } from "./amounts.ts";
import { type DiscountedLine, eligibilityOf } from "./apply-discounts.ts";
import type { CartToPrice } from "./cart.ts";
import type { GrantedDiscount } from "./discount.ts";
import type { FulfillmentOption } from "./fulfillment.ts";
import type { CompiledRules } from "./rules.ts";
import type { Offer } from "./shipping-table.ts";
import type { Taxation } from "./taxation.ts";

/** An option with what only its being selected shows. */
export interface PricedOffer {
  readonly option: FulfillmentOption;
  readonly taxes: readonly TaxShare[];
  /** What free shipping took off, in the terms of the option's subtotal. */
  readonly saved: Minor;
  /** Tax where this option hands the goods over. */
  readonly taxation: Taxation;
}

/** Every way the cart can reach its buyer. None without lines, nor before a destination is known for goods to ship. */
export function offersFor(
  cart: CartToPrice,
  goods: readonly DiscountedLine[],
  rules: CompiledRules,
): readonly Offer[] {
  if (cart.lines.length === 0) return [];
  const shipped = cart.lines.filter(({ requiresShipping }) => requiresShipping);
  if (shipped.length === 0) {
    const way = { type: "digital", ...rules.rules.shipping.digital } as const;
    return [{ way, price: ZERO, handedOverAt: cart.destination }];
  }
  if (!cart.destination) return [];
  const parcel = {
    subtotal: sum(goods.map(({ asked }) => asked)),
    items: shipped.reduce((all, { quantity }) => all + quantity, 0),
    grams: shipped.reduce((all, { quantity, weightGrams = 0 }) => all + quantity * weightGrams, 0),
  };
  return rules.shipping.offersTo(cart.destination, parcel, cart.quotedRates ?? [], cart.now);
}

/** The first discount that makes shipping free: one whose lines hold all that is shipped. */
export function freeShippingOf(
  cart: CartToPrice,
  discounts: readonly GrantedDiscount[],
): GrantedDiscount | undefined {
  const shipped = cart.lines.filter(({ requiresShipping }) => requiresShipping);
  return discounts.find(
    (discount) => discount.value.kind === "free_shipping" && shipped.every(eligibilityOf(discount)),
  );
}

/** Prices and taxes an offer that carries goods of these values, by their tax class. Free shipping takes its whole price off, whichever option it is. */
export function priceOffer(
  { way, price }: Offer,
  carried: ReadonlyMap<string, Minor>,
  free: boolean,
  taxation: Taxation,
): PricedOffer {
  const { net, tax, shares } = taxation.ofShipping(price, carried);
  if (free) return { option: { ...way, amounts: NOTHING }, taxes: [], saved: net, taxation };
  const amounts: OptionAmounts = { subtotal: net, tax, total: minor(net + tax) };
  return { option: { ...way, amounts }, taxes: shares, saved: ZERO, taxation };
}

const NOTHING: OptionAmounts = { subtotal: ZERO, tax: ZERO, total: ZERO };

/** What the buyer pays for the goods that are shipped, by their tax class; in an order that is not the lines'. */
export function shippedValues(goods: readonly DiscountedLine[]): ReadonlyMap<string, Minor> {
  const values = new Map<string, Minor>();
  for (const { line, asked } of goods) {
    if (!line.requiresShipping) continue;
    values.set(line.taxClass, minor((values.get(line.taxClass) ?? 0) + asked));
  }
  return values.size < 2 ? values : new Map([...values].sort(([one], [other]) => (one < other ? -1 : 1)));
}
