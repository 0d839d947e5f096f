import type { Clock, Instant } from "../../clock.ts";
import type { ProductId, VariantId } from "../../ids.ts";
import type { Write } from "../../storage.ts";
import type { Product } from "../product.ts";
import type { ProductStore, Put, ReservationStore } from "../stores.ts";
import type { Assembled, CatalogFormat, FormatName } from "./format.ts";
import { formatFor } from "./formats.ts";
import { FileRefused, type Refusal, refusal } from "./refusal.ts";
import { type GoneProduct, type ImportReport, MOST_REFUSALS, RefusalList } from "./report.ts";
import type { Assumptions } from "./row.ts";
import { MOST_ROWS_OF_A_PRODUCT, type StagedRow, type Staging } from "./staging.ts";
import { decodeText, peek } from "./text.ts";

/** A catalogue to import. */
export interface CatalogFile {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** When the source counted the stock in it: see {@link ProductStore.put}. Absent when nobody knows. */
  readonly countedAt?: Instant | undefined;
}

export interface ImportOptions {
  readonly format: FormatName | "auto";
  /** Only find out what would be done. */
  readonly dryRun: boolean;
  /**
   * Makes the import synchronize: products that the file no longer lists are withdrawn, once this has seen them and
   * says so. Absent: they stay as they are.
   */
  readonly confirmWithdrawal?: ((gone: readonly GoneProduct[]) => Promise<boolean>) | undefined;
  /**
   * Whether the counts in the file have everything sold here until then subtracted already, because the source hears of
   * orders by itself. Absent: sales count until {@link ReservationStore.acknowledge} is told of them.
   */
  readonly salesIncluded?: boolean | undefined;
  /** Hears how far the import is. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

export type ImportProgress =
  | { readonly step: "reading"; readonly bytes: number }
  | { readonly step: "checking"; readonly products: number }
  | { readonly step: "writing"; readonly products: number; readonly of: number };

/** What an import works with. */
export interface ImportTools {
  /** Reads outside the write door. */
  readonly catalog: ProductStore;
  readonly write: Write<{ readonly catalog: ProductStore & ReservationStore }>;
  readonly openStaging: () => Staging;
  readonly clock: Clock;
  readonly assumptions: Assumptions;
}

/** How many rows one transaction writes, so that a shop that is selling waits for milliseconds only. */
const ROWS_A_WRITE = 100;
/** How many rows are laid down at a time. */
const ROWS_A_STAGING = 1_000;

/**
 * Imports a catalogue: reads and validates all of it, then writes what is good. A product is taken whole or not at
 * all, and what stops one is in the report. The shop goes on selling meanwhile; a product is never half written, but a
 * crash in the middle leaves some products imported and others not, and importing again mends that.
 *
 * @throws FileRefused when nothing of the file can be taken, with nothing changed.
 */
export async function importCatalog(
  file: CatalogFile,
  options: ImportOptions,
  tools: ImportTools,
): Promise<ImportReport> {
  const staging = tools.openStaging();
  try {
    const { format, rows, unplaced } = await readRows(file, options, staging);
    const checked = await checkProducts(format, staging, unplaced, options, tools);
    const gone = options.confirmWithdrawal ? await findGone(checked, tools) : [];
    const withdraws =
      gone.length > 0 && !options.dryRun && (await options.confirmWithdrawal?.(gone)) === true;

    const put = options.dryRun
      ? await comparePuts(checked.products(), tools)
      : await writePuts(checked, file.countedAt, options, tools);
    if (withdraws) await withdrawAll(gone, tools);
    return {
      format: format.name,
      dryRun: options.dryRun,
      rows,
      products: { ...put, ...checked.notTaken, withdrawn: withdraws ? gone.length : 0 },
      variants: checked.variants,
      refused: checked.refused.kept,
      leftOut: checked.leftOut.kept,
      unlisted: checked.refused.unlisted + checked.leftOut.unlisted,
      gone,
      goneUnknown: options.confirmWithdrawal !== undefined && unplaced.length > 0,
    };
  } finally {
    staging.close();
  }
}

/** Lays down every row of the file. Gives what could not be placed with any product. */
async function readRows(file: CatalogFile, options: ImportOptions, staging: Staging) {
  const { start, whole } = await peek(decodeText(counted(file.bytes, options)));
  const format = formatFor(options.format, start);
  const unplaced: Refusal[] = [];
  let rows = 0;
  let batch: StagedRow[] = [];
  for await (const row of format.read(whole, start)) {
    rows += 1;
    if ("reason" in row) {
      if (unplaced.length <= MOST_REFUSALS) unplaced.push(row);
      continue;
    }
    batch.push(row);
    if (batch.length < ROWS_A_STAGING) continue;
    await staging.add(batch);
    batch = [];
  }
  await staging.add(batch);
  await staging.complete();
  return { format, rows, unplaced };
}

async function* counted(bytes: AsyncIterable<Uint8Array>, { onProgress }: ImportOptions) {
  let read = 0;
  for await (const chunk of bytes) {
    yield chunk;
    read += chunk.byteLength;
    onProgress?.({ step: "reading", bytes: read });
  }
}

/** A file every row of which has been looked at. */
interface CheckedFile {
  /** The products that can be taken, made anew from their rows. */
  products(): AsyncGenerator<Product>;
  /** Ids of every product the file lists for sale, taken or refused. */
  readonly listed: ReadonlySet<ProductId>;
  readonly taken: number;
  readonly variants: number;
  readonly notTaken: { readonly refused: number; readonly leftOut: number };
  readonly refused: RefusalList;
  readonly leftOut: RefusalList;
  readonly allPlaced: boolean;
}

async function checkProducts(
  format: CatalogFormat,
  staging: Staging,
  unplaced: readonly Refusal[],
  { onProgress }: ImportOptions,
  { assumptions }: ImportTools,
): Promise<CheckedFile> {
  const refused = new RefusalList();
  const leftOut = new RefusalList();
  const listed = new Set<ProductId>();
  const variantIds = new Set<VariantId>();
  const notTaken = { refused: 0, leftOut: 0 };
  const groupsNotTaken = new Set<string>();
  let groups = 0;
  refused.add(unplaced);

  for await (const rows of staging.groups()) {
    const [first] = rows;
    if (!first) continue;
    const assembled = assemble(format, rows, assumptions);
    const refusals = [...assembled.refusals, ...repeatedIds(assembled, first.line, listed, variantIds)];
    refused.add(refusals);
    leftOut.add(assembled.leftOut);
    if (refusals.length > 0) notTaken.refused += 1;
    else if (!assembled.product) notTaken.leftOut += 1;

    if (assembled.id !== undefined && (assembled.product || refusals.length > 0)) listed.add(assembled.id);
    if (assembled.product && refusals.length === 0) {
      for (const { id } of assembled.product.variants) variantIds.add(id);
    } else {
      groupsNotTaken.add(first.group);
    }
    groups += 1;
    onProgress?.({ step: "checking", products: groups });
  }
  if (groupsNotTaken.size === groups) {
    throw new FileRefused("Nothing in this file can be taken, and nothing was changed.", [
      ...refused.kept,
      ...leftOut.kept,
    ]);
  }

  async function* products() {
    for await (const rows of staging.groups()) {
      const group = rows[0]?.group ?? "";
      const { product } = groupsNotTaken.has(group) ? {} : assemble(format, rows, assumptions);
      if (product) yield product;
    }
  }
  return {
    products,
    listed,
    taken: groups - groupsNotTaken.size,
    variants: variantIds.size,
    notTaken,
    refused,
    leftOut,
    allPlaced: unplaced.length === 0,
  };
}

function assemble(format: CatalogFormat, rows: readonly StagedRow[], assumptions: Assumptions): Assembled {
  if (rows.length <= MOST_ROWS_OF_A_PRODUCT) return format.assemble(rows, assumptions);
  // Its first row still says which product it is, so that a synchronizing import does not take it for gone.
  const { id } = format.assemble(rows.slice(0, 1), assumptions);
  const reason = `this product has more than ${MOST_ROWS_OF_A_PRODUCT} rows`;
  return { id, refusals: [refusal(rows[0]?.line ?? 1, undefined, undefined, reason)], leftOut: [] };
}

/** Two products, or two variants of different products, cannot have one id: an agent would buy the wrong one. */
function repeatedIds(
  { id, product }: Assembled,
  line: number,
  listed: ReadonlySet<ProductId>,
  variantIds: ReadonlySet<VariantId>,
): Refusal[] {
  if (id !== undefined && listed.has(id)) {
    return [refusal(line, "id", id, "is the id of a product further up in this file")];
  }
  const own = new Set<VariantId>();
  const repeated = (product?.variants ?? []).filter((variant) => {
    const isRepeated = variantIds.has(variant.id) || own.has(variant.id);
    own.add(variant.id);
    return isRepeated;
  });
  return repeated.map((variant) =>
    refusal(line, "variant id", variant.id, "is the id of another variant further up in this file"),
  );
}

type Puts = Record<Put, number>;

/** What writing the products would do, found out by reading. */
async function comparePuts(products: AsyncIterable<Product>, { catalog }: ImportTools): Promise<Puts> {
  const puts: Puts = { added: 0, changed: 0, unchanged: 0 };
  for await (const product of products) {
    const stored = await catalog.product(product.id);
    const wanted = { ...product, merchantFields: product.merchantFields ?? stored?.merchantFields };
    puts[!stored ? "added" : Bun.deepEquals(wanted, stored) ? "unchanged" : "changed"] += 1;
  }
  return puts;
}

async function writePuts(
  checked: CheckedFile,
  countedAt: Instant | undefined,
  { onProgress, salesIncluded }: ImportOptions,
  { write, clock }: ImportTools,
): Promise<Puts> {
  if (salesIncluded && countedAt !== undefined)
    await write(({ catalog }) => catalog.acknowledgeAll(countedAt));
  const puts: Puts = { added: 0, changed: 0, unchanged: 0 };
  let written = 0;
  for await (const batch of inBatches(checked.products())) {
    const now = clock.now();
    const done = await write(async ({ catalog }) => {
      const results: Put[] = [];
      for (const product of batch) results.push(await catalog.put(product, now, countedAt));
      return results;
    });
    for (const result of done) puts[result] += 1;
    written += batch.length;
    onProgress?.({ step: "writing", products: written, of: checked.taken });
  }
  return puts;
}

/** Products by the {@link ROWS_A_WRITE} rows. One that has more has a write of its own: it is never half written. */
async function* inBatches(products: AsyncIterable<Product>): AsyncGenerator<readonly Product[]> {
  let batch: Product[] = [];
  let rows = 0;
  for await (const product of products) {
    const own = 1 + product.variants.length;
    if (batch.length > 0 && rows + own > ROWS_A_WRITE) {
      yield batch;
      batch = [];
      rows = 0;
    }
    batch.push(product);
    rows += own;
  }
  if (batch.length > 0) yield batch;
}

/** Stored products that the file does not list. None when a row could not be placed: it may have listed any of them. */
async function findGone(
  { listed, allPlaced }: CheckedFile,
  { catalog }: ImportTools,
): Promise<GoneProduct[]> {
  const gone: GoneProduct[] = [];
  if (!allPlaced) return gone;
  let after: ProductId | undefined;
  do {
    const page = await catalog.page(after, ROWS_A_STAGING);
    for (const { id, title } of page) if (!listed.has(id)) gone.push({ id, title });
    after = page.at(-1)?.id;
  } while (after !== undefined);
  return gone;
}

async function withdrawAll(gone: readonly GoneProduct[], { write, clock }: ImportTools): Promise<void> {
  for (let from = 0; from < gone.length; from += ROWS_A_WRITE) {
    const batch = gone.slice(from, from + ROWS_A_WRITE);
    const now = clock.now();
    await write(async ({ catalog }) => {
      for (const { id } of batch) await catalog.withdraw(id, now);
    });
  }
}
