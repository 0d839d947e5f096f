import { CryptoHasher } from "bun";
import type { ProductId, VariantId } from "../../ids.ts";
import type { Product } from "../product.ts";
import type { ProductStore, StoredVariant } from "../stores.ts";
import { mergeOverrides } from "./merge-overrides.ts";
import type { Override } from "./override.ts";

/** A product with whose each of its values is. */
export interface ProductInShop {
  /** As it is sold; without variants where it was deleted here. */
  readonly product: Product;
  /** As its source says; for one that was made here, as it was made. */
  readonly source: Product;
  readonly overrides: readonly Override[];
  readonly madeHere: boolean;
  /** What is kept of its variants' stock, also of those that are not listed. */
  readonly stored: ReadonlyMap<VariantId, StoredVariant>;
  /** Another one after every change but of its stock: who changes what they saw under one sees the same. */
  readonly version: string;
}

/** What is read of the catalogue to know whose a product's values are. */
export type OwnershipReads = Pick<
  ProductStore,
  "product" | "overridesOf" | "storedVariants" | "sourceOf" | "isMadeHere"
>;

/** Reads a product, also one that was deleted here; `undefined` for one that is not known or that its source withdrew. */
export async function productInShop(
  catalog: OwnershipReads,
  id: ProductId,
): Promise<ProductInShop | undefined> {
  const stored = new Map((await catalog.storedVariants(id)).map((variant) => [variant.id, variant]));
  const overrides = await catalog.overridesOf([id], [...stored.keys()]);
  const listed = await catalog.product(id);
  const source = (overrides.length > 0 ? await catalog.sourceOf(id) : undefined) ?? listed;
  if (!source) return undefined;
  const isDeleted = overrides.some(({ change }) => change.field === "listed" && change.value === false);
  if (!listed && !isDeleted) return undefined;
  const product = listed ?? mergeOverrides(source, overrides);
  const madeHere = await catalog.isMadeHere(id);
  return { product, source, overrides, madeHere, stored, version: productVersionOf(product, overrides) };
}

/** What is the same for two who see the same, however the stock moved meanwhile. */
export function productVersionOf(product: Product, overrides: readonly Override[]): string {
  const values = {
    ...product,
    variants: product.variants.map(({ stock: _, ...variant }) => variant),
    changed: overrides.map(({ of, id, change: { field } }) => [of, id, field]).toSorted(),
  };
  return new CryptoHasher("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16);
}
