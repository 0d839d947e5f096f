import type { Instant } from "../../clock.ts";
import type { ProductId } from "../../ids.ts";
import type { ProductStore } from "../stores.ts";
import { CheckedFile } from "./checked-file.ts";
import { headerOf } from "./delimited.ts";
import type { ImportFormatName } from "./format.ts";
import { formatFor } from "./formats.ts";
import { FileRefused, type Refusal } from "./refusal.ts";
import { type GoneProduct, type ImportReport, MOST_REFUSALS } from "./report.ts";
import type { Assumptions } from "./row.ts";
import type { StagedRow, Staging } from "./staging.ts";
import { decodeText, peek } from "./text.ts";
import { inTurns, Turns } from "./turns.ts";
import {
  type CatalogWriter,
  type ComparedProduct,
  compareProducts,
  type Puts,
  withdrawProducts,
  writeProducts,
} from "./write-products.ts";

/** A catalogue to import. */
export interface CatalogFile {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** When the source counted the stock in it: see {@link ProductWriter.put}. Absent when nobody knows. */
  readonly countedAt?: Instant | undefined;
}

export interface ImportOptions {
  readonly format: ImportFormatName | "auto";
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
  /** Stops the import where it is. What has been written by then stays; importing again goes on from there. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of each product that would be written, where nothing is. */
  readonly onCompared?: ((compared: ComparedProduct) => void) | undefined;
  /** Hears how far the import is. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

export type ImportProgress =
  | { readonly step: "reading"; readonly bytes: number }
  | { readonly step: "checking"; readonly products: number }
  | { readonly step: "writing"; readonly products: number; readonly of: number };

/** What an import works with. */
export interface ImportTools extends CatalogWriter {
  /** Reads outside any write job. */
  readonly catalog: ProductStore;
  readonly openStaging: () => Staging;
  readonly assumptions: Assumptions;
}

/** How many rows are laid down at a time. */
const ROWS_A_STAGING = 1_000;
/** Bytes. What is staged takes about twice as much on disk. */
const LARGEST_FILE = 2_000_000_000;

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
    const { format, rows, unplaced, header } = await readRows(file, options, staging);
    const checked = await CheckedFile.check(format, staging, unplaced, {
      catalog: tools.catalog,
      assumptions: tools.assumptions,
      synchronizes: options.confirmWithdrawal !== undefined,
      turns: new Turns(options.signal),
      onChecked: (products) => options.onProgress?.({ step: "checking", products }),
    });
    const gone = options.confirmWithdrawal ? await findGone(checked, tools) : [];
    const withdraws =
      gone.length > 0 && !options.dryRun && (await options.confirmWithdrawal?.(gone)) === true;

    const puts = options.dryRun
      ? await compareProducts(checked.products(), tools.catalog, options.onCompared)
      : await writeChecked(checked, file.countedAt, options, tools);
    if (withdraws) await withdrawProducts(gone, tools);
    const { taken: _, ...counts } = checked.counts;
    return {
      format: format.name,
      dryRun: options.dryRun,
      rows,
      products: { ...puts, ...counts, withdrawn: withdraws ? gone.length : 0 },
      variants: checked.variants,
      refused: checked.refused.kept,
      leftOut: checked.leftOut.kept,
      warnings: checked.warnings.kept,
      unusedColumns: asSpelled(checked.unusedColumns, header),
      unlisted: checked.refused.unlisted + checked.leftOut.unlisted + checked.warnings.unlisted,
      gone,
      goneUnknown: options.confirmWithdrawal !== undefined && unplaced.length > 0,
    };
  } finally {
    staging.close();
  }
}

/** Lays down every row of the file. Gives what could not be placed with any product. */
async function readRows(file: CatalogFile, options: ImportOptions, staging: Staging) {
  const { start, whole } = await peek(decodeText(pluralize(file.bytes, options)));
  const format = formatFor(options.format, start);
  const unplaced: Refusal[] = [];
  let rows = 0;
  let batch: StagedRow[] = [];
  for await (const row of format.read(inTurns(whole, new Turns()), start)) {
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
  return { format, rows, unplaced, header: headerOf(start) };
}

/** Columns in the order and the letters of the header; in the letters they are known by where there is none. */
function asSpelled(columns: readonly string[], header: readonly string[]): readonly string[] {
  const spelled = header.filter((name) => columns.includes(name.trim().toLowerCase()));
  return spelled.length > 0 ? spelled : columns;
}

async function* pluralize(bytes: AsyncIterable<Uint8Array>, { onProgress }: ImportOptions) {
  let read = 0;
  for await (const chunk of bytes) {
    yield chunk;
    read += chunk.byteLength;
    if (read > LARGEST_FILE)
      throw new FileRefused("This file is larger than 2 GB, which no catalogue here can be.");
    onProgress?.({ step: "reading", bytes: read });
  }
}

async function writeChecked(
  checked: CheckedFile,
  countedAt: Instant | undefined,
  { salesIncluded, signal, onProgress }: ImportOptions,
  tools: ImportTools,
): Promise<Puts> {
  if (salesIncluded && countedAt !== undefined) {
    await tools.write(({ catalog }) => catalog.acknowledgeAll(countedAt));
  }
  return await writeProducts(checked.products(), countedAt, tools, (products) => {
    onProgress?.({ step: "writing", products, of: checked.counts.taken });
    signal?.throwIfAborted();
  });
}

/** Stored products that the file does not list. None when a row could not be placed: it may have listed any of them. */
async function findGone(
  { listed, allPlaced }: CheckedFile,
  { catalog }: ImportTools,
): Promise<GoneProduct[]> {
  const gone: GoneProduct[] = [];
  if (!allPlaced) return gone;
  // No file ever listed what was made here.
  const madeHere = await catalog.madeHere();
  let after: ProductId | undefined;
  do {
    const page = await catalog.titles(after, ROWS_A_STAGING);
    gone.push(...page.filter(({ id }) => !listed.has(id) && !madeHere.has(id)));
    after = page.at(-1)?.id;
  } while (after !== undefined);
  return gone;
}
