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
  rules: readonly CategoryFields[] | undefined = [],
): SaidFields {
  if (rules.length === 0) return {};
  const paths = categories.map(({ value }) => stepsOf(value));
  const holding = rules
    .map(({ category, said }) => ({ steps: stepsOf(category), said }))
    .filter(({ steps }) => paths.some((path) => steps.every((step, depth) => path[depth] === step)))
    .toSorted((one, other) => one.steps.length - other.steps.length);
  return Object.assign({}, ...holding.map(({ said }) => said));
}

/** Letter case and spaces are how people write, not what they mean. */
function stepsOf(path: string): readonly string[] {
  return path.split(">").map((step) => step.trim().toLowerCase());
}
