import { explainCatalogRefusal } from "../catalog/editing/catalog-refusal.ts";
import { type EditContext, editProduct, type ProductEdit } from "../catalog/editing/edit-product.ts";
import { productInShop } from "../catalog/editing/owned-product.ts";
import type { Product } from "../catalog/product.ts";
import type { ProductId } from "../ids.ts";
import { minor } from "../money.ts";
import type { AdminServices } from "./services.ts";

/** What can be done with several products at once. */
export const productChanges = ["hide", "show", "delete", "reprice"] as const;

/** What is to be done with each. */
export type ProductsChange =
  | { readonly do: Exclude<(typeof productChanges)[number], "reprice"> }
  /** By so many percent more, or less: above -100, up to 1,000, and not 0. */
  | { readonly do: "reprice"; readonly percent: number };

/** A product that is meant, and under which version it was seen; absent where nobody looked. */
export interface SeenProduct {
  readonly id: ProductId;
  readonly version?: string | undefined;
}

/** What became of one of them; `refused` says why nothing did. */
export interface ChangedProduct {
  readonly id: ProductId;
  readonly refused?: string | undefined;
}

/** Whether prices can be changed by so many percent. */
export function isPercentOfPrices(percent: number): boolean {
  return Number.isFinite(percent) && percent > -100 && percent <= 1000 && percent !== 0;
}

/** Changes each of some products in a job of its own: what is refused of one keeps no other. */
export async function changeProducts(
  { write }: Pick<AdminServices, "write">,
  products: readonly SeenProduct[],
  change: ProductsChange,
  context: EditContext,
): Promise<readonly ChangedProduct[]> {
  const changed: ChangedProduct[] = [];
  for (const { id, version } of products) {
    const done = await write(async (stores) => {
      const found = await productInShop(stores.catalog, id);
      const edit = found ? editOf(found.product, change) : { product: [], variants: [] };
      return editProduct(stores, id, { ...edit, version }, context);
    });
    changed.push({ id, refused: done.ok ? undefined : explainCatalogRefusal(done.refusal) });
  }
  return changed;
}

function editOf({ variants }: Product, change: ProductsChange): Pick<ProductEdit, "product" | "variants"> {
  switch (change.do) {
    case "hide":
    case "show":
      return { product: [{ field: "published", value: change.do === "show" }], variants: [] };
    case "delete":
      return { product: [{ field: "listed", value: false }], variants: [] };
    case "reprice":
      return {
        product: [],
        variants: variants.map(({ id, price }) => ({
          id,
          changes: [{ field: "price", value: minor(Math.round((price * (100 + change.percent)) / 100)) }],
        })),
      };
  }
}
