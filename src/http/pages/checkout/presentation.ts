import type { Instant } from "../../../clock.ts";
import { type Currency, formatForPeople, type Minor } from "../../../money.ts";
import type { Shop } from "../../../shop.ts";
import type { PageLanguage } from "./language.ts";

/** How a page of this shop writes amounts, days and countries. */
export interface Presentation extends PageLanguage {
  readonly shop: Shop;
  readonly money: (amount: Minor) => string;
  /** "Tue, June 2". */
  readonly day: (at: Instant) => string;
  readonly country: (code: string) => string;
}

/** Makes the {@link Presentation} of a page in a language. */
export function presentationFor(shop: Shop, currency: Currency, language: PageLanguage): Presentation {
  const { locale } = language;
  const days = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    month: "long",
    day: "numeric",
    timeZone: shop.timezone,
  });
  const names = new Intl.DisplayNames(locale, { type: "region" });
  return {
    ...language,
    shop,
    money: (amount) => formatForPeople(amount, currency, locale),
    day: (at) => days.format(at),
    country: (code) => names.of(code) ?? code,
  };
}
