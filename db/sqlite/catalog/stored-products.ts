import { asc, eq, sql } from "drizzle-orm";
import { products, variants } from "../../schema.ts";
import type { Queries } from "../database.ts";
import { prepared } from "../prepared.ts";
import type { ProductRow, VariantRow } from "./rows.ts";

const { placeholder } = sql;

/** The rows of one product and of its variants, by the product's id. */
export interface StoredProducts {
  product(id: string): ProductRow | undefined;
  /** All that were ever stored with it, in the order it lists them. */
  variants(id: string): VariantRow[];
  /** Those it lists still. */
  listedVariants(id: string): VariantRow[];
}

/** Reads the rows of products over one connection. */
export function createStoredProducts(queries: Queries): StoredProducts {
  const findProduct = prepared(() =>
    queries
      .select()
      .from(products)
      .where(eq(products.id, placeholder("id"))),
  );
  const findVariants = prepared(() =>
    queries
      .select()
      .from(variants)
      .where(eq(variants.productId, placeholder("productId")))
      .orderBy(asc(variants.position)),
  );
  const allVariants = (productId: string): VariantRow[] => findVariants().all({ productId });
  return {
    product: (id) => findProduct().get({ id }),
    variants: allVariants,
    listedVariants: (id) => allVariants(id).filter((row) => row.withdrawnAt === null),
  };
}
