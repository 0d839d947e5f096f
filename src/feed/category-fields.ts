import { rulesOfCategories } from "../catalog/category-rules.ts";
import type { Category } from "../catalog/product.ts";
import type { SaidFields } from "./fields.ts";

/** What the merchant says of every product in a category and in those below it, from shop.toml. */
export interface CategoryFields {
  /** A path of the merchant's or Google's taxonomy: `Clothing > Shirts`. */
  readonly category: string;
  readonly said: SaidFields;
}

/**
 * What is said of a product by the categories it is in. Where several say something of one field, the deeper category
 * is the closer one.
 */
export function saidByCategory(
  categories: readonly Category[],
  rules: readonly CategoryFields[] = [],
): SaidFields {
  return Object.assign({}, ...rulesOfCategories(categories, rules).map(({ said }) => said));
}
