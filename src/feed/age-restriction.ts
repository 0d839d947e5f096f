import { ageRestrictionOf, type Product } from "../catalog/product.ts";
import { saidByCategory } from "./category-fields.ts";
import type { FeedSettings } from "./terms.ts";

/**
 * Tells the least age in years that each product is sold at, from all that may say so: the product, else its categories,
 * else what holds for all (`age_restriction` in `[feed]`). Checkout asks it, too, so that it sells what feeds offer.
 */
export function ageRestrictions({
  defaults,
  byCategory = [],
}: Pick<FeedSettings, "defaults" | "byCategory">): (
  product: Pick<Product, "merchantFields" | "attributes" | "categories">,
) => number | undefined {
  const rules = byCategory.filter(({ said }) => said.age_restriction !== undefined);
  return (product) =>
    ageRestrictionOf(product) ??
    saidByCategory(product.categories, rules).age_restriction ??
    defaults.age_restriction;
}
