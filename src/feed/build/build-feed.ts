import { setImmediate } from "node:timers/promises";
import { earlier, type Instant } from "../../clock.ts";
import { rowCheck } from "../check.ts";
import type { FeedSheet, RowValues } from "../formats/format.ts";
import { formatOf, generationOf } from "../formats/formats.ts";
import type { FeedFormatName } from "../formats/names.ts";
import { belongsIn, columnsByGeneration } from "../generations/tables.ts";
import { makeRows } from "../make-rows.ts";
import { type FeedReport, ReportWriter } from "../report.ts";
import type { FeedProduct, FeedRow, FeedTerms, Generation } from "../row.ts";
import type { FeedSnapshot } from "../stores.ts";
import { FeedFile, type FinishedFile } from "./feed-file.ts";

/** A file that a build is to write. */
export interface FileOrder {
  readonly format: FeedFormatName;
  /** Where it will be, for each form it is wanted in; a path that ends in `.gz` is compressed. */
  readonly paths: (shard: number) => readonly string[];
  /** No file gets more rows than this; the next shard follows. Left out: one file. */
  readonly mostRows?: number | undefined;
  /** Whether other users of this machine may read the files, such as the one a web server runs as. Left out: no. */
  readonly isPublic?: boolean | undefined;
}

/** What was made of one order, with one shard at least. Nothing is at its path before {@link place}. */
export interface BuiltFile {
  readonly shards: readonly FinishedFile[];
  place(): Promise<void>;
  discard(): Promise<void>;
}

/** What a build made: every file is to be placed or discarded. */
export interface FeedBuild {
  /** One for each order, in the same sequence. */
  readonly files: readonly BuiltFile[];
  /** What the rules say of the whole catalogue, in the generation asked for. */
  readonly report: FeedReport;
  /** When a price changes by itself next. */
  readonly changesAt: Instant | undefined;
  /** The number of the last change that is in it. */
  readonly lastChange: number;
}

export interface BuildOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told now and then how many variants were read. */
  readonly progress?: ((variants: number) => void) | undefined;
}

/** How long it works before it lets others do theirs, milliseconds. */
const AT_ONCE = 4;

/**
 * How long it works before what it threw away is collected, milliseconds. Left to the engine, which counts on all memory
 * of the machine, a build of every format takes 170 MB instead of 140. A collection takes about 8 ms.
 */
const COLLECTED_EVERY = 500;

/**
 * Reads a snapshot once and writes every file ordered, as streams: memory does not grow with the catalogue. Every few
 * milliseconds it lets others do their work.
 *
 * @throws what writing throws, and the signal's reason; then nothing is left behind.
 */
export async function buildFeed(
  snapshot: FeedSnapshot,
  terms: FeedTerms,
  generation: Generation,
  orders: readonly FileOrder[],
  { signal, progress }: BuildOptions = {},
): Promise<FeedBuild> {
  const main = new Edition(generation, terms);
  const editions = new Map([[generation, main]]);
  const files = orders.map((order) => {
    const wanted = generationOf(order.format, generation);
    const edition = editions.get(wanted) ?? new Edition(wanted, terms);
    editions.set(wanted, edition);
    return { edition, file: new FeedFile(formatOf(order.format, terms), edition.sheet, order) };
  });
  let changesAt: Instant | undefined;
  let variants = 0;
  const pauses = new Pauses();

  async function add(product: FeedProduct): Promise<void> {
    const rows = makeRows(product, terms);
    for (const edition of editions.values()) edition.read(rows);
    for (const row of rows) changesAt = earlier(changesAt, row.changesAt);
    for (const { edition, file } of files) {
      const written = file.add(edition.accepted);
      if (written !== undefined) await written;
    }
    variants += rows.length;
  }

  try {
    for await (const page of snapshot.pages()) {
      for (const product of page) {
        await add(product);
        if (!pauses.isDue()) continue;
        progress?.(variants);
        await pauses.take();
        signal?.throwIfAborted();
      }
    }
    const finished: BuiltFile[] = [];
    for (const { file } of files) {
      const shards = await file.finish();
      finished.push({ shards, place: () => file.place(), discard: () => file.discard() });
    }
    return { files: finished, report: main.report.finish(), changesAt, lastChange: snapshot.lastChange };
  } catch (error) {
    for (const { file } of files) await file.discard();
    throw error;
  }
}

/** When it is time to let others do their work, and to collect what was thrown away. */
class Pauses {
  #pausedAt = performance.now();
  #collectedAt = this.#pausedAt;

  isDue(): boolean {
    return performance.now() - this.#pausedAt >= AT_ONCE;
  }

  async take(): Promise<void> {
    if (performance.now() - this.#collectedAt >= COLLECTED_EVERY) {
      Bun.gc(true);
      this.#collectedAt = performance.now();
    }
    await setImmediate();
    this.#pausedAt = performance.now();
  }
}

/** The rows of one generation: judged, and written field by field. */
class Edition {
  readonly sheet: FeedSheet;
  readonly report: ReportWriter;
  /** The rows of the product read last that are in the feed. */
  accepted: { readonly rows: readonly FeedRow[]; readonly values: readonly RowValues[] } = {
    rows: [],
    values: [],
  };
  readonly #generation: Generation;
  readonly #terms: FeedTerms;
  readonly #check: ReturnType<typeof rowCheck>;

  constructor(generation: Generation, terms: FeedTerms) {
    this.#generation = generation;
    this.#terms = terms;
    this.#check = rowCheck(generation);
    this.report = new ReportWriter(generation);
    this.sheet = {
      generation,
      columns: columnsByGeneration[generation].map(({ name }) => name),
      sellerName: terms.sellerName,
      sellerUrl: terms.sellerUrl,
      currency: terms.currency,
      language: terms.language,
      country: terms.countries[0],
      madeAt: terms.now,
    };
  }

  read(rows: readonly FeedRow[]): void {
    const judged = rows.map((row) => ({
      row,
      verdict: this.#check(row, this.#terms),
      leftOut: !belongsIn(this.#generation, row),
    }));
    this.report.add(judged);
    const accepted = judged
      .filter(({ verdict, leftOut }) => !verdict.isRefused && !leftOut)
      .map(({ row }) => row);
    const columns = columnsByGeneration[this.#generation];
    this.accepted = {
      rows: accepted,
      values: accepted.map((row) => columns.map(({ write }) => write(row, this.#terms))),
    };
  }
}
