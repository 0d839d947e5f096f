import { gramsOf, type Variant } from "../catalog/product.ts";
import type { Currency, Minor } from "../money.ts";
import type { ShippingRate, ShippingRules } from "../pricing/shipping.ts";
import { shippingPriceOf } from "../pricing/shipping-price.ts";
import { type FeedShippingPrice, money } from "./field-kinds.ts";

/** A part of a country, and what is offered there. */
export interface FeedZone {
  readonly country: string;
  /** A state as addresses have it; empty for the whole country. */
  readonly region: string;
  readonly rates: readonly ShippingRate[];
}

/**
 * The zones of a country that feeds have words for: those of single states, then the first that holds all of it. A
 * zone of postal codes or cities cannot be said in a feed; its buyers see their price at checkout.
 */
export function feedZones({ zones }: ShippingRules, country: string): readonly FeedZone[] {
  const found: FeedZone[] = [];
  for (const { regions = [{}], rates } of zones) {
    for (const region of regions) {
      const isHere = region.country === undefined || region.country === country;
      if (!isHere || region.postalCodes?.length || region.cities?.length) continue;
      if (!region.states?.length) return [...found, { country, region: "", rates }];
      for (const state of region.states) found.push({ country, region: state, rates });
    }
  }
  return found;
}

/**
 * What one unit costs to ship, by the rates checkout computes with. None for digital goods.
 *
 * @param price what the unit costs, which some rates depend on.
 */
export function shippingQuotesOf(
  { requiresShipping, weight }: Pick<Variant, "requiresShipping" | "weight">,
  price: Minor,
  zones: readonly FeedZone[],
  currency: Currency,
): readonly FeedShippingPrice[] {
  if (!requiresShipping) return [];
  const grams = weight === undefined ? 0 : gramsOf(weight);
  const parcel = { subtotal: price, items: 1, grams };
  return zones.flatMap(({ country, region, rates }) =>
    rates.flatMap((rate) => {
      const amount = shippingPriceOf(rate.price, parcel);
      // Colons and commas part the fields and quotes of a feed.
      const service = rate.title
        .split(/[:,]/)
        .map((part) => part.trim())
        .join(" ");
      return amount === undefined ? [] : [{ country, region, service, price: money(amount, currency) }];
    }),
  );
}
