/** An amount in a currency's smallest unit (cents for usd, yen for jpy). Always a safe integer; may be negative. */
export type Minor = number & { readonly __unit: "minor units" };

/** ISO 4217 code in lower case, as ACP spells it. */
export type Currency = string & { readonly __iso: "4217" };

/** A share in parts per million: 8.25 % is 82_500. Exact for the four decimals a percentage is written with. */
export type PartsPerMillion = number & { readonly __unit: "parts per million" };

/** Nothing, in any currency. */
export const ZERO = 0 as Minor;
/** The whole, in parts per million. */
export const ONE_MILLION = 1_000_000;

/**
 * Marks a whole number as minor units.
 * @throws RangeError when it is not a safe integer: such a number has already lost money.
 */
export function minor(amount: number): Minor {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not a whole number of minor units`);
  return (amount === 0 ? 0 : amount) as Minor;
}

/** Adds amounts exactly. @throws RangeError when the sum leaves the safe integers. */
export function sum(amounts: Iterable<Minor>): Minor {
  let total = 0;
  for (const amount of amounts) total += amount;
  return minor(total);
}

/** `unit` taken `quantity` times. @throws RangeError when the product leaves the safe integers. */
export function times(unit: Minor, quantity: number): Minor {
  return minor(unit * quantity);
}

/**
 * `amount * numerator / denominator`, rounded half away from zero. Exact: falls back to big integers where the product
 * leaves the safe integers. `denominator` must be positive.
 */
export function scale(amount: Minor, numerator: number | bigint, denominator: number | bigint): Minor {
  if (typeof numerator === "number" && typeof denominator === "number") {
    const product = amount * numerator;
    if (Number.isSafeInteger(2 * Math.abs(product) + denominator)) {
      const magnitude = Math.floor((2 * Math.abs(product) + denominator) / (2 * denominator));
      return minor(product < 0 ? -magnitude : magnitude);
    }
  }
  const exact = BigInt(amount) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const magnitude = (2n * (exact < 0n ? -exact : exact) + divisor) / (2n * divisor);
  return minor(Number(exact < 0n ? -magnitude : magnitude));
}

/**
 * Divides `total` among `weights` (whole numbers, none negative) so that the parts always sum to `total`: each gets its
 * exact share rounded towards zero, and what is left goes one unit each to the largest remainders; of equal remainders
 * the larger weight comes first, then the earlier. So parts do not depend on the order of the weights, except among
 * equal weights. With all weights zero it is shared equally. Gives one part per weight; none for no weights.
 */
export function allocate(total: Minor, weights: readonly number[]): Minor[] {
  let whole = 0;
  for (const weight of weights) whole += weight;
  if (whole === total) return weights.map(minor);
  if (whole === 0) return weights.length === 0 ? [] : allocate(total, new Array(weights.length).fill(1));
  const magnitude = Math.abs(total);
  const { parts, remainders } = Number.isSafeInteger(magnitude * whole)
    ? shares(magnitude, weights, whole)
    : bigShares(magnitude, weights);
  let left = magnitude;
  for (const part of parts) left -= part;
  for (; left > 0; left -= 1) {
    const next = largest(remainders, weights);
    parts[next] = minor((parts[next] ?? 0) + 1);
    remainders[next] = -1;
  }
  return total < 0 ? parts.map((part) => minor(-part)) : parts;
}

/** Each weight's share rounded down, and what that leaves of it in units of 1/`whole`. */
interface Shares {
  readonly parts: Minor[];
  readonly remainders: (number | bigint)[];
}

function shares(magnitude: number, weights: readonly number[], whole: number): Shares {
  const parts: Minor[] = [];
  const remainders: number[] = [];
  for (const weight of weights) {
    // Exact: the quotient of two safe integers is never so near the next whole number that it rounds up to it.
    const part = Math.floor((magnitude * weight) / whole);
    parts.push(minor(part));
    remainders.push(magnitude * weight - part * whole);
  }
  return { parts, remainders };
}

function bigShares(magnitude: number, weights: readonly number[]): Shares {
  const whole = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  const products = weights.map((weight) => BigInt(magnitude) * BigInt(weight));
  return {
    parts: products.map((product) => minor(Number(product / whole))),
    remainders: products.map((product) => product % whole),
  };
}

/** The index of the largest remainder; of equal ones that of the larger weight, then the first. */
function largest(remainders: readonly (number | bigint)[], weights: readonly number[]): number {
  let best = 0;
  for (let index = 1; index < remainders.length; index += 1) {
    const one = remainders[index] ?? 0;
    const other = remainders[best] ?? 0;
    if (one > other || (one === other && (weights[index] ?? 0) > (weights[best] ?? 0))) best = index;
  }
  return best;
}

/**
 * Currencies whose smallest unit is not a hundredth, as ISO 4217 lists them. A payment provider may count otherwise:
 * that is the provider's affair (`payments/stripe/amounts.ts`).
 */
const exponents: Readonly<Record<string, number>> = {
  bif: 0,
  byr: 0,
  clp: 0,
  djf: 0,
  gnf: 0,
  isk: 0,
  jpy: 0,
  kmf: 0,
  krw: 0,
  pyg: 0,
  rwf: 0,
  ugx: 0,
  uyi: 0,
  vnd: 0,
  vuv: 0,
  xaf: 0,
  xof: 0,
  xpf: 0,
  bhd: 3,
  iqd: 3,
  jod: 3,
  kwd: 3,
  lyd: 3,
  omr: 3,
  tnd: 3,
  clf: 4,
  uyw: 4,
};

const isoCurrencies = new Set(Intl.supportedValuesOf("currency").map((code) => code.toLowerCase()));

/** Reads a currency code in any letter case; `undefined` when ISO 4217 does not know it. */
export function parseCurrency(text: string): Currency | undefined {
  const code = text.trim().toLowerCase();
  return isoCurrencies.has(code) ? (code as Currency) : undefined;
}

/** How many decimals the currency's major unit has: 2 for usd, 0 for jpy, 3 for kwd. */
export function decimalsOf(currency: Currency): number {
  return exponents[currency] ?? 2;
}

/**
 * Reads an amount in major units as people and exports write it ("12.50", "1299", "-3.5") without passing through
 * floating point. Gives `undefined` for anything else: thousands separators, signs in the wrong place, more decimals
 * than the currency has (unless they are zeros), or a sum beyond the safe integers.
 */
export function parseMajor(text: string, currency: Currency): Minor | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign = "", whole = "", fraction = ""] = match;
  const decimals = decimalsOf(currency);
  if (/[1-9]/.test(fraction.slice(decimals))) return undefined;
  const digits = Number(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  if (!Number.isSafeInteger(digits)) return undefined;
  return minor(sign === "-" ? -digits : digits);
}

/** Writes an amount in major units with the currency's decimals and a point: 1250 usd is "12.50". */
export function formatMajor(amount: Minor, currency: Currency): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(amount)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? "" : `.${digits.slice(-decimals)}`;
  return `${amount < 0 ? "-" : ""}${whole}${fraction}`;
}

/**
 * Writes an amount for a person to read, with all its decimals: "$12.50", "¥1,250", "KWD 1.250".
 *
 * @param locale in whose way, BCP 47.
 */
export function formatForPeople(amount: Minor, currency: Currency, locale = "en-US"): string {
  const key = `${locale} ${currency}`;
  const format = formats.get(key) ?? newFormat(currency, locale);
  formats.set(key, format);
  return format.format(Number(formatMajor(amount, currency)));
}

/** By locale and currency: making one takes longer than all else that an answer is made of. */
const formats = new Map<string, Intl.NumberFormat>();

function newFormat(currency: Currency, locale: string): Intl.NumberFormat {
  const decimals = decimalsOf(currency);
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: currency.toUpperCase(),
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** Reads a percentage as text ("8.25" or "8.2500 %"); `undefined` when it is none or has more than four decimals. */
export function parsePercent(text: string): PartsPerMillion | undefined {
  const match = /^(\d{1,4})(?:\.(\d*))?\s*%?$/.exec(text.trim());
  if (!match) return undefined;
  const [, whole = "", fraction = ""] = match;
  if (/[1-9]/.test(fraction.slice(4))) return undefined;
  return Number(whole + fraction.slice(0, 4).padEnd(4, "0")) as PartsPerMillion;
}

/** Writes a share as a percentage without trailing zeros: 82_500 is "8.25". */
export function formatPercent(rate: PartsPerMillion): string {
  return String(rate / 10_000);
}
