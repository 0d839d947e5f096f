import { eq, sql } from "drizzle-orm";
import type { Product } from "../../src/catalog/product.ts";
import { type ProductQuery, type ProductSearch, searchedWords } from "../../src/catalog/search.ts";
import type { ProductStore } from "../../src/catalog/stores.ts";
import { asId, type ProductId } from "../../src/ids.ts";
import { productTexts } from "../schema.ts";
import type { Queries } from "./database.ts";

/** Longer descriptions are indexed this far: what follows seldom says what the product is. */
const INDEXED_DESCRIPTION = 4000;

/** How many of the best matches beyond a page are held against the filters before all are. */
const CANDIDATES = 200;

/** A word that more products have than this is not looked for by itself. */
const COMMON = 2000;

/** Keeps the words of products where search finds them. Behind the write door, with the product itself. */
export function createProductIndex(queries: Queries): {
  put(product: Product): void;
  remove(id: ProductId): void;
} {
  const put = queries
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
    })
    .prepare();
  const remove = queries
    .delete(productTexts)
    .where(eq(productTexts.productId, sql.placeholder("productId")))
    .prepare();
  return {
    put(product) {
      put.run({
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
      remove.run({ productId: id });
    },
  };
}

function descriptionOf({ description }: Product): string {
  return description?.plain ?? description?.markdown ?? description?.html?.replace(/<[^>]*>/g, " ") ?? "";
}

/**
 * Searching over one connection. Title weighs most, then brand, category and options, the description least.
 *
 * The filters look at variants, which costs far more than ranking: they are asked of the best candidates only, and of
 * all that match just when those do not fill the page.
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
  const matching = $client.prepare<{ id: string }, [Parameters & { candidates: number }]>(`
    with candidates as materialized (
      select rowid as number, row_number() over () as place from (
        select rowid from product_words
        where product_words match $words
        order by bm25(product_words, 10, 4, 3, 2, 1), rowid
        limit $candidates
      )
    )
    select product_texts.product_id as id from candidates
    join product_texts using (number)
    where ${qualifies}
    order by place
    limit $limit offset $offset`);
  const matches = $client.prepare<{ count: number }, [{ word: string }]>(
    "select count(*) as count from product_words where product_words match $word",
  );
  const listed = $client.prepare<{ id: string }, [Omit<Parameters, "words">]>(`
    select product_texts.product_id as id from product_texts
    where ${qualifies}
    order by product_texts.number
    limit $limit offset $offset`);

  function idsOf(query: ProductQuery): { id: string }[] {
    const parameters = {
      priceFrom: query.priceFrom ?? 0,
      priceTo: query.priceTo ?? Number.MAX_SAFE_INTEGER,
      inStock: query.inStock ? 1 : 0,
      offset: query.offset,
      // One more than a page tells whether there is another.
      limit: query.limit + 1,
    };
    const words = searchedWords(query.words);
    if (words.length === 0) return query.words.trim() === "" ? listed.all(parameters) : [];
    const found = bestOf({ ...parameters, words: words.join(" AND ") });
    if (found.length > 0 || words.length === 1) return found;
    const telling = tellingWords(words);
    return telling.length === 0 ? [] : bestOf({ ...parameters, words: telling.join(" OR ") });
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

  function bestOf(parameters: Parameters): { id: string }[] {
    const wanted = parameters.offset + parameters.limit;
    const found = matching.all({ ...parameters, candidates: wanted + CANDIDATES });
    return found.length === parameters.limit ? found : matching.all({ ...parameters, candidates: -1 });
  }

  return {
    async search(query) {
      const ids = idsOf(query);
      const page = ids.slice(0, query.limit).map(({ id }) => products.product(asId<ProductId>(id)));
      return {
        products: (await Promise.all(page)).filter((product) => product !== undefined),
        more: ids.length > query.limit,
      };
    },
  };
}

interface Parameters {
  [name: string]: string | number;
  words: string;
  priceFrom: number;
  priceTo: number;
  inStock: number;
  offset: number;
  limit: number;
}
