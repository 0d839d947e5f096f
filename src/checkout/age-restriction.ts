import { rulesOfCategories } from "../catalog/category-rules.ts";
import { ageRestrictionOf, type Product } from "../catalog/product.ts";

/** From which age in years products are sold that do not say so themselves, from shop.toml. */
export interface AgeRules {
  /** What holds where no category says anything; absent: anybody may buy. */
  readonly everything?: number | undefined;
  readonly byCategory: readonly CategoryAge[];
}

/** What holds for the products of a category and of those below it. */
export interface CategoryAge {
  readonly category: string;
  readonly age: number;
}

/**
 * Tells the least age in years that each product is sold at, from all that may say so: the product, else its categories,
 * else what holds for everything.
 */
export function ageRestrictions({
  everything,
  byCategory,
}: AgeRules): (product: Pick<Product, "merchantFields" | "attributes" | "categories">) => number | undefined {
  return (product) =>
    ageRestrictionOf(product) ?? rulesOfCategories(product.categories, byCategory).at(-1)?.age ?? everything;
}
