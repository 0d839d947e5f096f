import type { CheckoutWords } from "./words.ts";

/**
 * Where the button that orders must say that it binds to pay (Directive 2011/83/EU, article 8(2), and those who follow
 * it: the EEA and, by its own regulation 14 of 2013, the United Kingdom).
 */
const binding: ReadonlySet<string> = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK GB".split(" "),
);

/** The words on the button that orders, by the law of the buyer's country. */
export function payButtonOf(words: CheckoutWords, country: string, isFree: boolean): string {
  if (isFree) return words.placeOrder;
  return binding.has(country) ? words.payBinding : words.pay;
}
