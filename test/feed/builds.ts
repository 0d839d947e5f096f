import { expect } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Product } from "../../src/catalog/product.ts";
import { buildFeed } from "../../src/feed/build/build-feed.ts";
import { rowCheck } from "../../src/feed/check.ts";
import { textOf } from "../../src/feed/formats/format.ts";
import type { FeedFormatName } from "../../src/feed/formats/names.ts";
import type { FeedValue } from "../../src/feed/generations/column.ts";
import { belongsIn, columnsByGeneration } from "../../src/feed/generations/tables.ts";
import { makeRows } from "../../src/feed/make-rows.ts";
import type { FeedTerms, Generation } from "../../src/feed/row.ts";
import type { FeedSnapshot } from "../../src/feed/stores.ts";
import { termsOf } from "./feed.ts";

/** A row as a table has it. */
export type FlatRow = Readonly<Record<string, string>>;

/** A snapshot of products that are only in memory. */
export function snapshotOf(products: readonly Product[]): FeedSnapshot {
  const fed = products.map((product) => ({ product, reserved: new Map(), idIsTaken: false }));
  return {
    lastChange: 1,
    countVariants: async () => products.reduce((sum, { variants }) => sum + variants.length, 0),
    async *pages() {
      for (let from = 0; from < fed.length; from += 2) yield fed.slice(from, from + 2);
    },
    product: async (id) => fed.find(({ product }) => product.id === id),
    async [Symbol.asyncDispose]() {},
  };
}

/** The rows that must be in a file, made without the build: what each format is compared with. */
export function expectedRows(products: readonly Product[], generation: Generation, terms: FeedTerms) {
  const check = rowCheck(generation);
  return products
    .flatMap((product) => makeRows({ product, reserved: new Map(), idIsTaken: false }, terms))
    .filter((row) => !check(row, terms).isRefused && belongsIn(generation, row))
    .map((row) => {
      const values = columnsByGeneration[generation].map(
        ({ name, write }) => [name, write(row, terms)] as const,
      );
      return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Record<
        string,
        FeedValue
      >;
    });
}

/** Rows as formats without lists and objects have them. */
export function flat(rows: readonly Record<string, FeedValue>[]): FlatRow[] {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, textOf(value)])),
  );
}

/** Leaves out what is empty, which is how tables say that there is nothing. */
export function withoutEmpty(rows: readonly Record<string, unknown>[]): FlatRow[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([name, value]) =>
        value === "" || value == null ? [] : [[name, String(value)]],
      ),
    ),
  );
}

/** Works in a folder of its own, which is gone afterwards. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "checkstand-feed-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Builds one file, plain and compressed, and reads it. */
export async function built(
  format: FeedFormatName,
  products: readonly Product[],
  generation: Generation = "openai-2026",
  terms = termsOf(),
): Promise<Uint8Array> {
  return inFolder(async (folder) => {
    const paths = [join(folder, "feed"), join(folder, "feed.gz")];
    const build = await buildFeed(snapshotOf(products), terms, generation, [{ format, paths: () => paths }]);
    for (const file of build.files) await file.place();
    const [plain, compressed] = await Promise.all(paths.map((path) => Bun.file(path).bytes()));
    if (plain === undefined || compressed === undefined) throw new Error("a file is missing");
    expect(Bun.gunzipSync(Buffer.from(compressed))).toEqual(plain);
    return plain;
  });
}

/** The text of a file; fails on what is no UTF-8. */
export function textIn(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
