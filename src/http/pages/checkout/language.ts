import { acceptedLanguages, preferredLanguage } from "../../../preferred-language.ts";
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import type { CheckoutWords } from "./words.ts";

/** The languages of the pages: each is a file. The first speaks where none of them is asked for. */
export const pageLanguages = [en, de, fr, es] as const;

/** A language of the pages, and how numbers and days are written. */
export interface PageLanguage {
  readonly words: CheckoutWords;
  /** BCP 47: with the region where one was named. */
  readonly locale: string;
}

/**
 * The language a buyer reads: the session's, as the agent said it, else the best of what the browser asks for.
 *
 * @param acceptLanguage the header (RFC 9110 §12.5.4).
 */
export function languageOf(sessionLocale: string | undefined, acceptLanguage: string | null): PageLanguage {
  const said = sessionLocale === undefined ? [] : [sessionLocale];
  return preferredLanguage<CheckoutWords>(pageLanguages, [...said, ...acceptedLanguages(acceptLanguage)]);
}
