import type { OfferedProduct } from "../../src/catalog/product.ts";
import {
  type ProductQuery,
  type ProductSearch,
  type SearchPlace,
  searchedWords,
} from "../../src/catalog/search.ts";
import type { ProductStore } from "../../src/catalog/stores.ts";
import { asId, type ProductId } from "../../src/ids.ts";
import { folded } from "./product-index.ts";
import type { Queries, Value } from "./queries.ts";

/** So many matches are ranked at most. */
const RANKED = 5_000;

/** So many products are held against the filters for one page at most; the next page goes on behind them. */
const LOOKED_AT = 1_000;

/** So many of them at a time: a page is most often full before all are. */
const AT_ONCE = 100;

/** A word that more products have than this is not looked for by itself. */
const COMMON = 2_000;

const matches =
  "select count(*) from (select 1 from product_texts where words @@ to_tsquery('product_words', $1) limit $2::bigint) matched";

// The limit stands before the ranking: it takes matches as they were listed. The weights are those of D, C, B and A.
const ranked = `
  with matched as materialized (
    select number, ts_rank('{0.1, 0.2, 0.4, 1.0}', words, query) as score
    from product_texts, to_tsquery('product_words', $1) query
    where words @@ query
    limit ${RANKED}
  )
  select number, (select count(*) from matched) from matched
  order by score desc, number limit ${LOOKED_AT + 1} offset $2::bigint`;

const listed = `select number from product_texts where number > $1::bigint order by number limit ${LOOKED_AT + 1}`;

const qualifying = `
  select candidates.place, product_texts.product_id
  from json_array_elements_text($1::text::json) with ordinality as candidates (number, place)
  join product_texts on product_texts.number = candidates.number::bigint
  where exists (
    select 1 from variants
    join products on products.id = variants.product_id
    where variants.product_id = product_texts.product_id
      and products.published and variants.withdrawn_at is null
      and variants.price between $2::bigint and $3::bigint
      and (not $4::boolean or variants.stock is null or variants.backorder or variants.stock > variants.reserved)
  )
  order by candidates.place`;

/**
 * Searching as on SQLite, by the same bounds: title weighs most, then brand and category, options, and the description
 * least. It runs on the server's pool for reading, so that nobody else waits for it.
 */
export function createProductSearch(
  queries: Queries,
  products: Pick<ProductStore, "offered">,
): ProductSearch {
  const { best, tellingWords } = createMatches(queries);
  const pageOf = createPages(queries);

  async function pageFor(query: ProductQuery): Promise<Page> {
    const words = searchedWords(query.words).map(wordQuery);
    if (words.length === 0) return query.words.trim() === "" ? listedFrom(query) : { ids: [] };
    if (query.from?.having !== "any") {
      const page = await rankedFrom(query, "all", words, "&");
      if (page.ids.length > 0 || page.next || query.from || words.length === 1) return page;
    }
    const telling = await tellingWords(words);
    return telling.length === 0 ? { ids: [] } : rankedFrom(query, "any", telling, "|");
  }

  async function listedFrom(query: ProductQuery): Promise<Page> {
    const candidates = numbers(await queries.rows(listed, [query.from?.position ?? 0]));
    return pageOf(query, candidates, (place) => ({ having: "all", position: candidates[place] ?? 0 }));
  }

  async function rankedFrom(
    query: ProductQuery,
    having: SearchPlace["having"],
    words: readonly string[],
    between: "&" | "|",
  ): Promise<Page> {
    const offset = query.from?.position ?? 0;
    const candidates = await best(words, between, offset);
    return pageOf(query, candidates, (place) => ({ having, position: offset + place + 1 }));
  }

  return {
    async search(query) {
      const { ids, next } = await pageFor(query);
      const page = await Promise.all(ids.map((id) => products.offered(asId<ProductId>(id))));
      return { products: page.filter((each): each is OfferedProduct => each !== undefined), next };
    },
  };
}

/** Which products have words, whatever the filters say of them. */
function createMatches(queries: Queries) {
  /** How many products match, counted no further than one beyond `most`. */
  async function countOf(words: string, most: number): Promise<number> {
    const [found] = await queries.rows(matches, [words, most + 1]);
    return Number(found?.[0] ?? 0);
  }

  return {
    /** Those that match best, by `number`, from an offset on. */
    async best(words: readonly string[], between: "&" | "|", offset: number): Promise<readonly number[]> {
      const inTitle = words.map(onlyInTitle).join(between);
      const found = await queries.rows(ranked, [words.join(between), offset]);
      const isCut = Number(found[0]?.[1] ?? 0) === RANKED;
      return numbers(
        isCut && (await countOf(inTitle, 1)) > 0 ? await queries.rows(ranked, [inTitle, offset]) : found,
      );
    },
    /** When nothing has all the words: those that say something, which the most common ones do not. */
    async tellingWords(words: readonly string[]): Promise<string[]> {
      const counted = await Promise.all(
        words.map(async (word) => ({ word, count: await countOf(word, COMMON) })),
      );
      const known = counted.filter(({ count }) => count > 0).sort((one, other) => one.count - other.count);
      const rare = known.filter(({ count }) => count <= COMMON);
      return (rare.length > 0 ? rare : known.slice(0, 1)).map(({ word }) => word);
    },
  };
}

/** Holds candidates against the filters of a query, until a page is full. */
function createPages(queries: Queries) {
  /** As on SQLite: the first candidates that qualify, and where the next page goes on. */
  return async function pageOf(
    query: ProductQuery,
    candidates: readonly number[],
    behind: (place: number) => SearchPlace,
  ): Promise<Page> {
    const looked = candidates.slice(0, LOOKED_AT);
    const ids: string[] = [];
    let last = 0;
    for (let start = 0; start < looked.length; start += AT_ONCE) {
      const found = await queries.rows(qualifying, [
        JSON.stringify(looked.slice(start, start + AT_ONCE)),
        query.priceFrom ?? 0,
        query.priceTo ?? Number.MAX_SAFE_INTEGER,
        query.inStock ?? false,
      ]);
      for (const [place, id] of found) {
        if (ids.length === query.limit) return { ids, next: behind(last) };
        ids.push(String(id));
        last = start + Number(place) - 1;
      }
    }
    return { ids, next: candidates.length > looked.length ? behind(looked.length - 1) : undefined };
  };
}

/** The products of a page by id, and where the next one goes on. */
interface Page {
  readonly ids: readonly string[];
  readonly next?: SearchPlace | undefined;
}

function numbers(rows: readonly Value[][]): number[] {
  return rows.map(([number]) => Number(number));
}

/** A word as `to_tsquery` takes it. {@link searchedWords} quotes it, and marks with `*` that it begins others. */
export function wordQuery(word: string): string {
  const [, letters = "", begins = ""] = /^"(.*)"(\*?)$/.exec(word) ?? [];
  return `'${folded(letters)}'${begins && ":*"}`;
}

function onlyInTitle(word: string): string {
  return word.endsWith(":*") ? `${word}A` : `${word}:A`;
}
