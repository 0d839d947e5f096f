import { iso31661Alpha2ToAlpha3 } from "iso-3166/1-a2-to-1-a3.js";

/**
 * Whether two letters in upper case name a country: ISO 3166-1 alpha-2, and `XK`, which ISO leaves to its users and
 * carriers, banks and the EU write for Kosovo.
 */
export function isCountry(code: string): boolean {
  return code === "XK" || Object.hasOwn(iso31661Alpha2ToAlpha3, code);
}

/** A country and a state in it, both as codes in upper case; `state` is empty where none is known. */
export interface CountryAndState {
  readonly country: string;
  readonly state: string;
}

/** What ISO 3166-1 lists as countries, and ISO 3166-2 and the US post as states of the US. */
const territoriesOfUs: ReadonlySet<string> = new Set(["AS", "GU", "MP", "PR", "UM", "VI"]);

/**
 * The US territory that a place is in (`PR`), whether it is written as a country (`PR`) or as a state of the US
 * (`US`, `PR`); `undefined` for every other place.
 */
export function usTerritoryOf({ country, state }: CountryAndState): string | undefined {
  const code = country === "US" ? state : country;
  return territoriesOfUs.has(code) ? code : undefined;
}

/** A place as it is written, and as it can be written, too: US territories in both ways. */
export function spellingsOf({ country, state }: CountryAndState): readonly CountryAndState[] {
  const territory = usTerritoryOf({ country, state });
  const written = { country, state };
  if (territory === undefined) return [written];
  return [
    written,
    country === "US" ? { country: territory, state: "" } : { country: "US", state: territory },
  ];
}
