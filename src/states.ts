/**
 * The countries whose states and provinces are written by name as often as by code, and are taxed each its own way: an
 * address there is of no use before its state is known for sure.
 */
const countries: readonly string[] = ["US", "CA", "AU"];

/** Whether nothing can be sent to an address in a country, nor taxed there, before its state is known. */
export function needsState(country: string): boolean {
  return countries.includes(country);
}

// Postal "states" of the armed forces, which ISO 3166-2 does not list (USPS Publication 28, appendix B).
const armedForces: Readonly<Record<string, readonly string[]>> = {
  AA: ["Armed Forces Americas", "Armed Forces the Americas"],
  AE: [
    "Armed Forces Europe",
    "Armed Forces Africa",
    "Armed Forces Canada",
    "Armed Forces Middle East",
    "Armed Forces Europe, the Middle East, and Canada",
  ],
  AP: ["Armed Forces Pacific"],
};

/** Codes by code and by name, both as {@link comparable}, for each country. Made for the first address there is. */
let codes: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined;

function codesOf(country: string): ReadonlyMap<string, string> | undefined {
  codes ??= new Map(countries.map((each) => [each, new Map([...statesOf(each), ...postalStatesOf(each)])]));
  return codes.get(country);
}

function statesOf(country: string): [string, string][] {
  // Every subdivision of the world is a third of a megabyte of code: loaded by the first address, not by starting.
  const { iso31662 }: typeof import("iso-3166/2.js") = require("iso-3166/2.js");
  return iso31662
    .filter(({ parent }) => parent === country)
    .flatMap(({ code, name }): [string, string][] => {
      const short = code.slice(country.length + 1);
      return [
        [short, short],
        [code, short],
        [comparable(name), short],
      ];
    });
}

function postalStatesOf(country: string): [string, string][] {
  if (country !== "US") return [];
  return Object.entries(armedForces).flatMap(([code, names]): [string, string][] =>
    [code, `US-${code}`, ...names].map((text) => [comparable(text), code]),
  );
}

/** Without letter case, accents, dots and superfluous spaces: "Québec", "N.S.W.", " new  york". */
function comparable(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f.]/g, "")
    .trim()
    .replace(/\s+/g, " ")
    .toUpperCase();
}

/**
 * The code (the part of ISO 3166-2 after the dash) of a state given by code or English name; `undefined` where the
 * country has no such state. States of countries that are not known here are given back as they came.
 *
 * @param country ISO 3166-1 alpha-2, upper case.
 */
export function stateCodeOf(country: string, state: string): string | undefined {
  const known = codesOf(country);
  return known ? known.get(comparable(state)) : state;
}

/** What is said to whoever names a state that {@link stateCodeOf} does not know. */
export function noSuchState(country: string): string {
  return `${country} has no such state or territory; send its ISO 3166-2 code or its English name`;
}
