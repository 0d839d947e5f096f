import type { ProductId, VariantId } from "../../ids.ts";
import type { Product } from "../product.ts";
import type { ProductStore } from "../stores.ts";

/** A variant that the file lists with one product and that is stored with another, which still lists it. */
export interface MovedId {
  readonly variantId: VariantId;
  readonly from: ProductId;
}

/**
 * The variants of a product that are stored with another. One that the other no longer lists is free to be had, unless the
 * other was made here and may list it again.
 */
export async function movedIds(
  product: Product,
  catalog: Pick<ProductStore, "variantOwners">,
  madeHere: ReadonlySet<ProductId>,
): Promise<readonly MovedId[]> {
  const moved: MovedId[] = [];
  const owners = await catalog.variantOwners(product.variants.map(({ id }) => id));
  for (const { id } of product.variants) {
    const owner = owners.get(id);
    if (owner === undefined || owner.productId === product.id) continue;
    if (owner.isListed || madeHere.has(owner.productId)) moved.push({ variantId: id, from: owner.productId });
  }
  return moved;
}
