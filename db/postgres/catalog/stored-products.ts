import { asc, eq, sql } from "drizzle-orm";
import type { ProductRow, VariantRow } from "../../sqlite/catalog/rows.ts";
import { prepared } from "../prepared.ts";
import type { Queries } from "../queries.ts";
import { products, variants } from "../schema.ts";

const { placeholder } = sql;

/** The rows of one product and of its variants, by the product's id. */
export interface StoredProducts {
  product(id: string): Promise<ProductRow | undefined>;
  /** All that were ever stored with it, in the order it lists them. */
  variants(id: string): Promise<VariantRow[]>;
  /** Those it lists still. */
  listedVariants(id: string): Promise<VariantRow[]>;
}

/** Reads the rows of products over one connection. */
export function createStoredProducts(queries: Queries): StoredProducts {
  const findProductQuery = () =>
    queries
      .select()
      .from(products)
      .where(eq(products.id, placeholder("id")));
  const findProduct = prepared(() =>
    queries.isLocking ? findProductQuery().for("no key update") : findProductQuery(),
  );
  const findVariantsQuery = () =>
    queries
      .select()
      .from(variants)
      .where(eq(variants.productId, placeholder("productId")))
      .orderBy(asc(variants.position));
  const findVariants = prepared(() =>
    queries.isLocking ? findVariantsQuery().for("no key update") : findVariantsQuery(),
  );
  const allVariants = (productId: string) => findVariants().all({ productId });
  return {
    product: (id) => findProduct().get({ id }),
    variants: allVariants,
    listedVariants: async (id) => (await allVariants(id)).filter((row) => row.withdrawnAt === null),
  };
}
