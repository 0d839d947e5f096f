import { and, asc, desc, eq, gte, isNull, lt, sql } from "drizzle-orm";
import { type SellableVariant, unitsAvailable } from "../../../src/catalog/product.ts";
import type { VariantReader } from "../../../src/catalog/stores.ts";
import { asId, type VariantId } from "../../../src/ids.ts";
import { nearest } from "../../../src/nearest.ts";
import { earlierPriceOf, readProduct, readVariant } from "../../sqlite/catalog/rows.ts";
import { prepared } from "../prepared.ts";
import type { Queries } from "../queries.ts";
import { products, variants } from "../schema.ts";

/** Variants kept in memory, some kilobytes each: enough for what sells at a time, too few to matter. */
const MOST_REMEMBERED = 2_000;

/** How many ids on either side of an unknown one are compared with it. */
const IDS_AROUND = 25;
/** At most this many variants of a product, and this many near ids, are named to whoever asked for none of them. */
const MOST_LISTED = 10;
const MOST_SUGGESTED = 3;

/** Looks up what is sold, and what an id that is not sold may have meant. */
export function createVariantReader(queries: Queries): VariantReader {
  const readSellable = createSellableReader(queries);
  return { sellable: readSellable, meantBy: createGuess(queries, readSellable) };
}

type ReadSellable = (id: VariantId) => Promise<SellableVariant | undefined>;

function createSellableReader(queries: Queries): ReadSellable {
  const { placeholder } = sql;
  const isSold = and(
    eq(variants.id, placeholder("id")),
    isNull(variants.withdrawnAt),
    eq(products.published, true),
  );
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

  return async (id) => {
    const state = await findState().get({ id });
    if (!state) return undefined;
    const before = read.get(id);
    if (before?.revision === state.revision) {
      return { ...before, available: unitsAvailable(before.variant, state.reserved) };
    }
    const found = await findSellable().get({ id });
    if (!found) return undefined;
    const [variant, product] = [readVariant(found.variant), readProduct(found.product)];
    if (read.size >= MOST_REMEMBERED) read.clear();
    const earlierPrice = earlierPriceOf(found.variant);
    read.set(id, { variant, product, earlierPrice, revision: state.revision });
    return { variant, product, earlierPrice, available: unitsAvailable(variant, found.variant.reserved) };
  };
}

/** Finds what an unknown id meant: the variants of a product of that id, or those of near ids. */
function createGuess(queries: Queries, readSellable: ReadSellable): VariantReader["meantBy"] {
  const { placeholder } = sql;
  const idsOfProduct = prepared(() =>
    queries
      .select({ id: variants.id })
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
  const toId = (row: { readonly id: string }) => asId<VariantId>(row.id);

  /** The first `most` of these that are sold. */
  async function firstSold(ids: readonly VariantId[], most: number): Promise<VariantId[]> {
    const sold: VariantId[] = [];
    for (const id of ids) {
      if (sold.length < most && (await readSellable(id))) sold.push(id);
    }
    return sold;
  }

  return async (id) => {
    const ofProduct = await firstSold((await idsOfProduct().all({ productId: id })).map(toId), MOST_LISTED);
    if (ofProduct.length > 0) return { isProduct: true, variants: ofProduct };
    // What begins as the id does, all of it or half, in its own letter case and in lower case.
    const beginnings = [id, id.toLowerCase()].flatMap((each) => [each, each.slice(0, each.length / 2)]);
    const around = new Set<VariantId>();
    for (const at of beginnings)
      for (const near of [...(await idsFrom().all({ at })), ...(await idsBefore().all({ at }))])
        around.add(toId(near));
    return { isProduct: false, variants: await firstSold(nearest(id, around), MOST_SUGGESTED) };
  };
}
