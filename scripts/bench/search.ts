import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { createProductSearch } from "../../db/sqlite/product-search.ts";
import { createStores } from "../../db/sqlite/stores.ts";
import type { ProductQuery, ProductSearch } from "../../src/catalog/search.ts";
import { minor } from "../../src/money.ts";
import type { Benchmark } from "./measuring/benchmark.ts";
import type { Figure } from "./measuring/report.ts";
import { median } from "./measuring/rounds.ts";
import { fillCatalogue } from "./search/fill-catalogue.ts";
import type { NamedProduct } from "./search/word-catalogue.ts";

const PRODUCTS = 100_000;
/** Different queries of each kind: more than fit into any cache of results, if there were one. */
const QUERIES = 300;
/** What finding a product costs in a large shop. */
export const benchmark: Benchmark = {
  name: "search",
  description: `finding products among ${PRODUCTS.toLocaleString("en-US")}`,
  explanation: `
One process, no server: the search behind search_products, from the buyer's words to ten whole products with their
variants, over a database file of ${PRODUCTS.toLocaleString("en-US")} products with two variants each. Words are used as often as words
are (Zipf): some kinds of things have thousands of products, most have a few dozen. What is looked for is drawn from the
products themselves, so that popular things are looked for often.
one word: a kind of thing. two words: style and kind. three words: style, material and kind, or brand, style and kind.
filtered: two words, in stock and under a price. nothing affordable: one word, or none at all, under a price that nothing
has, so that a search looks at all it may. no such thing: two kinds of things at once, which hardly any product is, so
that the words are looked for one by one. a sentence: style and kind among words that every description has.
all: the median over every query above. Values are the time of one search; p99 is over the searches of its kind.`,
  async run({ directory, seconds, rounds, progress }) {
    progress(`writing ${PRODUCTS.toLocaleString("en-US")} products`);
    using database = openDisposable(join(directory, "search.db"));
    const named = await fillCatalogue(database, PRODUCTS);
    const search = createProductSearch(database.reader, createStores(database.reader).catalog);
    const figures: Figure[] = [];
    const all: number[] = [];
    const kinds = Object.entries(queriesFor(named));
    for (const [name, queries] of kinds) {
      progress(name);
      const times = await timesOf(search, queries, (seconds * rounds * 1_000) / kinds.length);
      all.push(...times);
      figures.push({ name, value: median(times), unit: "ms", aim: { atMost: 10 } });
      figures.push({ name: `${name}, p99`, value: percentile(times, 0.99), unit: "ms" });
    }
    return {
      loads: [],
      figures: [...figures, { name: "all", value: median(all), unit: "ms", aim: { atMost: 10 } }],
    };
  },
};

function openDisposable(path: string) {
  const database = openDatabase(path);
  return { ...database, [Symbol.dispose]: () => database.close() };
}

type Query = Omit<ProductQuery, "limit">;

function queriesFor(named: readonly NamedProduct[]): Record<string, Query[]> {
  const step = Math.floor(named.length / QUERIES);
  const sample = (phase: number) =>
    named.filter((_, index) => index % step === phase).map(({ words }) => words);
  const other = sample(5);
  return {
    "one word": sample(0).map(({ kind }) => ({ words: kind })),
    "two words": sample(1).map(({ style, kind }) => ({ words: `${style} ${kind}` })),
    "three words": sample(2).map(({ brand, style, stuff, kind }, index) => ({
      words: index % 2 === 0 ? `${style} ${stuff} ${kind}` : `${brand} ${style} ${kind}`,
    })),
    filtered: sample(3).map(({ style, kind }) => ({
      words: `${style} ${kind}`,
      inStock: true,
      priceTo: minor(10_000),
    })),
    "nothing affordable": sample(7).map(({ kind }, index) => ({
      words: index % 2 === 0 ? kind : "",
      priceTo: minor(1),
    })),
    "no such thing": sample(4).map(({ kind }, index) => ({ words: `${kind} ${other[index]?.kind}` })),
    "a sentence": sample(6).map(({ style, kind }) => ({
      words: `a ${style} ${kind} for the summer and in size S`,
    })),
  };
}

/** Milliseconds of each search, query after query for so long, at least once each, after a tenth for warming up. */
async function timesOf(
  search: ProductSearch,
  queries: readonly Query[],
  milliseconds: number,
): Promise<number[]> {
  const times: number[] = [];
  for (const query of queries.slice(0, queries.length / 10)) await search.search({ ...query, limit: 10 });
  const end = performance.now() + milliseconds;
  do {
    for (const query of queries) {
      const before = performance.now();
      await search.search({ ...query, limit: 10 });
      times.push(performance.now() - before);
    }
  } while (performance.now() < end);
  return times;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
