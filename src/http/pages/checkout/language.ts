import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import type { CheckoutWords } from "./words.ts";

/** The languages of the pages: each is a file. The first speaks where none of them is asked for. */
const languages: readonly CheckoutWords[] = [en, de, fr, es];

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
  const asked = [...(sessionLocale === undefined ? [] : [sessionLocale]), ...preferred(acceptLanguage ?? "")];
  for (const tag of asked) {
    const locale = canonical(tag);
    const words = languages.find(({ language }) => locale !== undefined && locale.split("-")[0] === language);
    if (words && locale !== undefined) return { words, locale };
  }
  const [first = en] = languages;
  return { words: first, locale: "en-US" };
}

/** The tags of an `Accept-Language`, the best first. */
function preferred(header: string): string[] {
  return header
    .slice(0, 500)
    .split(",")
    .map((part) => {
      const [tag = "", weight] = part.split(";");
      const quality = weight === undefined ? 1 : Number(/q=([\d.]+)/.exec(weight)?.[1] ?? 0);
      return { tag: tag.trim(), quality };
    })
    .filter(({ tag, quality }) => tag !== "" && tag !== "*" && quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ tag }) => tag);
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll("_", "-"))[0];
  } catch {
    return undefined;
  }
}
