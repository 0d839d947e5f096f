import { type Instant, instant } from "../../src/clock.ts";
import { asId, type DiscountId, type LineItemId } from "../../src/ids.ts";
import { type Currency, minor, type PartsPerMillion, parsePercent } from "../../src/money.ts";
import type { Total, TotalType } from "../../src/pricing/amounts.ts";
import type { CartToPrice, LineToPrice, PricedCart } from "../../src/pricing/cart.ts";
import type { Destination } from "../../src/pricing/destination.ts";
import type { DiscountValue, GrantedDiscount } from "../../src/pricing/discount.ts";
import { priceCart } from "../../src/pricing/price-cart.ts";
import { compileRules, type PricingRules } from "../../src/pricing/rules.ts";
import type { Dispatch, ShippingPrice, ShippingRate, ShippingRules } from "../../src/pricing/shipping.ts";
import type { TaxRate } from "../../src/pricing/tax.ts";

/** Monday 23 November 2026, 10:00 in Los Angeles. */
export const MONDAY_MORNING: Instant = instant(Date.parse("2026-11-23T10:00:00-08:00"));

export const oakland: Destination = { country: "US", state: "CA", city: "Oakland", postalCode: "94607" };
export const portland: Destination = { country: "US", state: "OR", city: "Portland", postalCode: "97201" };
export const london: Destination = { country: "GB", state: "", city: "London", postalCode: "SW1A 1AA" };

export const dispatch: Dispatch = {
  timezone: "America/Los_Angeles",
  handlingDays: 1,
  cutOffHour: 14,
  workingDays: [1, 2, 3, 4, 5],
  holidays: [],
};

/** A percentage as it is written: "7.25". */
export function percent(text: string): PartsPerMillion {
  const rate = parsePercent(text);
  if (rate === undefined) throw new Error(`${text} is no percentage`);
  return rate;
}

/** A rate on standard goods and shipping everywhere, unless it says otherwise. */
export function taxRate(name: string, rate: string, given: Partial<TaxRate> = {}): TaxRate {
  return {
    name,
    rate: percent(rate),
    region: {},
    taxClass: "standard",
    priority: 1,
    compound: false,
    onShipping: true,
    ...given,
  };
}

export function flat(amount: number, freeFrom?: number): ShippingPrice {
  return {
    kind: "flat",
    amount: minor(amount),
    ...(freeFrom !== undefined && { freeFrom: minor(freeFrom) }),
  };
}

export function shippingRate(
  id: string,
  price: ShippingPrice,
  given: Partial<ShippingRate> = {},
): ShippingRate {
  return { id, title: id, price, ...given };
}

/** Ships everywhere at 5.00 and 15.00, taxes nothing, unless it says otherwise. */
export function rulesOf(
  given: {
    readonly rates?: readonly TaxRate[];
    readonly shippingClass?: string;
    readonly shipping?: Partial<ShippingRules>;
    readonly pricesIncludeTax?: boolean;
  } = {},
): PricingRules {
  return {
    pricesIncludeTax: given.pricesIncludeTax ?? false,
    tax: { rates: given.rates ?? [], shippingClass: given.shippingClass },
    shipping: {
      zones: [
        {
          name: "everywhere",
          rates: [shippingRate("standard", flat(500)), shippingRate("express", flat(1500))],
        },
      ],
      pickups: [],
      localDeliveries: [],
      digital: { id: "digital", title: "Digital delivery" },
      dispatch,
      ...given.shipping,
    },
  };
}

/** One shipped unit of standard goods, unless it says otherwise. */
export function lineOf(id: string, unitPrice: number, given: Partial<LineToPrice> = {}): LineToPrice {
  return {
    id: asId<LineItemId>(id),
    unitPrice: minor(unitPrice),
    quantity: 1,
    taxClass: "standard",
    requiresShipping: true,
    ...given,
  };
}

export function discountOf(
  id: string,
  value: DiscountValue,
  given: Partial<Omit<GrantedDiscount, "lineItemIds">> & { readonly lines?: readonly string[] } = {},
): GrantedDiscount {
  const { lines, ...rest } = given;
  return {
    id: asId<DiscountId>(id),
    name: id,
    value,
    priority: 1,
    lineItemIds: lines?.map((line) => asId<LineItemId>(line)),
    ...rest,
  };
}

export function percentOff(rate: string): DiscountValue {
  return { kind: "percent", rate: percent(rate) };
}

export function amountOff(amount: number): DiscountValue {
  return { kind: "fixed", amount: minor(amount) };
}

export const freeShipping: DiscountValue = { kind: "free_shipping" };

/** Prices lines going to Oakland on Monday morning, unless `given` says otherwise. */
export function price(
  lines: readonly LineToPrice[],
  rules: PricingRules,
  given: Partial<CartToPrice> = {},
): PricedCart {
  const cart: CartToPrice = {
    currency: "usd" as Currency,
    lines,
    destination: oakland,
    discounts: [],
    now: MONDAY_MORNING,
    ...given,
  };
  return priceCart(cart, compileRules(rules));
}

/** The row of a type; fails where the bill has none. */
export function totalOf(priced: Pick<PricedCart, "totals">, type: TotalType): Total {
  const total = priced.totals.find((each) => each.type === type);
  if (!total) throw new Error(`the bill has no ${type}`);
  return total;
}

/** The bill as amounts by type. */
export function billOf({ totals }: Pick<PricedCart, "totals">): Partial<Record<TotalType, number>> {
  return Object.fromEntries(totals.map(({ type, amount }) => [type, amount]));
}

/** What each option would cost in all, by id. */
export function optionTotals({ options }: Pick<PricedCart, "options">): Record<string, number> {
  return Object.fromEntries(options.map(({ id, amounts }) => [id, amounts.total]));
}
