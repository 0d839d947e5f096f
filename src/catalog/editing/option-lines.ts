import type { VariantOption } from "../product.ts";

/** As many ways to combine options as a person looks through. */
const MOST_VARIANTS = 100;

/** What lines of options come to: every combination, in their order; none where there are no lines. */
export type OptionsRead =
  | { readonly ok: true; readonly combinations: readonly (readonly VariantOption[])[] }
  | { readonly ok: false; readonly reason: string };

/** Reads what a product comes in, an option a line: `Size: Small, Medium, Large`. */
export function readOptionLines(text: string): OptionsRead {
  const options: { readonly name: string; readonly values: readonly string[] }[] = [];
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const [, name = "", list = ""] = /^\s*([^:]{1,100}?)\s*:(.*)$/.exec(line) ?? [];
    const values = [...new Set(list.split(",").map((value) => value.trim()))].filter((value) => value !== "");
    if (name === "" || values.length === 0)
      return {
        ok: false,
        reason: `${JSON.stringify(line.trim())} is no option with its values, like Size: Small, Large.`,
      };
    if (options.some((option) => option.name.toLowerCase() === name.toLowerCase()))
      return { ok: false, reason: `${name} is there twice: write all of its values in one line.` };
    options.push({ name, values });
  }
  if (options.length === 0) return { ok: true, combinations: [] };
  const combinations = options.reduce<readonly (readonly VariantOption[])[]>(
    (before, { name, values }) =>
      before.length > MOST_VARIANTS
        ? before
        : before.flatMap((each) => values.map((value) => [...each, { name, value }])),
    [[]],
  );
  return combinations.length > MOST_VARIANTS
    ? {
        ok: false,
        reason: `These are more than ${MOST_VARIANTS} variants: leave some values out, and add them later.`,
      }
    : { ok: true, combinations };
}
