import { fromRfc3339, type Instant } from "../clock.ts";
import { spellingsOf } from "../countries.ts";
import type { TaxExemption } from "./buyer.ts";

/** Where goods go, as far as a certificate cares. Both in upper case. */
export interface TaxedPlace {
  readonly country: string;
  readonly state: string;
}

/** What a buyer's certificate is worth for one purchase. */
export type ExemptionStanding = "holds" | "expired" | "another_region";

/**
 * Judges a certificate by what it says of itself; whether to trust it is the merchant's decision.
 *
 * `exempt_regions` (2026-01-30 `TaxExemption`) are codes such as "CA" or "US-CA"; none at all means everywhere. A bare
 * code is a state's, and a country's only for the shop's own country: "CA" must not exempt all of Canada because a
 * buyer is exempt in California.
 *
 * @param place where the goods go.
 * @param homeCountry the shop's, upper case.
 */
export function standingOf(
  { exemptRegions: regions = [], expiresAt }: TaxExemption,
  place: TaxedPlace,
  homeCountry: string,
  now: Instant,
): ExemptionStanding {
  const end = expiresAt === undefined ? undefined : fromRfc3339(expiresAt);
  // An end that cannot be read is no reason to charge nothing.
  if (expiresAt !== undefined && (end === undefined || end <= now)) return "expired";
  const spellings = spellingsOf(place);
  const names = new Set(spellings.flatMap(({ country, state }) => [state, `${country}-${state}`]));
  if (spellings.some(({ country }) => country === homeCountry)) names.add(homeCountry);
  const isHere = regions.some((region) => region !== "" && names.has(region.trim().toUpperCase()));
  return isHere || regions.length === 0 ? "holds" : "another_region";
}
