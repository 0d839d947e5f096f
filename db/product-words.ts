import type { Product } from "../src/catalog/product.ts";

/** Longer descriptions are indexed this far: what follows seldom says what the product is. */
const INDEXED_DESCRIPTION = 4000;

/** The words of a product by what they say of it, for full-text search. */
export interface ProductWords {
  readonly title: string;
  readonly brand: string;
  readonly category: string;
  readonly options: string;
  readonly description: string;
}

/** The words that a product is found by. */
export function productWords(product: Product): ProductWords {
  return {
    title: product.title,
    brand: product.brand ?? "",
    category: [...product.categories.map((category) => category.value), ...product.tags].join(" "),
    options: product.variants
      .flatMap((variant) => [
        variant.title,
        variant.sku ?? "",
        ...variant.options.map((option) => option.value),
      ])
      .join(" "),
    description: descriptionOf(product).slice(0, INDEXED_DESCRIPTION),
  };
}

function descriptionOf({ description }: Product): string {
  return description?.plain ?? description?.markdown ?? description?.html?.replace(/<[^>]*>/g, " ") ?? "";
}
