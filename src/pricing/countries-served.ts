import { iso31661Alpha2ToAlpha3 } from "iso-3166/1-a2-to-1-a3.js";
import type { ShippingRules } from "./shipping.ts";

/** Every country there is, and Kosovo: see `isCountry`. */
const everyCountry: readonly string[] = [...Object.keys(iso31661Alpha2ToAlpha3), "XK"];

/**
 * The countries that goods can be brought to, ISO 3166-1 alpha-2 in upper case: all there are where one zone is
 * everywhere else.
 *
 * @param sold the countries sold to at all; absent: no limit.
 */
export function countriesServed(
  { zones, pickups, localDeliveries }: ShippingRules,
  sold: readonly string[] | undefined,
): readonly string[] {
  const isEverywhere = zones.some(({ regions }) => !regions || regions.some(({ country }) => !country));
  const named = [
    ...zones.flatMap(({ regions = [] }) => regions),
    ...localDeliveries.flatMap(({ regions }) => regions),
    ...pickups.flatMap(({ regions, address }) => regions ?? [{ country: address.country }]),
  ].flatMap(({ country }) => country ?? []);
  const served = isEverywhere || named.length === 0 ? everyCountry : [...new Set(named)];
  return sold ? served.filter((country) => sold.includes(country)) : served;
}
