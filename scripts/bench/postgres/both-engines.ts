import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { copyDatabase } from "../../../db/copy/copy-database.ts";
import { openCopyEnds } from "../../../db/copy/open-ends.ts";
import { openShopDatabase } from "../../../db/open-database.ts";
import { openDatabase } from "../../../db/sqlite/database.ts";
import { systemClock } from "../../../src/clock.ts";
import { buildFeed } from "../../../src/feed/build/build-feed.ts";
import type { OpenDatabase } from "../../../src/stores.ts";
import { benchTerms } from "../feed/large-catalogue.ts";
import type { BenchmarkOptions } from "../measuring/benchmark.ts";
import type { Figure } from "../measuring/report.ts";
import { median } from "../measuring/rounds.ts";
import { fillCatalogue } from "../search/fill-catalogue.ts";
import type { NamedProduct } from "../search/word-catalogue.ts";

/** Products of the catalogue that both engines read. */
const PRODUCTS = 20_000;
/** Different things that are looked for in a round. */
const QUERIES = 100;

/** Copies one catalogue to a server, and measures in turn what a feed and a search take on each engine. */
export async function measureBothEngines(
  { directory, rounds, progress }: BenchmarkOptions,
  databaseUrl: string,
): Promise<readonly Figure[]> {
  progress(`writing ${PRODUCTS} products`);
  const path = join(directory, "catalogue.db");
  const file = openDatabase(path);
  const named = await fillCatalogue(file, PRODUCTS);
  file.close();
  progress("copying them to PostgreSQL");
  {
    await using ends = await openCopyEnds({ path }, { path: "", serverUrl: databaseUrl });
    await copyDatabase(ends.source, ends.target, () => {});
  }
  const open = (location: Parameters<typeof openShopDatabase>[0]) =>
    openShopDatabase(location, { opener: "merchant", clock: systemClock });
  const engines: readonly (readonly [name: string, database: OpenDatabase])[] = [
    ["SQLite", await open({ path })],
    ["PostgreSQL", await open({ path: join(directory, "node"), serverUrl: databaseUrl })],
  ];
  const searches = new Map(engines.map(([name]): [string, number[]] => [name, []]));
  const feeds = new Map(engines.map(([name]): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, database] of engines) {
      progress(`search and feed on ${name}`);
      searches.get(name)?.push(...(await searchTimes(database, named)));
      feeds.get(name)?.push(await feedMillis(database, join(directory, `feed-${name}`)));
    }
  }
  for (const [, database] of engines) await database.close();
  return engines.flatMap(([name]): Figure[] => [
    { name: `search on ${name}`, value: median(searches.get(name) ?? []), unit: "ms" },
    { name: `feed of ${PRODUCTS} products on ${name}`, value: median(feeds.get(name) ?? []), unit: "ms" },
  ]);
}

/** Milliseconds of each search for two words that products have. */
async function searchTimes({ questions }: OpenDatabase, named: readonly NamedProduct[]): Promise<number[]> {
  const step = Math.floor(named.length / QUERIES);
  const times: number[] = [];
  for (const { words } of named.filter((_, index) => index % step === 0)) {
    const before = performance.now();
    await questions.search.search({ words: `${words.style} ${words.kind}`, limit: 10 });
    times.push(performance.now() - before);
  }
  return times;
}

/** Milliseconds for the catalogue as JSON Lines, on the disk. */
async function feedMillis({ takeSnapshot }: OpenDatabase, folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const before = performance.now();
  await using snapshot = await takeSnapshot();
  const build = await buildFeed(snapshot, benchTerms(), "openai-2026", [
    { format: "jsonl", paths: (shard) => [join(folder, `feed-${shard}.jsonl`)] },
  ]);
  for (const file of build.files) await file.place();
  return performance.now() - before;
}
