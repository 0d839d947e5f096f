import { parsePostalPattern } from "../pricing/postal-codes.ts";
import type { Region } from "../pricing/regions.ts";
import { country, type Rule, state, words } from "./rule.ts";
import type { Table } from "./table.ts";

/** A pattern of postal codes, as rules have them. */
export const postalCode: Rule<string> = {
  allowed: 'a postal code "94107", a prefix "941*" or a range "94000...94999"',
  standIn: "",
  read: (found) => (typeof found === "string" && parsePostalPattern(found) ? found : undefined),
};

/** Reads the keys that say where something applies: `country`, `states`, `postal_codes`, `cities`. */
export function readRegion(table: Table): Region {
  const region = {
    country: table.optional("country", country),
    states: table.list("states", state),
    postalCodes: table.list("postal_codes", postalCode),
    cities: table.list("cities", words),
  };
  if (region.country === undefined && (region.states || region.postalCodes || region.cities)) {
    table.note("country", "is missing; states, postal_codes and cities mean nothing without it");
  }
  return region;
}

/**
 * Reads `countries = ["US", "CA"]` or, for parts of countries, `[[regions]]` tables.
 * @returns `undefined` when neither is there.
 */
export function readRegions(table: Table): readonly Region[] | undefined {
  const countries = table.list("countries", country);
  if (!table.has("regions")) return countries?.map((code) => ({ country: code }));
  if (countries) table.note("regions", "is there beside countries; write one of them");
  return table.tables("regions").map(readRegion);
}
