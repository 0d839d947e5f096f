import type { VariantReader } from "../catalog/stores.ts";
import type { VariantId } from "../ids.ts";

/** Says, as a clause, that nothing is sold under an id, and which one was meant as far as the catalogue can tell. */
export async function unknownItem(catalog: VariantReader, id: VariantId): Promise<string> {
  const { isProduct, variants } = await catalog.meantBy(id);
  const named = variants.map((variant) => `“${variant}”`).join(", ");
  if (isProduct) return `“${id}” is a product; ask for one of its variants: ${named}`;
  return variants.length > 0
    ? `no item “${id}” is sold here; did you mean ${variants.length > 1 ? "one of " : ""}${named}?`
    : `no item “${id}” is sold here; use ids that a search here or our product feed gives`;
}
