import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCatalogSourceStore } from "../../db/sqlite/catalog-source-store.ts";
import { createCatalogStore } from "../../db/sqlite/catalog-store.ts";
import { type Database, openDatabase } from "../../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { openImportStaging } from "../../db/sqlite/import-staging.ts";
import { writeNative } from "../../src/catalog/native.ts";
import { HOUR, systemClock } from "../../src/clock.ts";
import { importFromSource } from "../../src/jobs/import-catalog.ts";
import type { Log, LogFields } from "../../src/log.ts";
import type { Currency } from "../../src/money.ts";
import { productOf } from "../catalog/products.ts";

let folder: string;
let database: Database;
let served: () => Response;
let server: Bun.Server<undefined>;
const said: [level: string, fields: LogFields | undefined][] = [];
const log: Log = {
  error: (_, fields) => said.push(["error", fields]),
  warn: (_, fields) => said.push(["warn", fields]),
  info: (_, fields) => said.push(["info", fields]),
  debug: (_, fields) => said.push(["debug", fields]),
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "import-job-"));
  database = openDatabase(join(folder, "shop.db"));
  server = Bun.serve({ port: 0, fetch: () => served() });
  said.length = 0;
});
afterEach(async () => {
  await server.stop(true);
  database.close();
  rmSync(folder, { recursive: true });
});

/** Runs the job once. */
async function run(signal = new AbortController().signal): Promise<void> {
  const storesOver = (queries: Database["writer"]) => ({
    catalog: createCatalogStore(queries),
    catalogSources: createCatalogSourceStore(queries),
  });
  const writer = openGroupCommitWriter(database, storesOver(database.writer));
  const { catalog, catalogSources: sources } = storesOver(database.reader);
  const source = {
    location: server.url.href,
    format: "auto",
    sync: false,
    salesIncluded: false,
    interval: HOUR,
  } as const;
  const assumptions = { currency: "usd" as Currency, timezone: "UTC", country: "US", sellsGiftCards: false };
  const tools = {
    catalog,
    sources,
    write: writer.write,
    clock: systemClock,
    assumptions,
    openStaging: openImportStaging,
  };
  try {
    await importFromSource(source, tools, writer.write, log).run({
      signal,
      wake() {},
      woken: async () => {},
    });
  } finally {
    await writer.close();
  }
}

const catalogue = () =>
  new Response(`${writeNative(productOf("a"), "usd" as Currency)}\n`, { headers: { etag: '"1"' } });

test("what was imported is said in numbers, and nothing when there was nothing new", async () => {
  served = catalogue;
  await run();
  expect(said).toEqual([["info", { count: 1 }]]);
  served = () => new Response(null, { status: 304 });
  await run();
  expect(said).toHaveLength(1);
});

test.each([
  ["refused", () => new Response("Handle,Title,Variant Price\na,A,dear\n")],
  ["not there", () => new Response("no", { status: 500 })],
])("a catalogue that is %s is a warning, not a failure", async (_, response) => {
  served = response;
  await run();
  expect(said.map(([level]) => level)).toEqual(["warn"]);
});

test("being told to stop is no failure either", async () => {
  served = catalogue;
  await run(AbortSignal.abort());
  expect(said).toEqual([]);
});
