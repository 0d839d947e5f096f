import { and, asc, count, desc, eq, gt, gte, isNull, lt, lte, sql } from "drizzle-orm";
import {
  type Product,
  type SellableVariant,
  unitsAvailable,
  type Variant,
} from "../../src/catalog/product.ts";
import type { ProductStore, ReservationStore } from "../../src/catalog/stores.ts";
import { instant } from "../../src/clock.ts";
import { asId, type ProductId, type VariantId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { nearest } from "../../src/nearest.ts";
import { type DocumentKind, merchantFieldsDocument, productDocument, variantDocument } from "../documents.ts";
import { isSoldOut, products, reservations, variants } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";
import { createProductIndex } from "./product-search.ts";
import { createReservationStore } from "./reservation-store.ts";
import { newRevision } from "./revision.ts";

export type ProductRow = Omit<typeof products.$inferSelect, "createdAt" | "updatedAt">;
type VariantRow = typeof variants.$inferSelect;
export type ReadableVariantRow = Omit<
  VariantRow,
  "position" | "withdrawnAt" | "updatedAt" | "revision" | "earlierPrice" | "repricedAt"
>;

/** Variants kept in memory, some kilobytes each: enough for what sells at a time, too few to matter. */
const MOST_REMEMBERED = 2_000;

/** How many ids on either side of an unknown one are compared with it. */
const IDS_AROUND = 25;
/** At most this many variants of a product, and this many near ids, are named to whoever asked for none of them. */
const MOST_LISTED = 10;
const MOST_SUGGESTED = 3;

/** In an upsert: whether the price is another one. */
const isRepriced = sql`excluded.price <> ${variants.price}`;

/** The catalogue and its reservations over one connection. */
export function createCatalogStore(queries: Queries): ProductStore & ReservationStore {
  return { ...createProductStore(queries), ...createReservationStore(queries) };
}

function createProductStore(queries: Queries): ProductStore {
  const search = createProductIndex(queries);
  const placeholder = sql.placeholder;
  const isListed = isNull(variants.withdrawnAt);

  const isSold = and(eq(variants.id, placeholder("id")), isListed, eq(products.published, true));
  const findSellable = prepared(() =>
    queries
      .select({
        variant: {
          id: variants.id,
          productId: variants.productId,
          price: variants.price,
          earlierPrice: variants.earlierPrice,
          repricedAt: variants.repricedAt,
          stock: variants.stock,
          reserved: variants.reserved,
          backorder: variants.backorder,
          document: variants.document,
        },
        product: {
          id: products.id,
          title: products.title,
          published: products.published,
          merchantFields: products.merchantFields,
          document: products.document,
        },
      })
      .from(variants)
      .innerJoin(products, eq(products.id, variants.productId))
      .where(isSold),
  );
  const findState = prepared(() =>
    queries
      .select({ reserved: variants.reserved, revision: variants.revision })
      .from(variants)
      .where(eq(variants.id, placeholder("id"))),
  );
  /** What was read before. Every look-up asks for three numbers; only a row that changed since is read again. */
  const read = new Map<string, Omit<SellableVariant, "available"> & { readonly revision: number }>();

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
  const idsFrom = prepared(() =>
    queries
      .select({ id: variants.id })
      .from(variants)
      .where(gte(variants.id, placeholder("at")))
      .orderBy(asc(variants.id))
      .limit(IDS_AROUND),
  );
  const idsBefore = prepared(() =>
    queries
      .select({ id: variants.id })
      .from(variants)
      .where(lt(variants.id, placeholder("at")))
      .orderBy(desc(variants.id))
      .limit(IDS_AROUND),
  );
  const findOwner = prepared(() =>
    queries
      .select({ productId: variants.productId, withdrawnAt: variants.withdrawnAt })
      .from(variants)
      .where(eq(variants.id, placeholder("id"))),
  );
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
  // In the words of the partial index, which holds nothing else.
  const soldOut = prepared(() => queries.select({ variants: count() }).from(variants).where(isSoldOut));
  const counts = prepared(() =>
    queries
      .select({
        products: sql<number>`count(distinct ${variants.productId})`,
        variants: count(),
      })
      .from(variants)
      .where(isListed),
  );

  const putProduct = prepared(() =>
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
  const putVariant = prepared(() =>
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
  const touchVariants = prepared(() =>
    queries
      .update(variants)
      .set({ revision: newRevision })
      .where(eq(variants.productId, placeholder("productId"))),
  );
  const withdrawVariant = prepared(() =>
    queries
      .update(variants)
      .set({
        withdrawnAt: sql`${placeholder("now")}`,
        updatedAt: sql`${placeholder("now")}`,
        revision: newRevision,
      })
      .where(and(eq(variants.id, placeholder("id")), isListed)),
  );
  const setFields = prepared(() =>
    queries
      .update(products)
      .set({
        merchantFields: sql`${placeholder("fields")}`,
        updatedAt: sql`${placeholder("now")}`,
      })
      .where(eq(products.id, placeholder("id")))
      .returning({ id: products.id }),
  );

  const settledUnits = prepared(() =>
    queries
      .select({ units: sql<number>`coalesce(sum(${reservations.quantity}), 0)` })
      .from(reservations)
      .where(isSettledBy(placeholder("variantId"), placeholder("countedAt"))),
  );
  const dropSettled = prepared(() =>
    queries.delete(reservations).where(isSettledBy(placeholder("variantId"), placeholder("countedAt"))),
  );
  const freeUnits = prepared(() =>
    queries
      .update(variants)
      .set({ reserved: sql`${variants.reserved} - ${placeholder("units")}` })
      .where(eq(variants.id, placeholder("id"))),
  );

  /** Writes the variants that differ and withdraws those no longer listed. Gives whether there were any. */
  function putVariants(product: Product, stored: readonly VariantRow[], now: number): boolean {
    let changed = false;
    const gone = new Map(stored.map((row) => [row.id, row]));
    for (const [position, variant] of product.variants.entries()) {
      const row = variantRow(variant, product.id, position);
      const before = gone.get(variant.id);
      gone.delete(variant.id);
      if (before && !differs(row, before, { document: variantDocument })) continue;
      putVariant().run({ ...row, now });
      changed = true;
    }
    for (const { id, withdrawnAt } of gone.values()) {
      if (withdrawnAt !== null) continue;
      withdrawVariant().run({ id, now });
      changed = true;
    }
    return changed;
  }

  /** Stops subtracting what the source had been told of when it counted. */
  function settle(stored: readonly VariantRow[], countedAt: number): void {
    for (const { id, reserved } of stored) {
      if (reserved === 0) continue;
      const { units } = settledUnits().get({ variantId: id, countedAt }) ?? { units: 0 };
      if (units === 0) continue;
      dropSettled().run({ variantId: id, countedAt });
      freeUnits().run({ id, units });
    }
  }

  function listedVariants(id: string): VariantRow[] {
    return findVariants()
      .all({ productId: id })
      .filter((row) => row.withdrawnAt === null);
  }

  function withVariants(row: ProductRow): Product | undefined {
    const listed = listedVariants(row.id);
    return listed.length === 0 ? undefined : { ...readProduct(row), variants: listed.map(readVariant) };
  }

  const toId = (row: { readonly id: string }) => asId<VariantId>(row.id);

  function readSellable(id: VariantId): SellableVariant | undefined {
    const state = findState().get({ id });
    if (!state) return undefined;
    const before = read.get(id);
    if (before?.revision === state.revision) {
      return { ...before, available: unitsAvailable(before.variant, state.reserved) };
    }
    const found = findSellable().get({ id });
    if (!found) return undefined;
    const [variant, product] = [readVariant(found.variant), readProduct(found.product)];
    if (read.size >= MOST_REMEMBERED) read.clear();
    const earlierPrice = earlierPriceOf(found.variant);
    read.set(id, { variant, product, earlierPrice, revision: state.revision });
    return { variant, product, earlierPrice, available: unitsAvailable(variant, found.variant.reserved) };
  }

  /** The first `most` of these that are sold. */
  function firstSold(ids: readonly VariantId[], most: number): VariantId[] {
    const sold: VariantId[] = [];
    for (const id of ids) {
      if (sold.length < most && readSellable(id)) sold.push(id);
    }
    return sold;
  }

  return {
    sellable: async (id) => readSellable(id),

    async meantBy(id) {
      const ofProduct = firstSold(findVariants().all({ productId: id }).map(toId), MOST_LISTED);
      if (ofProduct.length > 0) return { isProduct: true, variants: ofProduct };
      // What begins as the id does, all of it or half, in its own letter case and in lower case.
      const beginnings = [id, id.toLowerCase()].flatMap((each) => [each, each.slice(0, each.length / 2)]);
      const around = new Set(
        beginnings.flatMap((at) => [...idsFrom().all({ at }), ...idsBefore().all({ at })].map(toId)),
      );
      return { isProduct: false, variants: firstSold(nearest(id, around), MOST_SUGGESTED) };
    },

    async put(product, now, countedAt) {
      const stored = findProduct().get({ id: product.id });
      const storedVariants = stored ? findVariants().all({ productId: product.id }) : [];
      const row = productRow(product, stored?.merchantFields);
      const productChanged =
        !stored ||
        differs(row, stored, { document: productDocument, merchantFields: merchantFieldsDocument });
      if (productChanged) putProduct().run({ ...row, now });
      const variantsChanged = putVariants(product, storedVariants, now);
      if (productChanged) touchVariants().run({ productId: product.id });
      if (productChanged || variantsChanged) search.put(product);
      if (countedAt !== undefined) settle(storedVariants, countedAt);
      if (storedVariants.every((variant) => variant.withdrawnAt !== null)) return "added";
      return productChanged || variantsChanged ? "changed" : "unchanged";
    },

    async withdraw(id, now) {
      const listed = listedVariants(id);
      for (const variant of listed) withdrawVariant().run({ id: variant.id, now });
      search.remove(id);
      return listed.length > 0;
    },

    async setMerchantFields(id, fields, now) {
      touchVariants().run({ productId: id });
      return setFields().all({ id, fields: merchantFieldsDocument.write(fields), now }).length > 0;
    },

    async said(id) {
      const row = findProduct().get({ id });
      return row && readProduct(row);
    },

    async product(id) {
      const row = findProduct().get({ id });
      return row && withVariants(row);
    },

    async page(after, limit) {
      return pageOfProducts()
        .all({ after: after ?? "", limit })
        .flatMap((row) => withVariants(row) ?? []);
    },

    async titles(after, limit) {
      return pageOfTitles()
        .all({ after: after ?? "", limit })
        .map(({ id, title }) => ({ id: asId<ProductId>(id), title }));
    },

    async storedVariants(id) {
      const rows = findVariants().all({ productId: id });
      return rows.map(readVariant).toSorted((one, other) => (one.id < other.id ? -1 : 1));
    },

    async variantOwner(id) {
      const row = findOwner().get({ id });
      return row && { productId: asId<ProductId>(row.productId), isListed: row.withdrawnAt === null };
    },

    async count() {
      return counts().get() ?? { products: 0, variants: 0 };
    },
    async countSoldOut() {
      return soldOut().get()?.variants ?? 0;
    },
  };
}

/** Sold units the source had been told of when it counted. */
function isSettledBy(variantId: ReturnType<typeof sql.placeholder>, countedAt: typeof variantId) {
  return and(
    eq(reservations.variantId, variantId),
    eq(reservations.sold, true),
    lte(reservations.acknowledgedAt, countedAt),
  );
}

function productRow(product: Product, storedFields = merchantFieldsDocument.write({})) {
  const { id, title, published, merchantFields, variants: _, ...document } = product;
  return {
    id,
    title,
    published,
    document: productDocument.write(document),
    merchantFields: merchantFields ? merchantFieldsDocument.write(merchantFields) : storedFields,
  };
}

function variantRow(variant: Variant, productId: ProductId, position: number) {
  const { id, productId: _, price, stock, backorder, ...document } = variant;
  return {
    id,
    productId,
    position,
    price,
    stock,
    backorder,
    withdrawnAt: null,
    document: variantDocument.write(document),
  };
}

/**
 * Whether writing `wanted` would change what is stored.
 *
 * @param documents the kinds of those columns that hold one. Two formats may say the same in another order, and an
 *   earlier program in another shape.
 */
function differs<Row extends Readonly<Record<string, unknown>>>(
  wanted: Row,
  stored: { readonly [Column in keyof Row]: unknown },
  documents: Readonly<Record<string, DocumentKind<object>>>,
): boolean {
  return Object.keys(wanted).some((column) => {
    const [one, other] = [wanted[column], stored[column]];
    if (one === other) return false;
    const kind = documents[column];
    if (kind === undefined || typeof one !== "string" || typeof other !== "string") return true;
    return !Bun.deepEquals(kind.read(one), kind.read(other));
  });
}

function earlierPriceOf({
  earlierPrice,
  repricedAt,
}: Pick<VariantRow, "earlierPrice" | "repricedAt">): SellableVariant["earlierPrice"] {
  return earlierPrice === null || repricedAt === null
    ? undefined
    : { price: minor(earlierPrice), until: instant(repricedAt) };
}

/** A product as its row holds it, without its variants. */
export function readProduct(row: ProductRow): Omit<Product, "variants"> {
  return {
    id: asId<ProductId>(row.id),
    title: row.title,
    published: row.published,
    merchantFields: merchantFieldsDocument.read(row.merchantFields),
    ...productDocument.read(row.document),
  };
}

/** A variant as its row holds it; what is reserved of it stays in the row. */
export function readVariant(row: ReadableVariantRow): Variant {
  return {
    id: asId<VariantId>(row.id),
    productId: asId<ProductId>(row.productId),
    price: minor(row.price),
    stock: row.stock,
    backorder: row.backorder,
    ...variantDocument.read(row.document),
  };
}
