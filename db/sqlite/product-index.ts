import { eq, sql } from "drizzle-orm";
import type { Product } from "../../src/catalog/product.ts";
import type { ProductId } from "../../src/ids.ts";
import { productWords } from "../product-words.ts";
import { productTexts } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

/** Keeps the words of products where search finds them. In a write job, with the product itself. */
export function createProductIndex(queries: Queries): {
  put(product: Product): void;
  remove(id: ProductId): void;
} {
  const put = prepared(() =>
    queries
      .insert(productTexts)
      .values({
        productId: sql.placeholder("productId"),
        title: sql.placeholder("title"),
        brand: sql.placeholder("brand"),
        category: sql.placeholder("category"),
        options: sql.placeholder("options"),
        description: sql.placeholder("description"),
      })
      .onConflictDoUpdate({
        target: productTexts.productId,
        set: {
          title: sql`excluded.title`,
          brand: sql`excluded.brand`,
          category: sql`excluded.category`,
          options: sql`excluded.options`,
          description: sql`excluded.description`,
        },
      }),
  );
  const remove = prepared(() =>
    queries.delete(productTexts).where(eq(productTexts.productId, sql.placeholder("productId"))),
  );
  return {
    put(product) {
      put().run({ productId: product.id, ...productWords(product) });
    },
    remove(id) {
      remove().run({ productId: id });
    },
  };
}
