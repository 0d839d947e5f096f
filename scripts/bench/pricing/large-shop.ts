import { instant } from "../../../src/clock.ts";
import { asId, type DiscountId, type LineItemId } from "../../../src/ids.ts";
import { type Currency, minor, type PartsPerMillion } from "../../../src/money.ts";
import type { CartToPrice, LineToPrice } from "../../../src/pricing/cart.ts";
import type { Destination } from "../../../src/pricing/destination.ts";
import type { GrantedDiscount } from "../../../src/pricing/discount.ts";
import type { PricingRules } from "../../../src/pricing/rules.ts";
import type { ShippingZone } from "../../../src/pricing/shipping.ts";
import type { TaxRate } from "../../../src/pricing/tax.ts";

/** California's ZIP codes begin at 90001: every rate and zone of this shop lies there, so that none is easy to rule out. */
const FIRST_ZIP = 90_001;
const ZIPS = 3_000;

/** 10,000 tax rates in one state (three priorities, two classes; codes, prefixes, ranges and cities) and 500 shipping rates in 100 zones. */
export function largeShop(pricesIncludeTax: boolean): PricingRules {
  const rates = [...stateRates(), ...zipRates(), ...rangeRates(), ...cityRates()];
  return {
    pricesIncludeTax,
    tax: { rates },
    shipping: {
      zones: zones(),
      pickups: [],
      localDeliveries: [],
      digital: { id: "digital", title: "Digital delivery" },
      dispatch: {
        timezone: "America/Los_Angeles",
        handlingDays: 1,
        cutOffHour: 14,
        workingDays: [1, 2, 3, 4, 5],
        holidays: ["2026-11-26", "2026-12-25"],
      },
    },
  };
}

function rate(given: Pick<TaxRate, "name" | "region" | "priority" | "taxClass">, index: number): TaxRate {
  return {
    ...given,
    rate: (2_500 * (1 + (index % 8))) as PartsPerMillion,
    compound: false,
    onShipping: index % 2 === 0,
  };
}

function stateRates(): TaxRate[] {
  return ["standard", "reduced"].map((taxClass, index) =>
    rate({ name: "California", region: { country: "US", states: ["CA"] }, priority: 1, taxClass }, index),
  );
}

/** One for every ZIP code and class. */
function zipRates(): TaxRate[] {
  return Array.from({ length: 2 * ZIPS }, (_, index) =>
    rate(
      {
        name: `District ${zip(index % ZIPS)}`,
        region: { country: "US", states: ["CA"], postalCodes: [zip(index % ZIPS)] },
        priority: 2,
        taxClass: index < ZIPS ? "standard" : "reduced",
      },
      index,
    ),
  );
}

/** Ranges that overlap each other ten deep. */
function rangeRates(): TaxRate[] {
  return Array.from({ length: 2_000 }, (_, index) =>
    rate(
      {
        name: `Transit ${index}`,
        region: { country: "US", states: ["CA"], postalCodes: [`${zip(index)}...${zip(index + 10)}`] },
        priority: 3,
        taxClass: "standard",
      },
      index,
    ),
  );
}

function cityRates(): TaxRate[] {
  return Array.from({ length: 1_998 }, (_, index) =>
    rate(
      {
        name: `City ${index}`,
        region: { country: "US", states: ["CA"], cities: [`City ${index}`] },
        priority: 4,
        taxClass: "standard",
      },
      index,
    ),
  );
}

/** Every zone a postal prefix, five rates each, of every kind of price. */
function zones(): ShippingZone[] {
  return Array.from({ length: 100 }, (_, index) => ({
    name: `Zone ${index}`,
    regions: [{ country: "US", states: ["CA"], postalCodes: [`9${String(index).padStart(2, "0")}*`] }],
    rates: [
      {
        id: "standard",
        title: "Standard",
        price: { kind: "flat", amount: minor(599), freeFrom: minor(1_000_000) },
        transitDays: { min: 3, max: 5 },
      },
      {
        id: "express",
        title: "Express",
        price: { kind: "flat", amount: minor(1_599) },
        transitDays: { min: 1, max: 2 },
      },
      {
        id: "per_item",
        title: "By the piece",
        price: { kind: "per_item", base: minor(200), each: minor(15) },
        transitDays: { min: 2, max: 4 },
      },
      {
        id: "by_weight",
        title: "Freight",
        price: {
          kind: "by_weight",
          bands: [{ upToGrams: 5_000, amount: minor(900) }, { amount: minor(2_900) }],
        },
        transitDays: { min: 5, max: 9 },
      },
      {
        id: "by_subtotal",
        title: "Economy",
        price: {
          kind: "by_subtotal",
          bands: [
            { from: minor(0), amount: minor(499) },
            { from: minor(5_000), amount: minor(299) },
          ],
        },
        transitDays: { min: 6, max: 10 },
      },
    ],
  }));
}

function zip(index: number): string {
  return String(FIRST_ZIP + index);
}

/** A cart of `size` lines in two tax classes, three discounts on it, for the `buyer`th buyer: no two live alike. */
export function largeCart(size: number, buyer: number): CartToPrice {
  const lines: LineToPrice[] = Array.from({ length: size }, (_, index) => ({
    id: asId<LineItemId>(`li_${index}`),
    unitPrice: minor(1_099 + 137 * index),
    quantity: 1 + (index % 4),
    taxClass: index % 5 === 0 ? "reduced" : "standard",
    requiresShipping: index % 10 !== 9,
    weightGrams: 120 + index,
  }));
  return {
    currency: "usd" as Currency,
    lines,
    destination: destinationOf(buyer),
    discounts: discountsOn(lines),
    now: instant(Date.UTC(2026, 10, 23, 18) + buyer * 60_000),
  };
}

function destinationOf(buyer: number): Destination {
  return { country: "US", state: "CA", city: `City ${buyer % 1_998}`, postalCode: zip((buyer * 7) % 2_000) };
}

function discountsOn(lines: readonly LineToPrice[]): GrantedDiscount[] {
  const some = lines.filter((_, index) => index % 2 === 0).map(({ id }) => id);
  return [
    {
      id: asId<DiscountId>("dsc_1"),
      name: "10 % off",
      code: "TEN",
      priority: 1,
      value: { kind: "percent", rate: 100_000 as PartsPerMillion },
    },
    {
      id: asId<DiscountId>("dsc_2"),
      name: "20.00 off some",
      priority: 2,
      value: { kind: "fixed", amount: minor(2_000) },
      lineItemIds: some,
    },
  ];
}
