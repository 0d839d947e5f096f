import { asId, type ProductId, type VariantId } from "../ids.ts";
import type { OfferedProduct } from "./product.ts";
import type { ProductReader, VariantReader } from "./stores.ts";

/** Products that ids of products or variants lead to, each once, and to which of them each id leads. Plain JSON. */
export interface ProductsOfIds {
  readonly products: readonly OfferedProduct[];
  /** Ids that lead nowhere are left out. */
  readonly found: readonly { readonly id: string; readonly product: ProductId }[];
}

/** Finding the products that ids stand for, apart from what sells: there can be many, with many variants each. */
export interface ProductLookup {
  /**
   * @param ids of published products, or of their variants.
   * @throws ProblemError `too_busy` when so many ask at once that this one would wait too long.
   */
  productsOf(ids: readonly string[]): Promise<ProductsOfIds>;
}

/** Looks products up in a catalogue, on the thread that calls. */
export function createProductLookup(
  catalog: Pick<VariantReader, "sellable"> & Pick<ProductReader, "offered">,
): ProductLookup {
  return {
    async productsOf(ids) {
      const products = new Map<ProductId, OfferedProduct>();
      const found: { readonly id: string; readonly product: ProductId }[] = [];
      for (const id of new Set(ids)) {
        const variant = await catalog.sellable(asId<VariantId>(id));
        const product = variant?.product.id ?? asId<ProductId>(id);
        const offered = products.get(product) ?? (await catalog.offered(product));
        if (!offered) continue;
        products.set(product, offered);
        found.push({ id, product });
      }
      return { products: [...products.values()], found };
    },
  };
}
