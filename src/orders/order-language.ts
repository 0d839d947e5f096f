import type { Instant } from "../clock.ts";
import { formatForPeople, type Minor, type PartsPerMillion } from "../money.ts";
import { preferredLanguage } from "../preferred-language.ts";
import type { Total } from "../pricing/amounts.ts";
import type { Shop } from "../shop.ts";
import type { Order } from "./order.ts";
import type { OrderWords } from "./order-words.ts";
import { germanOrderWords } from "./words/de.ts";
import { englishOrderWords } from "./words/en.ts";
import { spanishOrderWords } from "./words/es.ts";
import { frenchOrderWords } from "./words/fr.ts";

/** The languages in which buyers are told of orders. */
const languages = [englishOrderWords, germanOrderWords, frenchOrderWords, spanishOrderWords] as const;

/** How an order is told of: words, amounts and days. */
export interface OrderLanguage {
  readonly words: OrderWords;
  /** BCP 47. */
  readonly locale: string;
  readonly money: (amount: Minor) => string;
  /** "8.25". */
  readonly percent: (rate: PartsPerMillion) => string;
  /** "June 1, 2026", as the shop counts days. */
  readonly day: (at: Instant) => string;
  /** "June 1, 2026 at 5:00:00 AM PDT", by the shop's clock. */
  readonly moment: (at: Instant) => string;
}

/**
 * The language of whoever bought, as the agent said it or the page they bought on; else the best of `accepted`.
 *
 * @param accepted language tags, the best first.
 */
export function orderLanguage(
  { locale: said, currency }: Pick<Order, "locale" | "currency">,
  { timezone: timeZone }: Pick<Shop, "timezone">,
  accepted: readonly string[] = [],
): OrderLanguage {
  const { words, locale } = wordsFor(said, accepted);
  // Made where they are needed: most of an order's events tell of no day, and making one takes its time.
  const inTime = (at: Instant, style: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...style, timeZone }).format(at);
  return {
    words,
    locale,
    money: (amount) => formatForPeople(amount, currency, locale),
    percent: (rate) => new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(rate / 10_000),
    day: (at) => inTime(at, { dateStyle: "long" }),
    moment: (at) => inTime(at, { dateStyle: "long", timeStyle: "long" }),
  };
}

/** The words for a buyer who reads `locale`, else the best of `accepted`: for what is no order's. */
export function wordsFor(
  locale: string | undefined,
  accepted: readonly string[] = [],
): Pick<OrderLanguage, "words" | "locale"> {
  return preferredLanguage(languages, [...(locale === undefined ? [] : [locale]), ...accepted]);
}

/** What a row of an order's bill is called. */
export function totalWords(
  { type, displayText }: Total,
  { delivery }: Pick<Order, "delivery">,
  { words: { totals, ways } }: OrderLanguage,
): string {
  const way = type === "fulfillment" ? ways[delivery?.type ?? "shipping"] : undefined;
  return way ?? totals[type] ?? displayText;
}
