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

/**
 * The words of a text as full-text search takes them, each quoted so that no operator of its language gets through:
 * every word must appear, or start a word that does. `undefined` when the text has none.
 */
export function matchAll(text: string): string | undefined {
  return expression(text, " AND ");
}

/** As {@link matchAll}, but one word is enough: for when nothing has them all. */
export function matchAny(text: string): string | undefined {
  return expression(text, " OR ");
}

function expression(text: string, operator: string): string | undefined {
  const words = text.match(/[\p{L}\p{N}]+/gu)?.slice(0, MOST_WORDS) ?? [];
  return words.length === 0 ? undefined : words.map((word) => `"${word}"*`).join(operator);
}
