import type { ProductId, VariantId } from "../../ids.ts";
import type { Product } from "../product.ts";
import type { ProductStore } from "../stores.ts";

/** A variant that the file lists with one product and that is stored with another, which still lists it. */
export interface MovedId {
  readonly variantId: VariantId;
  readonly from: ProductId;
}

/** The variants of a product that are stored with another. One that the other no longer lists is free to be had. */
export async function movedIds(
  product: Product,
  catalog: Pick<ProductStore, "variantOwner">,
): Promise<readonly MovedId[]> {
  const moved: MovedId[] = [];
  for (const { id } of product.variants) {
    const owner = await catalog.variantOwner(id);
    if (owner?.isListed && owner.productId !== product.id)
      moved.push({ variantId: id, from: owner.productId });
  }
  return moved;
}
