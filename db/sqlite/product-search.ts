import {
  type ProductQuery,
  type ProductSearch,
  type SearchPlace,
  searchedWords,
} from "../../src/catalog/search.ts";
import type { ProductStore } from "../../src/catalog/stores.ts";
import { asId, type ProductId } from "../../src/ids.ts";
import type { Queries } from "./database.ts";

/** So many matches are ranked at most, which takes one or two milliseconds a thousand. */
const RANKED = 5_000;

/** So many products are held against the filters for one page at most; the next page goes on behind them. */
const LOOKED_AT = 1_000;

/** So many of them at a time: a page is most often full before all are. */
const AT_ONCE = 20;

/** Of a product with more variants so many are given: what is found crosses to the thread that sells. */
const MOST_OFFERS = 100;

/** A word that more products have than this is not looked for by itself. */
const COMMON = 2_000;

/**
 * Searching over one connection. Title weighs most, then brand, category and options, the description least.
 *
 * Anybody may search, and others wait meanwhile: whatever is asked for, one page looks at a bounded part of the catalogue. Of words that very many products have, those are ranked that have them in the title, or failing
 * these, those listed first. The filters look at variants, which costs more than ranking: they are asked of the best
 * matches until the page is full, or enough was looked at.
 */
export function createProductSearch(
  queries: Queries,
  products: Pick<ProductStore, "offered">,
): ProductSearch {
  const listed = queries.$client.prepare<{ number: number }, [{ last: number }]>(`
    select number from product_texts where number > $last order by number limit ${LOOKED_AT + 1}`);
  const { best, tellingWords } = createMatches(queries);
  const pageOf = createPages(queries);

  function pageFor(query: ProductQuery): Page {
    const words = searchedWords(query.words);
    if (words.length === 0) return query.words.trim() === "" ? listedFrom(query) : { ids: [] };
    if (query.from?.having !== "any") {
      const page = rankedFrom(query, "all", words.join(" AND "));
      if (page.ids.length > 0 || page.next || query.from || words.length === 1) return page;
    }
    const telling = tellingWords(words);
    return telling.length === 0 ? { ids: [] } : rankedFrom(query, "any", telling.join(" OR "));
  }

  function listedFrom(query: ProductQuery): Page {
    const candidates = listed.all({ last: query.from?.position ?? 0 }).map(({ number }) => number);
    return pageOf(query, candidates, (place) => ({ having: "all", position: candidates[place] ?? 0 }));
  }

  function rankedFrom(query: ProductQuery, having: SearchPlace["having"], words: string): Page {
    const offset = query.from?.position ?? 0;
    return pageOf(query, best(words, offset), (place) => ({ having, position: offset + place + 1 }));
  }

  return {
    async search(query) {
      const { ids, next } = pageFor(query);
      const page = ids.map((id) => products.offered(asId<ProductId>(id)));
      const found = (await Promise.all(page)).filter((offered) => offered !== undefined);
      return {
        products: found.map(({ product, offers }) => ({ product, offers: offers.slice(0, MOST_OFFERS) })),
        next,
      };
    },
  };
}

/** Which products have words, whatever the filters say of them. */
function createMatches({ $client }: Queries) {
  const matches = $client.prepare<{ count: number }, [{ words: string; most: number }]>(`
    select count(*) as count from (select 1 from product_words where product_words match $words limit $most)`);
  // The limit stands before the ranking: it takes matches as they were listed.
  const ranked = $client.prepare<{ numbers: string; count: number }, [{ words: string; offset: number }]>(`
    with matched as materialized (
      select rowid as number, bm25(product_words, 10, 4, 3, 2, 1) as score from product_words
      where product_words match $words
      limit ${RANKED}
    )
    select
      (select count(*) from matched) as count,
      (select json_group_array(number order by score, number) from (
        select number, score from matched order by score, number limit ${LOOKED_AT + 1} offset $offset
      )) as numbers`);

  /** How many products match, counted no further than one beyond `most`. */
  function countOf(words: string, most: number): number {
    return matches.get({ words, most: most + 1 })?.count ?? 0;
  }

  return {
    /** Those that match best, by `number`, from an offset on. */
    best(words: string, offset: number): readonly number[] {
      const inTitle = `{title} : (${words})`;
      const matched = ranked.get({ words, offset });
      return JSON.parse(
        (matched?.count === RANKED && countOf(inTitle, 1) > 0
          ? ranked.get({ words: inTitle, offset })
          : matched
        )?.numbers ?? "[]",
      );
    },
    /** When nothing has all the words: those that say something, which the most common ones do not. */
    tellingWords(words: readonly string[]): string[] {
      const known = words
        .map((word) => ({ word, count: countOf(word, COMMON) }))
        .filter(({ count }) => count > 0)
        .sort((one, other) => one.count - other.count);
      const rare = known.filter(({ count }) => count <= COMMON);
      return (rare.length > 0 ? rare : known.slice(0, 1)).map(({ word }) => word);
    },
  };
}

/** Holds candidates against the filters of a query, until a page is full. */
function createPages({ $client }: Queries) {
  const qualifying = $client.prepare<{ place: number; id: string }, [FilteredCandidates]>(`
    select candidates.key as place, product_texts.product_id as id
    from json_each($numbers) candidates
    cross join product_texts on product_texts.number = candidates.value
    where exists (
      select 1 from variants
      join products on products.id = variants.product_id
      where variants.product_id = product_texts.product_id
        and products.published = 1 and variants.withdrawn_at is null
        and variants.price between $priceFrom and $priceTo
        and ($inStock = 0 or variants.stock is null or variants.backorder = 1 or variants.stock > variants.reserved)
    )
    order by candidates.key`);

  /**
   * The first of the candidates that qualify, and where the next page goes on: behind the last of them when another
   * qualifies, else behind all that were looked at, when there are more of those.
   *
   * @param candidates by `number`, in their order; one more than may be looked at where there are more.
   * @param behind gives the place right behind a candidate.
   */
  return function pageOf(
    query: ProductQuery,
    candidates: readonly number[],
    behind: (place: number) => SearchPlace,
  ): Page {
    const filters = {
      priceFrom: query.priceFrom ?? 0,
      priceTo: query.priceTo ?? Number.MAX_SAFE_INTEGER,
      inStock: query.inStock ? 1 : 0,
    } as const;
    const looked = candidates.slice(0, LOOKED_AT);
    const ids: string[] = [];
    let last = 0;
    for (let start = 0; start < looked.length; start += AT_ONCE) {
      const numbers = JSON.stringify(looked.slice(start, start + AT_ONCE));
      for (const { place, id } of qualifying.all({ ...filters, numbers })) {
        if (ids.length === query.limit) return { ids, next: behind(last) };
        ids.push(id);
        last = start + place;
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

/** What the statement that filters is told. */
interface FilteredCandidates {
  [name: string]: number | string;
  /** Of `product_texts`, as a JSON array. */
  numbers: string;
  priceFrom: number;
  priceTo: number;
  inStock: 0 | 1;
}
