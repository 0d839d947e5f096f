import { usTerritoryOf } from "../countries.ts";
import type { Destination } from "./destination.ts";
import { comparablePostalCode, PostalIndex, type PostalPattern, parsePostalPattern } from "./postal-codes.ts";

/** Where something applies. Every part that is given must hold for an address; one left out or empty holds for all. */
export interface Region {
  /** ISO 3166-1 alpha-2, upper case. Left out: every country. */
  readonly country?: string | undefined;
  /** Subdivision codes as addresses carry them: "CA", "NSW". */
  readonly states?: readonly string[] | undefined;
  /** A whole code "94107", a prefix "941*", or a range of equally long codes "94000...94999". */
  readonly postalCodes?: readonly string[] | undefined;
  /** City names, in any letter case, with or without dots: "St. Louis" is "Saint Louis". */
  readonly cities?: readonly string[] | undefined;
}

/** Something that applies in a region. */
export interface Placed<Value> {
  readonly region: Region;
  readonly value: Value;
}

/**
 * Finds what is placed where an address is, in time that does not grow with the number of regions: by country and
 * state, then by postal code, else by city.
 */
export class RegionIndex<Value> {
  readonly #countries: ReadonlyMap<string, ReadonlyMap<string, Area<Value>>>;
  readonly #namesCities: boolean;

  /** @throws RangeError when a postal pattern cannot be read. */
  constructor(placed: readonly Placed<Value>[]) {
    const countries = Map.groupBy(placed, ({ region }) => region.country ?? ANY);
    this.#namesCities = placed.some(({ region: { cities = [] } }) => cities.length > 0);
    this.#countries = new Map([...countries].map(([country, inCountry]) => [country, statesOf(inCountry)]));
  }

  /**
   * Every value whose region holds the address, in no order; one may come more than once.
   *
   * A US territory is one place, written as a country (`PR`) or as a state (`US`, `PR`). It is in the regions of both,
   * except that what holds for all of the US does not where something is placed in the territory as a country.
   */
  at(destination: Destination): Value[] {
    if (this.#countries.size === 0) return [];
    const territory = usTerritoryOf(destination);
    const country = territory === undefined ? destination.country : "US";
    const state = territory ?? destination.state;
    const postalCode = comparablePostalCode(country, destination.postalCode);
    const city = this.#namesCities ? comparableCity(destination.city) : "";
    const found: Value[] = [];
    const collect = (inCountry: string, inState: string) =>
      this.#countries.get(inCountry)?.get(inState)?.collect(postalCode, city, found);
    if (territory !== undefined) {
      collect(territory, ANY);
      if (destination.country === territory && destination.state !== ANY) {
        collect(territory, destination.state);
      }
    }
    const isCountryOfItsOwn = found.length > 0;
    if (state !== ANY) {
      collect(country, state);
      collect(ANY, state);
    }
    if (!isCountryOfItsOwn) collect(country, ANY);
    collect(ANY, ANY);
    return found;
  }
}

function statesOf<Value>(placed: readonly Placed<Value>[]): ReadonlyMap<string, Area<Value>> {
  const byState = placed.flatMap((each) => orAny(each.region.states).map((state) => ({ state, each })));
  return new Map(
    [...Map.groupBy(byState, ({ state }) => state)].map(([state, list]) => [
      state,
      new Area(list.map(({ each }) => each)),
    ]),
  );
}

const ANY = "";

function orAny(parts: readonly string[] | undefined): readonly string[] {
  return parts === undefined || parts.length === 0 ? [ANY] : parts;
}

/** Words that names of cities have in full or short (USPS Publication 28, 333), by how they are compared. */
const shortWords: ReadonlyMap<string, string> = new Map([
  ["SAINT", "ST"],
  ["SAINTE", "STE"],
  ["FORT", "FT"],
  ["MOUNT", "MT"],
]);
const longWord = new RegExp(`(?<=^| )(?:${[...shortWords.keys()].join("|")})(?=$| )`, "g");

/** A city as it is compared: without letter case, accents, dots and apostrophes, hyphens as spaces, words short. */
function comparableCity(city: string): string {
  return city
    .normalize("NFD")
    .replace(/[\u0300-\u036f'’]/g, "")
    .toUpperCase()
    .replace(/[\s.,-]+/g, " ")
    .trim()
    .replace(longWord, (word) => shortWords.get(word) ?? word);
}

interface InCities<Value> {
  readonly value: Value;
  /** Empty: in every city. */
  readonly cities: ReadonlySet<string>;
}

/** What is placed in one country and state, either of which may be any. */
class Area<Value> {
  readonly #byPostalCode: PostalIndex<InCities<Value>>;
  readonly #byCity: ReadonlyMap<string, readonly { readonly value: Value }[]>;
  readonly #everywhere: readonly Value[];

  constructor(placed: readonly Placed<Value>[]) {
    const entries = placed.map(({ region, value }) => ({
      patterns: (region.postalCodes ?? []).map(patternOf),
      cities: new Set((region.cities ?? []).map(comparableCity)),
      value,
    }));
    this.#byPostalCode = new PostalIndex(
      entries.flatMap(({ patterns, cities, value }) =>
        patterns.map((pattern) => ({ pattern, value: { value, cities } })),
      ),
    );
    const anyCode = entries.filter(({ patterns }) => patterns.length === 0);
    this.#byCity = Map.groupBy(
      anyCode.flatMap(({ cities, value }) => [...cities].map((city) => ({ city, value }))),
      ({ city }) => city,
    );
    this.#everywhere = anyCode.filter(({ cities }) => cities.size === 0).map(({ value }) => value);
  }

  collect(postalCode: string, city: string, found: Value[]): void {
    const here: InCities<Value>[] = [];
    this.#byPostalCode.collect(postalCode, here);
    for (const { value, cities } of here) if (cities.size === 0 || cities.has(city)) found.push(value);
    for (const { value } of this.#byCity.get(city) ?? []) found.push(value);
    for (const value of this.#everywhere) found.push(value);
  }
}

function patternOf(text: string): PostalPattern {
  const pattern = parsePostalPattern(text);
  if (!pattern) {
    throw new RangeError(
      `${JSON.stringify(text)} is no postal code, prefix ("941*") or range ("94000...94999")`,
    );
  }
  return pattern;
}
