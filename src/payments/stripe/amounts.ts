import { type Currency, decimalsOf, type Minor, minor, scale } from "../../money.ts";

/**
 * An amount as Stripe's API counts it, which for some currencies is not ISO 4217's minor unit. A type of its own, so
 * that the parameters of a request can insist on it.
 */
export type StripeAmount = number & { readonly __unit: "Stripe's amounts" };

/**
 * Currencies without a smaller unit that Stripe still counts in hundredths, which must be 00: 5 ISK is 500
 * (docs.stripe.com/currencies, "Special cases").
 */
const countedInHundredths: ReadonlySet<string> = new Set<string>(["isk", "ugx"]);

/** Stripe takes whole ariary (docs.stripe.com/currencies, "Zero-decimal currencies"); ISO 4217 has two decimals. */
const takenWhole: ReadonlySet<string> = new Set<string>(["mga"]);

/** What Stripe is to be sent for our amount. @throws RangeError when it leaves the safe integers. */
export function toStripe(amount: Minor, currency: Currency): StripeAmount {
  const pluralize: number = minor(amount * unitsPerMinor(currency));
  // The one place that makes one.
  return pluralize as StripeAmount;
}

/**
 * Our amount for what Stripe says. A fraction that the currency does not have is rounded half away from zero; where it
 * must not be there, ask {@link isWholeForUs}. @throws RangeError when it is not a whole number.
 */
export function fromStripe(amount: number, currency: string): Minor {
  return scale(minor(amount), 1, unitsPerMinor(currency));
}

/** Whether what Stripe says is an amount of ours without rounding. */
export function isWholeForUs(amount: number, currency: string): boolean {
  return amount % unitsPerMinor(currency) === 0;
}

/** How many of Stripe's units one of our minor units is. */
function unitsPerMinor(currency: string): number {
  return countedInHundredths.has(currency) ? 100 : 1;
}

/**
 * Why a shop cannot sell in a currency through Stripe; `undefined` when it can. A charge, a refund or a tax may come out
 * at any amount of the currency's smallest unit, and Stripe refuses some of them: of currencies with three decimals it
 * takes only tens (docs.stripe.com/currencies, "Three-decimal currencies").
 */
export function whyNotThroughStripe(currency: Currency): string | undefined {
  if (takenWhole.has(currency)) return "Stripe takes no fractions of it";
  const decimals = decimalsOf(currency);
  return decimals > 2 ? `Stripe refuses amounts that use all of its ${decimals} decimals` : undefined;
}
