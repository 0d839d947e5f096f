import { eq, sql } from "drizzle-orm";
import type { Product } from "../../src/catalog/product.ts";
import { type ProductQuery, type ProductSearch, searchedWords } from "../../src/catalog/search.ts";
import type { ProductStore } from "../../src/catalog/stores.ts";
import { asId, type ProductId } from "../../src/ids.ts";
import { productTexts } from "../schema.ts";
import type { Queries } from "./database.ts";
import { prepared } from "./prepared.ts";

/** Longer descriptions are indexed this far: what follows seldom says what the product is. */
const INDEXED_DESCRIPTION = 4000;

/** How many of the best matches beyond a page are held against the filters before all are. */
const CANDIDATES = 200;

/** SQLite's way of saying that there is no limit. */
const EVERY = -1;

/** A word that more products have than this is not looked for by itself. */
const COMMON = 2000;

/** Keeps the words of products where search finds them. Behind the write door, with the product itself. */
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
      put().run({
        productId: product.id,
        title: product.title,
        brand: product.brand ?? "",
        category: [...product.categories.map((category) => category.value), ...product.tags].join(" "),
        options: product.variants
          .flatMap((variant) => [
            variant.title,
            variant.sku ?? "",
            ...variant.options.map((option) => option.value),
          ])
          .join(" "),
        description: descriptionOf(product).slice(0, INDEXED_DESCRIPTION),
      });
    },
    remove(id) {
      remove().run({ productId: id });
    },
  };
}

function descriptionOf({ description }: Product): string {
  return description?.plain ?? description?.markdown ?? description?.html?.replace(/<[^>]*>/g, " ") ?? "";
}

/**
 * Searching over one connection. Title weighs most, then brand, category and options, the description least.
 *
 * The filters look at variants, which costs more than ranking: they are asked of the best candidates one by one until
 * the page is full, and of all that match just when those do not fill it.
 */
export function createProductSearch(
  queries: Queries,
  products: Pick<ProductStore, "product">,
): ProductSearch {
  const { $client } = queries;
  const qualifies = `
    exists (
      select 1 from variants
      join products on products.id = variants.product_id
      where variants.product_id = product_texts.product_id
        and products.published = 1 and variants.withdrawn_at is null
        and variants.price between $priceFrom and $priceTo
        and ($inStock = 0 or variants.stock is null or variants.backorder = 1 or variants.stock > variants.reserved)
    )`;
  const ranked = $client.prepare<{ number: number }, [{ words: string; most: number }]>(`
    select rowid as number from product_words
    where product_words match $words
    order by bm25(product_words, 10, 4, 3, 2, 1), rowid
    limit $most`);
  const qualifying = $client.prepare<{ id: string }, [Filters & { number: number }]>(`
    select product_id as id from product_texts where number = $number and ${qualifies}`);
  const matches = $client.prepare<{ count: number }, [{ word: string }]>(
    "select count(*) as count from product_words where product_words match $word",
  );
  const listed = $client.prepare<{ id: string }, [Filters & { offset: number; limit: number }]>(`
    select product_texts.product_id as id from product_texts
    where ${qualifies}
    order by product_texts.number
    limit $limit offset $offset`);

  /** One more than a page, which tells whether there is another. */
  function idsOf(query: ProductQuery): readonly string[] {
    const { offset } = query;
    const limit = query.limit + 1;
    const filters: Filters = {
      priceFrom: query.priceFrom ?? 0,
      priceTo: query.priceTo ?? Number.MAX_SAFE_INTEGER,
      inStock: query.inStock ? 1 : 0,
    };
    const words = searchedWords(query.words);
    if (words.length === 0) {
      return query.words.trim() === "" ? listed.all({ ...filters, offset, limit }).map(({ id }) => id) : [];
    }
    const best = (wanted: string) => bestOf(wanted, filters, offset + limit).slice(offset);
    const found = best(words.join(" AND "));
    if (found.length > 0 || words.length === 1) return found;
    const telling = tellingWords(words);
    return telling.length === 0 ? [] : best(telling.join(" OR "));
  }

  /** When nothing has all the words: those that say something, which the most common ones do not. */
  function tellingWords(words: readonly string[]): string[] {
    const counted = words
      .map((word) => ({ word, count: matches.get({ word })?.count ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((one, other) => one.count - other.count);
    const rare = counted.filter(({ count }) => count <= COMMON);
    return (rare.length > 0 ? rare : counted.slice(0, 1)).map(({ word }) => word);
  }

  /** The first `count` of those that match and qualify, the best first. */
  function bestOf(words: string, filters: Filters, count: number): string[] {
    for (const most of [count + CANDIDATES, EVERY]) {
      const candidates = ranked.all({ words, most });
      const found: string[] = [];
      for (const { number } of candidates) {
        const row = qualifying.get({ ...filters, number });
        if (row) found.push(row.id);
        if (found.length === count) return found;
      }
      if (most === EVERY || candidates.length < most) return found;
    }
    return [];
  }

  return {
    async search(query) {
      const ids = idsOf(query);
      const page = ids.slice(0, query.limit).map((id) => products.product(asId<ProductId>(id)));
      return {
        products: (await Promise.all(page)).filter((product) => product !== undefined),
        more: ids.length > query.limit,
      };
    },
  };
}

interface Filters {
  [name: string]: number;
  priceFrom: number;
  priceTo: number;
  inStock: number;
}
