import fc from "fast-check";
import { asId, type DiscountId, type LineItemId } from "../../src/ids.ts";
import { type Currency, minor, type PartsPerMillion } from "../../src/money.ts";
import type { CartToPrice, LineToPrice } from "../../src/pricing/cart.ts";
import type { Destination } from "../../src/pricing/destination.ts";
import type { DiscountValue, GrantedDiscount } from "../../src/pricing/discount.ts";
import type { Region } from "../../src/pricing/regions.ts";
import type { PricingRules } from "../../src/pricing/rules.ts";
import type { ShippingPrice, ShippingZone } from "../../src/pricing/shipping.ts";
import type { TaxRate } from "../../src/pricing/tax.ts";
import { dispatch, MONDAY_MORNING } from "../pricing/shop.ts";

/** More than usual: they are quick, and their cases many. */
export const runs = { numRuns: 300 };

/**
 * Random carts and rules that meet often: few countries, states, codes and classes, so that rates overlap, tie and
 * miss.
 */
const country = fc.constantFrom("US", "GB", "JP");
const state = fc.constantFrom("", "CA", "OR");
const city = fc.constantFrom("Oakland", "Portland", "London");
const postalCode = fc.constantFrom("94607", "94610", "97201", "SW1A 1AA", "");
export const taxClass = fc.constantFrom("standard", "reduced", "exempt");
const postalPattern = fc.constantFrom(
  "94607",
  "946*",
  "9*",
  "94000...94999",
  "94600...94607",
  "SW1*",
  "97201",
);

export const destination: fc.Arbitrary<Destination> = fc.record({ country, state, city, postalCode });

export const region: fc.Arbitrary<Region> = fc.record(
  {
    country,
    states: fc.array(fc.constantFrom("CA", "OR"), { maxLength: 2 }),
    postalCodes: fc.array(postalPattern, { maxLength: 3 }),
    cities: fc.array(city, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const partsPerMillion = fc.oneof(
  fc.constantFrom(0, 50_000, 72_500, 99_750, 200_000, 1_000_000),
  fc.integer({ min: 0, max: 1_500_000 }),
) as fc.Arbitrary<PartsPerMillion>;

/** Cents, and now and then amounts at which products leave the safe integers. */
export const amount = fc
  .oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 100_000_000_000 }) },
  )
  .map(minor);

export const taxRate: fc.Arbitrary<TaxRate> = fc.record({
  name: fc.constantFrom("VAT", "State", "County", "City"),
  region,
  taxClass,
  rate: partsPerMillion,
  priority: fc.integer({ min: 1, max: 4 }),
  compound: fc.boolean(),
  onShipping: fc.boolean(),
});

const shippingPrice: fc.Arbitrary<ShippingPrice> = fc
  .tuple(
    fc.oneof(
      fc.record({ kind: fc.constant("flat" as const), amount }),
      fc.record({ kind: fc.constant("per_item" as const), base: amount, each: amount }),
      fc.record({
        kind: fc.constant("by_weight" as const),
        bands: fc
          .tuple(amount, amount)
          .map(([light, heavy]) => [{ upToGrams: 900, amount: light }, { amount: heavy }]),
      }),
      fc.record({
        kind: fc.constant("by_subtotal" as const),
        bands: fc.tuple(amount, amount).map(([low, high]) => [
          { from: minor(100), amount: low },
          { from: minor(9_000), amount: high },
        ]),
      }),
    ),
    fc.option(amount, { nil: undefined }),
  )
  .map(([price, freeFrom]) => ({ ...price, freeFrom }));

const zone: fc.Arbitrary<ShippingZone> = fc.record({
  name: fc.constantFrom("near", "far"),
  regions: fc.option(fc.array(region, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  rates: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom("standard", "express", "freight"),
      title: fc.constant("Shipping"),
      price: shippingPrice,
    }),
    { selector: ({ id }) => id, maxLength: 3 },
  ),
});

