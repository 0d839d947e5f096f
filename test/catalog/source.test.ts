import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCatalogSourceStore } from "../../db/sqlite/catalog-source-store.ts";
import { createCatalogStore } from "../../db/sqlite/catalog-store.ts";
import { type Database, openDatabase } from "../../db/sqlite/database.ts";
import { type GroupCommitWriter, openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { openImportStaging } from "../../db/sqlite/import-staging.ts";
import { writeNative } from "../../src/catalog/native.ts";
import { type CatalogSource, lookAtSource, type SourceStore } from "../../src/catalog/source.ts";
import type { ProductStore, ReservationStore } from "../../src/catalog/stores.ts";
import { after, HOUR, type Instant, MINUTE, systemClock } from "../../src/clock.ts";
import { asId } from "../../src/ids.ts";
import type { Currency } from "../../src/money.ts";
import { now } from "./importing.ts";
import { productOf } from "./products.ts";

interface Stores {
  readonly catalog: ProductStore & ReservationStore;
  readonly sources: SourceStore;
}

let folder: string;
let database: Database;
let writer: GroupCommitWriter<Stores>;
let reads: Stores;
let clock: Instant;

const storesOver = (queries: Database["writer"]): Stores => ({
  catalog: createCatalogStore(queries),
  sources: createCatalogSourceStore(queries),
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "source-"));
  database = openDatabase(join(folder, "shop.db"));
  writer = openGroupCommitWriter(database, storesOver(database.writer));
  reads = storesOver(database.reader);
  clock = now;
});
afterEach(async () => {
  await writer.close();
  database.close();
  rmSync(folder, { recursive: true });
});

const lines = (...ids: string[]) =>
  ids.map((id) => `${writeNative(productOf(id), "usd" as Currency)}\n`).join("");

/** Looks at the source once. */
async function look(
  location: string,
  given: Partial<CatalogSource> & { readonly signal?: AbortSignal } = {},
) {
  const { signal, ...source } = given;
  return await lookAtSource(
    { location, format: "auto", sync: false, salesIncluded: false, interval: HOUR, ...source },
    {
      catalog: reads.catalog,
      sources: reads.sources,
      write: writer.write,
      remember: (record) => writer.write(({ sources }) => sources.put(record)),
      openStaging: openImportStaging,
      clock: { ...systemClock, now: () => clock },
      assumptions: {
        currency: "usd" as Currency,
        timezone: "America/New_York",
        country: "US",
        sellsGiftCards: false,
      },
      signal,
    },
  );
}

const count = async () => (await reads.catalog.count()).products;

