import type { Minor } from "../money.ts";
import type { OfferedProduct } from "./product.ts";

/** What a buyer looks for. Without words everything is found, in the order it was listed. */
export interface ProductQuery {
  readonly words: string;
  /** Only products with a variant whose price lies between, minor units, both ends included. */
  readonly priceFrom?: Minor | undefined;
  readonly priceTo?: Minor | undefined;
  /** Only products with a variant that can be had now. */
  readonly inStock?: boolean | undefined;
  /** Where the page before ended; absent: from the beginning. */
  readonly from?: SearchPlace | undefined;
  readonly limit: number;
}

/** A place between two products of what is found, for the page that begins there. */
export interface SearchPlace {
  /** Whether products are found by having all the words or, because none has them all, any of them. */
  readonly having: "all" | "any";
  readonly position: number;
}

/** One page of what was found, the best first. */
export interface FoundProducts {
  /** Of a product with very many variants only the first hundred are here. */
  readonly products: readonly OfferedProduct[];
  /**
   * Where the next page begins; absent when this is the last. A page looks at a part of the catalogue only, so that no
   * search takes long: it may have fewer products than asked for, or none, and yet be followed by more.
   */
  readonly next?: SearchPlace | undefined;
}

/** Finding products by title, brand, category, options and description. */
export interface ProductSearch {
  /** @throws ProblemError `too_busy` when so many search at once that this one would wait too long. */
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