export const rules: fc.Arbitrary<PricingRules> = fc.record({
  pricesIncludeTax: fc.boolean(),
  tax: fc.record({
    rates: fc.array(taxRate, { maxLength: 12 }),
    shippingClass: fc.option(taxClass, { nil: undefined }),
  }),
  shipping: fc.record({
    zones: fc.array(zone, { maxLength: 4 }),
    pickups: fc.constantFrom(
      [],
      [
        {
          id: "shop",
          title: "Pick up",
          name: "The shop",
          address: {
            name: "The shop",
            lineOne: "1 Quay",
            city: "Oakland",
            state: "CA",
            country: "US",
            postalCode: "94607",
          },
          price: { kind: "flat", amount: minor(0) } as const,
        },
      ],
    ),
    localDeliveries: fc.constant([]),
    digital: fc.constant({ id: "digital", title: "Digital delivery" }),
    dispatch: fc.constant(dispatch),
  }),
});

export function lines(classes: fc.Arbitrary<string> = taxClass): fc.Arbitrary<LineToPrice[]> {
  const line = fc.record({
    unitPrice: amount,
    quantity: fc.integer({ min: 1, max: 9 }),
    taxClass: classes,
    requiresShipping: fc.boolean(),
    weightGrams: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
  });
  return fc
    .array(line, { maxLength: 6 })
    .map((made) => made.map((each, index) => ({ ...each, id: asId<LineItemId>(`li_${index}`) })));
}

const percentOff: fc.Arbitrary<DiscountValue> = partsPerMillion.map((rate) => ({ kind: "percent", rate }));
const amountOff: fc.Arbitrary<DiscountValue> = amount.map((off) => ({ kind: "fixed", amount: off }));
const freeShipping: fc.Arbitrary<DiscountValue> = fc.constant({ kind: "free_shipping" });

/** Some of the lines by their ids, some that are in no cart, or all. */
const someLines = fc.option(
  fc.uniqueArray(fc.integer({ min: 0, max: 7 }).map((index) => asId<LineItemId>(`li_${index}`))),
  { nil: undefined },
);

export function discounts(given: {
  readonly values: readonly ("percent" | "fixed" | "free_shipping")[];
  readonly onAllLines?: boolean;
}): fc.Arbitrary<GrantedDiscount[]> {
  const values = { percent: percentOff, fixed: amountOff, free_shipping: freeShipping };
  const discount = fc.record({
    name: fc.constant("Discount"),
    code: fc.option(fc.constantFrom("TEN", "SUMMER"), { nil: undefined }),
    value: fc.oneof(...given.values.map((kind) => values[kind])),
    lineItemIds: given.onAllLines ? fc.constant(undefined) : someLines,
    priority: fc.integer({ min: 1, max: 3 }),
  });
  return fc
    .array(discount, { maxLength: 4 })
    .map((made) => made.map((each, index) => ({ ...each, id: asId<DiscountId>(`dsc_${index}`) })));
}

export const anyDiscounts = discounts({ values: ["percent", "fixed", "free_shipping"] });

const wanted = fc.option(
  fc.array(fc.record({ optionId: fc.constantFrom("standard", "express", "shop", "digital", "drone") }), {
    maxLength: 2,
  }),
  { nil: undefined },
);

export function cart(
  given: {
    readonly lines?: fc.Arbitrary<LineToPrice[]>;
    readonly discounts?: fc.Arbitrary<GrantedDiscount[]>;
    readonly taxExempt?: fc.Arbitrary<boolean>;
  } = {},
): fc.Arbitrary<CartToPrice> {
  return fc.record({
    currency: fc.constantFrom("usd", "jpy", "kwd") as fc.Arbitrary<Currency>,
    lines: given.lines ?? lines(),
    destination: fc.option(destination, { nil: undefined }),
    discounts: given.discounts ?? anyDiscounts,
    wanted,
    taxExempt: given.taxExempt ?? fc.boolean(),
    now: fc.constant(MONDAY_MORNING),
  });
}
