import { and, asc, count, eq, gt, isNull, sql } from "drizzle-orm";
import type { Product } from "../../../src/catalog/product.ts";
import type { ProductReader } from "../../../src/catalog/stores.ts";
import { asId, type ProductId, type VariantId } from "../../../src/ids.ts";
import { isLow, products, unitsLeft, variants } from "../../schema.ts";
import type { Queries } from "../database.ts";
import { prepared } from "../prepared.ts";
import { type ProductRow, readChoice, readOffer, readOwner, readProduct, readVariant } from "./rows.ts";
import type { StoredProducts } from "./stored-products.ts";

const { placeholder } = sql;
const isListed = isNull(variants.withdrawnAt);

/** Reads whole products, for exports, feeds and the dashboard. */
export function createProductReader(queries: Queries, stored: StoredProducts): ProductReader {
  return {
    ...createOneProductReader(stored),
    ...createIdReader(queries),
    ...createPageReader(queries, stored),
    ...createProductCounts(queries),
  };
}

function createOneProductReader(
  stored: StoredProducts,
): Pick<ProductReader, "said" | "product" | "offered" | "storedVariants"> {
  return {
    async said(id) {
      const row = stored.product(id);
      return row && readProduct(row);
    },

    async product(id) {
      const row = stored.product(id);
      return row && withVariants(row, stored);
    },

    async offered(id) {
      const row = stored.product(id);
      const listed = row?.published ? stored.listedVariants(id) : [];
      return row && listed.length > 0
        ? { product: readProduct(row), offers: listed.map(readOffer) }
        : undefined;
    },

    async storedVariants(id) {
      const rows = stored.variants(id);
      return rows
        .map((row) => ({ ...readVariant(row), reserved: row.reserved }))
        .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    },
  };
}

/** Finds which ids are taken, and for what. */
function createIdReader(
  queries: Queries,
): Pick<ProductReader, "storedChoices" | "variantOwner" | "variantOwners"> {
  const among = (column: typeof variants.id | typeof variants.productId) =>
    sql`${column} in (select value from json_each(${placeholder("ids")}))`;
  const findChoices = prepared(() =>
    queries
      .select({ id: variants.id, productId: variants.productId, document: variants.document })
      .from(variants)
      .where(among(variants.productId))
      .orderBy(asc(variants.id)),
  );
  const owner = { id: variants.id, productId: variants.productId, withdrawnAt: variants.withdrawnAt };
  const findOwner = prepared(() =>
    queries
      .select(owner)
      .from(variants)
      .where(eq(variants.id, placeholder("id"))),
  );
  const findOwners = prepared(() => queries.select(owner).from(variants).where(among(variants.id)));
  return {
    async storedChoices(ids) {
      const rows = findChoices().all({ ids: JSON.stringify(ids) });
      return rows.map(readChoice);
    },

    async variantOwner(id) {
      const row = findOwner().get({ id });
      return row && readOwner(row);
    },

    async variantOwners(ids) {
      if (ids.length === 0) return new Map();
      const rows = findOwners().all({ ids: JSON.stringify(ids) });
      return new Map(rows.map((row) => [asId<VariantId>(row.id), readOwner(row)]));
    },
  };
}

function createPageReader(queries: Queries, stored: StoredProducts): Pick<ProductReader, "page" | "titles"> {
  const isListedProduct = and(
    gt(products.id, placeholder("after")),
    sql`exists (select 1 from ${variants} where ${variants.productId} = ${products.id} and ${isListed})`,
  );
  const pageOfProducts = prepared(() =>
    queries
      .select()
      .from(products)
      .where(isListedProduct)
      .orderBy(asc(products.id))
      .limit(placeholder("limit")),
  );
  const pageOfTitles = prepared(() =>
    queries
      .select({ id: products.id, title: products.title })
      .from(products)
      .where(isListedProduct)
      .orderBy(asc(products.id))
      .limit(placeholder("limit")),
  );
  return {
    async page(after, limit) {
      return pageOfProducts()
        .all({ after: after ?? "", limit })
        .flatMap((row) => withVariants(row, stored) ?? []);
    },

    async titles(after, limit) {
      return pageOfTitles()
        .all({ after: after ?? "", limit })
        .map(({ id, title }) => ({ id: asId<ProductId>(id), title }));
    },
  };
}

function createProductCounts(queries: Queries): Pick<ProductReader, "count" | "countLowStock"> {
  // In the words of the partial index, which holds nothing else.
  const low = prepared(() =>
    queries
      .select({ variants: count() })
      .from(variants)
      .where(and(isLow, sql`${unitsLeft} <= ${placeholder("most")}`)),
  );
  const counts = prepared(() =>
    queries
      .select({
        products: sql<number>`count(distinct ${variants.productId})`,
        variants: count(),
      })
      .from(variants)
      .where(isListed),
  );
  return {
    async count() {
      return counts().get() ?? { products: 0, variants: 0 };
    },
    async countLowStock(most) {
      return low().get({ most })?.variants ?? 0;
    },
  };
}

function withVariants(row: ProductRow, stored: StoredProducts): Product | undefined {
  const listed = stored.listedVariants(row.id);
  return listed.length === 0 ? undefined : { ...readProduct(row), variants: listed.map(readVariant) };
}
