import type { Minor } from "../money.ts";
import type { Product } from "./product.ts";

/** What a buyer looks for. Without words everything is found, in the order it was listed. */
export interface ProductQuery {
  readonly words: string;
  /** Only products with a variant whose price lies between, minor units, both ends included. */
  readonly priceFrom?: Minor | undefined;
  readonly priceTo?: Minor | undefined;
  /** Only products with a variant that can be had now. */
  readonly inStock?: boolean | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** One page of what was found, the best first. */
export interface FoundProducts {
  readonly products: readonly Product[];
  /** Whether asking with a higher offset finds more. */
  readonly more: boolean;
}

/** Finding products by title, brand, category, options and description. */
export interface ProductSearch {
  search(query: ProductQuery): Promise<FoundProducts>;
}

/** More words than this say nothing more about what is looked for. */
const MOST_WORDS = 12;

/** Words that hold a sentence together and say nothing of what is looked for; nearly every description has them. */
const grammar: ReadonlySet<string> = new Set(
  "a an and are as at be by for from in is it of on or that the this to with your".split(" "),
);

/**
 * The words of a text as full-text search takes them: quoted, so that no operator of its language gets through, and
 * each standing for every word that starts with it. A single letter stands for itself alone: it is a size ("S"), not
 * the start of half the dictionary.
 */
export function searchedWords(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !grammar.has(word.toLowerCase()));
  const searched = telling.length > 0 ? telling : words;
  return searched.slice(0, MOST_WORDS).map((word) => (word.length === 1 ? `"${word}"` : `"${word}"*`));
}
