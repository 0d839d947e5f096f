import { allocate, type Minor, minor, ONE_MILLION, type PartsPerMillion, scale, ZERO } from "../money.ts";
import type { TaxShare } from "./amounts.ts";
import type { TaxRate } from "./tax.ts";

/**
 * All taxes on one class of goods in one place, as one exact fraction of the net price: `numerator / denominator`. It
 * is what makes one rounding an amount enough, however many taxes there are and whichever are compound.
 */
export interface Levy {
  readonly numerator: number | bigint;
  readonly denominator: number | bigint;
  /** Their sum: the same fraction of the gross price is `numerator / whole`. */
  readonly whole: number | bigint;
  readonly rates: readonly TaxRate[];
  /** Each rate's part of the whole, in proportion to the others'. */
  readonly weights: readonly number[];
}

const NO_LEVY: Levy = { numerator: 0, denominator: ONE_MILLION, whole: ONE_MILLION, rates: [], weights: [] };

/**
 * Adds up rates that apply together, in the order of their priorities. Simple ones are taken on the net price; then
 * each compound one on the net price with every tax before it, simple or compound.
 */
export function levyOf(rates: readonly TaxRate[]): Levy {
  if (rates.length === 0) return NO_LEVY;
  const million = BigInt(ONE_MILLION);
  let denominator = million;
  let gross = million;
  const taxes: { rate: TaxRate; numerator: bigint }[] = [];
  for (const rate of rates.filter(({ compound }) => !compound)) {
    taxes.push({ rate, numerator: BigInt(rate.rate) });
    gross += BigInt(rate.rate);
  }
  for (const rate of rates.filter(({ compound }) => compound)) {
    // gross/denominator times rate/million, over a denominator just large enough to stay whole.
    const product = gross * BigInt(rate.rate);
    const factor = million / greatestCommonDivisor(product, million);
    for (const tax of taxes) tax.numerator *= factor;
    denominator *= factor;
    const numerator = (product * factor) / million;
    taxes.push({ rate, numerator });
    gross = gross * factor + numerator;
  }
  // Past the safe integers, weights keep twelve digits: enough to say where a left-over unit goes.
  const exact = gross <= LARGEST;
  return {
    numerator: small(gross - denominator),
    denominator: small(denominator),
    whole: small(gross),
    rates: taxes.map(({ rate }) => rate),
    weights: taxes.map(({ numerator }) =>
      Number(exact ? numerator : (numerator * million * million) / denominator),
    ),
  };
}

/** The tax to add to a net amount, rounded half up once. */
export function taxOn(net: Minor, levy: Levy): Minor {
  return scale(net, levy.numerator, levy.denominator);
}

/** The tax within a gross amount, rounded half up once: what is left is the net. */
export function taxWithin(gross: Minor, levy: Levy): Minor {
  return scale(gross, levy.numerator, levy.whole);
}

/** A tax amount divided among the levy's jurisdictions in proportion; the shares sum to it. */
export function sharesOf(tax: Minor, { rates, weights }: Levy): TaxShare[] {
  const amounts = weights.length === 1 ? [tax] : allocate(tax, weights);
  return rates.map(({ name, rate }, index) => ({ jurisdiction: name, rate, amount: amounts[index] ?? ZERO }));
}

/** Adds up shares that name the same tax, in the order they are first met. */
export function mergeShares(lists: Iterable<readonly TaxShare[]>): TaxShare[] {
  const merged: { jurisdiction: string; rate: PartsPerMillion; amount: Minor }[] = [];
  for (const shares of lists) {
    for (const { jurisdiction, rate, amount } of shares) {
      const same = merged.find((each) => each.rate === rate && each.jurisdiction === jurisdiction);
      if (same) same.amount = minor(same.amount + amount);
      else merged.push({ jurisdiction, rate, amount });
    }
  }
  return merged;
}

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

function small(value: bigint): number | bigint {
  return value <= LARGEST ? Number(value) : value;
}

function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  return other === 0n ? one : greatestCommonDivisor(other, one % other);
}
