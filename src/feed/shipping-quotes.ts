import { gramsOf, type Variant } from "../catalog/product.ts";
import type { Currency, Minor } from "../money.ts";
import type { ShippingPrice, ShippingRate, ShippingRules } from "../pricing/shipping.ts";
import { shippingPriceOf } from "../pricing/shipping-price.ts";
import { type FeedShippingPrice, money } from "./field-kinds.ts";

/** A part of a country, and what is offered there. */
export interface FeedZone {
  readonly country: string;
  /** A state as addresses have it; empty for the whole country. */
  readonly region: string;
  readonly rates: readonly FeedRate[];
}

/** A way of shipping as feeds name it. */
export interface FeedRate {
  /** Without colons and commas, which part the fields and quotes of a feed. */
  readonly service: string;
  readonly price: ShippingPrice;
}

/**
 * The zones of a country that feeds have words for: those of single states, then the first that holds all of it. A
 * zone of postal codes or cities cannot be said in a feed; its buyers see their price at checkout.
 */
export function feedZones({ zones }: Pick<ShippingRules, "zones">, country: string): readonly FeedZone[] {
  const found: FeedZone[] = [];
  for (const { regions = [{}], rates } of zones) {
    for (const region of regions) {
      const isHere = region.country === undefined || region.country === country;
      if (!isHere || region.postalCodes?.length || region.cities?.length) continue;
      const named = rates.map(feedRateOf);
      if (!region.states?.length) return [...found, { country, region: "", rates: named }];
      for (const state of region.states) found.push({ country, region: state, rates: named });
    }
  }
  return found;
}

function feedRateOf({ title, price }: ShippingRate): FeedRate {
  const parts = title.split(/[:,]/).map((part) => part.trim());
  return { service: parts.join(" "), price };
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
  const quotes: FeedShippingPrice[] = [];
  for (const { country, region, rates } of zones) {
    for (const { service, price: priceOf } of rates) {
      const amount = shippingPriceOf(priceOf, parcel);
      if (amount !== undefined) quotes.push({ country, region, service, price: money(amount, currency) });
    }
  }
  return quotes;
}
