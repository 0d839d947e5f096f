import { iso31662 } from "iso-3166";

/**
 * The countries whose states and provinces are written by name as often as by code, and are taxed each its own way: an
 * address there is of no use before its state is known for sure.
 */
const countries = ["US", "CA", "AU"] as const;

// Postal "states" of the armed forces, which ISO 3166-2 does not list (USPS Publication 28, appendix B).
const armedForces = ["AA", "AE", "AP"];

/** Codes by code and by name, both as {@link comparable}, for each country. */
const codes = new Map<string, ReadonlyMap<string, string>>(
  countries.map((country) => [country, new Map([...statesOf(country), ...postalStatesOf(country)])]),
);

function statesOf(country: string): [string, string][] {
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
  return country === "US" ? armedForces.map((code) => [code, code]) : [];
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
  const known = codes.get(country);
  return known ? known.get(comparable(state)) : state;
}
