import { parsePostalPattern } from "../pricing/postal-codes.ts";
import type { Region } from "../pricing/regions.ts";
import { optional, readAs, table, tables, type ValuesOf, valueList } from "./description.ts";
import type { SettingPlace } from "./place.ts";
import { country, type Rule, state, words } from "./rule.ts";

/** A pattern of postal codes, as rules have them. */
export const postalCode: Rule<string> = {
  allowed: 'a postal code "94107", a prefix "941*" or a range "94000...94999"',
  standIn: "",
  read: (found) => (typeof found === "string" && parsePostalPattern(found) ? found : undefined),
};

/** The keys that say where something applies. */
export const regionKeys = {
  country: optional(country, "ISO 3166-1, two letters"),
  states: valueList(state, "the part of ISO 3166-2 after the dash"),
  postal_codes: valueList(postalCode, 'single codes "94107", prefixes "941*" and ranges "94000...94999"'),
  cities: valueList(words, "in any letter case"),
};

/** The region that {@link regionKeys} say. */
export function regionOf(
  { country, states, postal_codes, cities }: ValuesOf<typeof regionKeys>,
  place: SettingPlace,
): Region {
  if (country === undefined && (states || postal_codes || cities)) {
    place.at("country").note("is missing; states, postal_codes and cities mean nothing without it");
  }
  return { country, states, postalCodes: postal_codes, cities };
}

/** The keys that say where something applies in several places: `countries = ["US", "CA"]`, or parts of countries. */
export const regionsKeys = {
  countries: valueList(country, "where it holds; or, for parts of countries, regions"),
  regions: tables(
    readAs(table("A country, or a part of one.", regionKeys), regionOf),
    'parts of countries, such as { country = "US", states = ["AK"], postal_codes = ["995*"], cities = ["Juneau"] }',
    { isInline: true },
  ),
};

/** The regions that {@link regionsKeys} say; `undefined` when neither key is there. */
export function regionsOf(
  { countries, regions }: ValuesOf<typeof regionsKeys>,
  place: SettingPlace,
): readonly Region[] | undefined {
  const list = place.at("regions");
  if (list.found === undefined) return countries?.map((code) => ({ country: code }));
  if (countries) list.note("is there beside countries; write one of them");
  return regions;
}
