import { and, eq, isNull, sql } from "drizzle-orm";
import type { Product } from "../../../src/catalog/product.ts";
import type { ProductWriter } from "../../../src/catalog/stores.ts";
import { asId, type VariantId } from "../../../src/ids.ts";
import { merchantFieldsDocument, productDocument, variantDocument } from "../../documents.ts";
import { products, variants } from "../../schema.ts";
import type { Queries } from "../database.ts";
import { prepared } from "../prepared.ts";
import { createProductIndex } from "../product-index.ts";
import { newRevision } from "../revision.ts";
import { differs, productRow, type VariantRow, variantRow } from "./rows.ts";
import { createSettledSales } from "./settled-sales.ts";
import type { StoredProducts } from "./stored-products.ts";

const { placeholder } = sql;

/** In an upsert: whether the price is another one. */
const isRepriced = sql`excluded.price <> ${variants.price}`;

/** Writes whole products, as imports bring them, and what the merchant says of them. Only in a write job. */
export function createProductWriter(queries: Queries, stored: StoredProducts): ProductWriter {
  const index = createProductIndex(queries);
  const settledSales = createSettledSales(queries);
  const write = productWrites(queries);
  const writeVariant = variantWrites(queries);

  /** Writes the variants that differ and withdraws those no longer listed. Gives whether there were any. */
  function putVariants(product: Product, storedVariants: readonly VariantRow[], now: number): boolean {
    let changed = false;
    const gone = new Map(storedVariants.map((row) => [row.id, row]));
    for (const [position, variant] of product.variants.entries()) {
      const row = variantRow(variant, product.id, position);
      const before = gone.get(variant.id);
      gone.delete(variant.id);
      if (before && !differs(row, before, { document: variantDocument })) continue;
      writeVariant.put().run({ ...row, now });
      changed = true;
    }
    for (const { id, withdrawnAt } of gone.values()) {
      if (withdrawnAt !== null) continue;
      writeVariant.withdraw().run({ id, now });
      changed = true;
    }
    return changed;
  }

  return {
    async put(product, now, countedAt, countedHere) {
      const before = stored.product(product.id);
      const storedVariants = before ? stored.variants(product.id) : [];
      const row = productRow(product, before?.merchantFields);
      const productChanged =
        !before ||
        differs(row, before, { document: productDocument, merchantFields: merchantFieldsDocument });
      if (productChanged) write.put().run({ ...row, now });
      const variantsChanged = putVariants(product, storedVariants, now);
      if (productChanged) writeVariant.touchAll().run({ productId: product.id });
      const isListed = product.variants.length > 0;
      if (!isListed) index.remove(product.id);
      else if (productChanged || variantsChanged) index.put(product);
      if (countedAt !== undefined) {
        const counted = storedVariants.filter(({ id }) => !countedHere?.has(asId<VariantId>(id)));
        settledSales.drop(counted, countedAt);
      }
      if (isListed && storedVariants.every((variant) => variant.withdrawnAt !== null)) return "added";
      return productChanged || variantsChanged ? "changed" : "unchanged";
    },

    async withdraw(id, now) {
      const listed = stored.listedVariants(id);
      for (const variant of listed) writeVariant.withdraw().run({ id: variant.id, now });
      index.remove(id);
      return listed.length > 0;
    },
  };
}

/** The statements that change a product's row. */
function productWrites(queries: Queries) {
  const put = prepared(() =>
    queries
      .insert(products)
      .values({
        id: placeholder("id"),
        title: placeholder("title"),
        published: placeholder("published"),
        document: placeholder("document"),
        merchantFields: placeholder("merchantFields"),
        createdAt: placeholder("now"),
        updatedAt: placeholder("now"),
      })
      .onConflictDoUpdate({
        target: products.id,
        set: {
          title: sql`excluded.title`,
          published: sql`excluded.published`,
          document: sql`excluded.document`,
          merchantFields: sql`excluded.merchant_fields`,
          updatedAt: sql`excluded.updated_at`,
        },
      }),
  );
  return { put };
}

/** The statements that change variants' rows. */
function variantWrites(queries: Queries) {
  const put = prepared(() =>
    queries
      .insert(variants)
      .values({
        id: placeholder("id"),
        productId: placeholder("productId"),
        position: placeholder("position"),
        price: placeholder("price"),
        stock: placeholder("stock"),
        backorder: placeholder("backorder"),
        withdrawnAt: null,
        document: placeholder("document"),
        updatedAt: placeholder("now"),
        revision: newRevision,
      })
      .onConflictDoUpdate({
        target: variants.id,
        // Never `reserved`: what was promised here is not the source's to say.
        set: {
          productId: sql`excluded.product_id`,
          position: sql`excluded.position`,
          price: sql`excluded.price`,
          earlierPrice: sql`case when ${isRepriced} then ${variants.price} else ${variants.earlierPrice} end`,
          repricedAt: sql`case when ${isRepriced} then excluded.updated_at else ${variants.repricedAt} end`,
          stock: sql`excluded.stock`,
          backorder: sql`excluded.backorder`,
          withdrawnAt: null,
          document: sql`excluded.document`,
          updatedAt: sql`excluded.updated_at`,
          revision: newRevision,
        },
      }),
  );
  /** What a product says is also its variants': who remembers one must read it again. */
  const touchAll = prepared(() =>
    queries
      .update(variants)
      .set({ revision: newRevision })
      .where(eq(variants.productId, placeholder("productId"))),
  );
  const withdraw = prepared(() =>
    queries
      .update(variants)
      .set({
        withdrawnAt: sql`${placeholder("now")}`,
        updatedAt: sql`${placeholder("now")}`,
        revision: newRevision,
      })
      .where(and(eq(variants.id, placeholder("id")), isNull(variants.withdrawnAt))),
  );
  return { put, touchAll, withdraw };
}
