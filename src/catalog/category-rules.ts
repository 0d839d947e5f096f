import type { Category } from "./product.ts";

/**
 * Which rules hold for a product by the categories it is in: those of a category and of every one above it. The deeper
 * category's rule is the closer one, and comes last.
 *
 * @param rules each with a path of the merchant's or Google's taxonomy: `Clothing > Shirts`.
 */
export function rulesOfCategories<Rule extends { readonly category: string }>(
  categories: readonly Category[],
  rules: readonly Rule[],
): readonly Rule[] {
  if (rules.length === 0) return [];
  const paths = categories.map(({ value }) => stepsOf(value));
  return rules
    .map((rule) => ({ rule, steps: stepsOf(rule.category) }))
    .filter(({ steps }) => paths.some((path) => steps.every((step, depth) => path[depth] === step)))
    .toSorted((one, other) => one.steps.length - other.steps.length)
    .map(({ rule }) => rule);
}

/** Letter case and spaces are how people write, not what they mean. */
function stepsOf(path: string): readonly string[] {
  return path.split(">").map((step) => step.trim().toLowerCase());
}
