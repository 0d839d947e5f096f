import type { Destination } from "./destination.ts";
import { type Region, RegionIndex } from "./regions.ts";
import { EXEMPT_CLASS, type TaxRate } from "./tax.ts";

/** The tax rates, indexed: finding those of an address does not scan the others. */
export class TaxTable {
  readonly #byClass: ReadonlyMap<string, RegionIndex<RankedRate>>;

  /** @throws RangeError when a rate's postal pattern cannot be read. */
  constructor(rates: readonly TaxRate[]) {
    const ranked = [...rates]
      .sort(
        (one, other) => one.priority - other.priority || narrowness(other.region) - narrowness(one.region),
      )
      .map((rate, rank) => ({ rate, rank }));
    const byClass = Map.groupBy(ranked, ({ rate }) => rate.taxClass);
    this.#byClass = new Map(
      [...byClass].map(([taxClass, ofClass]) => [
        taxClass,
        new RegionIndex(ofClass.map((value) => ({ region: value.rate.region, value }))),
      ]),
    );
  }

  /** The rates that apply to a class at an address, one of each priority, in that order. */
  ratesAt(destination: Destination, taxClass: string): TaxRate[] {
    if (taxClass === EXEMPT_CLASS) return [];
    const found = this.#byClass.get(taxClass)?.at(destination) ?? [];
    const best = new Map<number, RankedRate>();
    for (const each of found) {
      const rival = best.get(each.rate.priority);
      if (!rival || each.rank < rival.rank) best.set(each.rate.priority, each);
    }
    return [...best.values()].sort((one, other) => one.rank - other.rank).map(({ rate }) => rate);
  }
}

/** A rate with its place among all: by priority, then the most narrowly placed first, then the order of the table. */
interface RankedRate {
  readonly rate: TaxRate;
  readonly rank: number;
}

/** A country says more than a state, a state more than a postal code, a postal code more than a city. */
function narrowness({ country, states = [], postalCodes = [], cities = [] }: Region): number {
  return (
    (country === undefined ? 0 : 8) +
    (states.length === 0 ? 0 : 4) +
    (postalCodes.length === 0 ? 0 : 2) +
    (cities.length === 0 ? 0 : 1)
  );
}
