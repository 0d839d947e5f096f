/** A language that is spoken here, with its words. */
interface SpokenLanguage {
  /** BCP 47, without a region. */
  readonly language: string;
}

/**
 * The first of `asked` that is spoken here, and how numbers and days are then written: with the region that was asked
 * for. Where none is, the first of `languages` as it is spoken in the United States.
 *
 * @param asked language tags, the best first.
 */
export function preferredLanguage<Words extends SpokenLanguage>(
  languages: readonly [Words, ...Words[]],
  asked: readonly string[],
): { readonly words: Words; readonly locale: string } {
  for (const tag of asked) {
    const locale = canonical(tag);
    const words = languages.find(({ language }) => locale?.split("-")[0] === language);
    if (words && locale !== undefined) return { words, locale };
  }
  return { words: languages[0], locale: "en-US" };
}

/**
 * The tags of an `Accept-Language`, the best first (RFC 9110 §12.5.4).
 *
 * @param header absent where none was sent.
 */
export function acceptedLanguages(header: string | null): string[] {
  return (header ?? "")
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