describe("an address", () => {
  let served: () => Response;
  let asked: Headers[];
  let server: Bun.Server<undefined>;
  beforeEach(() => {
    asked = [];
    server = Bun.serve({
      port: 0,
      fetch(request) {
        asked.push(request.headers);
        const etag = served().headers.get("etag");
        return etag !== null && request.headers.get("if-none-match") === etag
          ? new Response(null, { status: 304 })
          : served();
      },
    });
  });
  afterEach(() => server.stop(true));

  test("is imported, and not again while its ETag is the same", async () => {
    served = () => new Response(lines("a"), { headers: { etag: '"1"' } });
    expect(await look(server.url.href)).toMatchObject({
      kind: "imported",
      report: { products: { added: 1 } },
    });
    clock = after(now, HOUR);
    expect(await look(server.url.href)).toEqual({ kind: "unchanged" });
    expect(asked[1]?.get("if-none-match")).toBe('"1"');
    expect(await reads.sources.find(server.url.href)).toMatchObject({
      fingerprint: 'etag "1"',
      importedAt: now,
      checkedAt: clock,
      outcome: { kind: "imported", report: { products: { added: 1 } } },
    });
    served = () => new Response(lines("a", "b"), { headers: { etag: '"2"' } });
    expect(await look(server.url.href)).toMatchObject({
      kind: "imported",
      report: { products: { added: 1 } },
    });
  });

  test("without an ETag is known by when it last changed, which is when its stock was counted", async () => {
    served = () =>
      new Response(lines("a"), { headers: { "last-modified": "Sun, 22 Nov 2026 08:00:00 GMT" } });
    await look(server.url.href);
    await look(server.url.href);
    expect(asked[1]?.get("if-modified-since")).toBe("Sun, 22 Nov 2026 08:00:00 GMT");
  });

  test("that is refused is not tried again until it changes, and stays known with its reasons", async () => {
    served = () => new Response("Handle,Title,Variant Price\na,A,dear\n", { headers: { etag: '"bad"' } });
    expect(await look(server.url.href)).toMatchObject({ kind: "refused", refusals: [{ line: 2 }] });
    expect(await look(server.url.href)).toEqual({ kind: "unchanged" });
    expect(await reads.sources.find(server.url.href)).toMatchObject({
      outcome: { kind: "refused", reason: "Nothing in this file can be taken, and nothing was changed." },
    });
  });

  test("that answers with an error changes nothing, and is tried again", async () => {
    served = () => new Response(lines("a"), { headers: { etag: '"1"' } });
    await look(server.url.href);
    served = () => new Response("no", { status: 503 });
    expect(await look(server.url.href)).toEqual({
      kind: "unreadable",
      reason: `Cannot fetch ${server.url.href}: it answers 503.`,
    });
    expect(await reads.sources.find(server.url.href)).toMatchObject({
      fingerprint: 'etag "1"',
      importedAt: now,
    });
    expect(await count()).toBe(1);
  });

  test("that nobody answers at is unreadable", async () => {
    await server.stop(true);
    expect(await look(server.url.href)).toMatchObject({ kind: "unreadable" });
  });
});

describe("a folder", () => {
  const put = (name: string, content: string, age: number) => {
    const path = join(folder, "exports", name);
    writeFileSync(path, content, { flag: "w" });
    utimesSync(path, new Date(now - age), new Date(now - age));
  };
  beforeEach(async () => {
    await Bun.write(join(folder, "exports", ".keep"), "");
  });
  const lookInside = (given: Parameters<typeof look>[1] = {}) => look(join(folder, "exports"), given);

  test("gives its newest catalogue, once", async () => {
    put("old.jsonl", lines("a"), 2 * HOUR);
    put("new.jsonl", lines("b"), HOUR);
    put("readme.md", "not a catalogue", MINUTE);
    expect(await lookInside()).toMatchObject({ kind: "imported", report: { products: { added: 1 } } });
    expect(await reads.catalog.product(asId("b"))).toBeDefined();
    expect(await lookInside()).toEqual({ kind: "unchanged" });
    put("newer.jsonl", lines("c"), MINUTE);
    expect(await lookInside()).toMatchObject({ kind: "imported" });
  });

  test("waits for a file that may still be being written", async () => {
    put("new.jsonl", lines("a"), 1_000);
    expect(await lookInside()).toEqual({ kind: "unchanged" });
    clock = after(now, MINUTE);
    expect(await lookInside()).toMatchObject({ kind: "imported" });
  });

  test("that is empty has nothing new, and one that is not there is unreadable", async () => {
    expect(await lookInside()).toEqual({ kind: "unchanged" });
    expect(await look(join(folder, "none"))).toMatchObject({ kind: "unreadable" });
  });

  test("withdraws what is gone when it may, but never more than half of what is for sale", async () => {
    put("all.jsonl", lines("a", "b", "c", "d"), 3 * HOUR);
    await lookInside({ sync: true });
    put("most.jsonl", lines("a", "b", "c"), 2 * HOUR);
    expect(await lookInside({ sync: true })).toMatchObject({ report: { products: { withdrawn: 1 } } });
    put("few.jsonl", lines("a"), HOUR);
    expect(await lookInside({ sync: true })).toMatchObject({
      report: { products: { withdrawn: 0 }, gone: [{ id: "b" }, { id: "c" }] },
    });
    expect(await count()).toBe(3);
  });

  test("is looked at again from the start when the shop is stopped meanwhile", async () => {
    put("all.jsonl", lines("a"), HOUR);
    expect(lookInside({ signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await count()).toBe(0);
    expect(await lookInside()).toMatchObject({ kind: "imported" });
  });
});
