import { allocate, type Minor, minor, sum, ZERO } from "../money.ts";
import type { TaxShare } from "./amounts.ts";
import type { Destination } from "./destination.ts";
import { type Levy, levyOf, mergeShares, sharesOf, taxOn, taxWithin } from "./levy.ts";
import type { TaxRules } from "./tax.ts";
import type { TaxTable } from "./tax-table.ts";

/** An asked amount divided: what the goods cost, and what the state takes. `shares` sum to `tax`. */
export interface Taxed {
  readonly net: Minor;
  readonly tax: Minor;
  readonly shares: readonly TaxShare[];
}

/** How the shop and this buyer stand to tax. */
export interface TaxTerms {
  /** Whether asked amounts are what the buyer pays, tax within, or tax comes on top of them. */
  readonly pricesIncludeTax: boolean;
  /** No tax is charged; from prices that include it, it is taken out and not asked for. */
  readonly exempt: boolean;
  readonly shippingClass: TaxRules["shippingClass"];
}

/**
 * Tax on the amounts of one cart in one place. Every amount is rounded once, half up, however many taxes it bears.
 * Prices that include tax stay what the buyer pays wherever the goods go: only how much of them is tax differs.
 */
export class Taxation {
  readonly #table: TaxTable;
  readonly #place: Destination | undefined;
  readonly #terms: TaxTerms;
  readonly #levies = new Map<string, { readonly goods: Levy; readonly shipping: Levy }>();

  /** Without a place nothing is taxed. */
  constructor(table: TaxTable, place: Destination | undefined, terms: TaxTerms) {
    this.#table = table;
    this.#place = place;
    this.#terms = terms;
  }

  /** Divides what is asked for goods of a class. */
  ofGoods(asked: Minor, taxClass: string): Taxed {
    return this.#divide(asked, this.#leviesOn(taxClass).goods);
  }

  /** What of an asked price for goods of a class is not tax. */
  netOfGoods(asked: Minor, taxClass: string): Minor {
    if (!this.#terms.pricesIncludeTax) return asked;
    return minor(asked - taxWithin(asked, this.#leviesOn(taxClass).goods));
  }

  /**
   * Divides what is asked for shipping. `carried` is the value of the goods of each class: without a class of its own,
   * shipping is divided over theirs by value, and taxed as they are by the rates that tax shipping.
   */
  ofShipping(asked: Minor, carried: ReadonlyMap<string, Minor>): Taxed {
    const { shippingClass } = this.#terms;
    if (shippingClass !== undefined) return this.#divide(asked, this.#leviesOn(shippingClass).shipping);
    const amounts = allocate(asked, [...carried.values()]);
    const parts = [...carried.keys()].map((taxClass, index) =>
      this.#divide(amounts[index] ?? ZERO, this.#leviesOn(taxClass).shipping),
    );
    return {
      net: sum(parts.map(({ net }) => net)),
      tax: sum(parts.map(({ tax }) => tax)),
      shares: mergeShares(parts.map(({ shares }) => shares)),
    };
  }

  #divide(asked: Minor, levy: Levy): Taxed {
    const { pricesIncludeTax, exempt } = this.#terms;
    const tax = pricesIncludeTax ? taxWithin(asked, levy) : taxOn(asked, levy);
    const net = pricesIncludeTax ? minor(asked - tax) : asked;
    return exempt ? { net, tax: ZERO, shares: [] } : { net, tax, shares: sharesOf(tax, levy) };
  }

  #leviesOn(taxClass: string) {
    const known = this.#levies.get(taxClass);
    if (known) return known;
    const rates = this.#place ? this.#table.ratesAt(this.#place, taxClass) : [];
    const levies = { goods: levyOf(rates), shipping: levyOf(rates.filter(({ onShipping }) => onShipping)) };
    this.#levies.set(taxClass, levies);
    return levies;
  }
}
