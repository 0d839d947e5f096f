import type { Instant } from "../clock.ts";
import type { ImportFormatName } from "./import/format.ts";
import { type ImportTools, importCatalog } from "./import/import-catalog.ts";
import {
  isAddress,
  type OpenedSource,
  openAddress,
  openNewestFile,
  SourceUnreadable,
} from "./import/open-source.ts";
import { FileRefused, type Refusal } from "./import/refusal.ts";
import type { GoneProduct, ImportReport } from "./import/report.ts";

/** Where the merchant keeps the catalogue, to be looked at again and again. */
export interface CatalogSource {
  /** An http or https address, or the absolute path of a folder whose newest catalogue is taken. */
  readonly location: string;
  readonly format: ImportFormatName | "auto";
  /** Whether products that it no longer lists are withdrawn. */
  readonly sync: boolean;
  /** See {@link ImportOptions.salesIncluded}. */
  readonly salesIncluded: boolean;
  /** From the end of one look to the next, milliseconds. */
  readonly interval: number;
}

/** What a look at a source came to. */
export type SourceOutcome =
  | { readonly kind: "unchanged" }
  | { readonly kind: "imported"; readonly report: ImportReport }
  | { readonly kind: "refused"; readonly reason: string; readonly refusals: readonly Refusal[] }
  | { readonly kind: "unreadable"; readonly reason: string };

/** What is remembered of a source. */
export interface SourceRecord {
  readonly location: string;
  /** What the catalogue that was taken or refused last can be known by. */
  readonly fingerprint?: string | undefined;
  readonly checkedAt: Instant;
  readonly importedAt?: Instant | undefined;
  /** Of the last look that found something new, or problem. */
  readonly outcome: SourceOutcome;
}

/** What is remembered of sources, on disk. `put` only in a write job. */
export interface SourceStore {
  find(location: string): Promise<SourceRecord | undefined>;
  /** Inserts the record, or replaces the one of this location. */
  put(record: SourceRecord): Promise<void>;
}

/** What looking at a source works with. */
export interface SourceTools extends ImportTools {
  readonly sources: Pick<SourceStore, "find">;
  readonly remember: (record: SourceRecord) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** Refused rows kept with a record; the rest is in no one's way. */
const MOST_REMEMBERED = 100;

/**
 * Looks whether the source has another catalogue than last time, imports it if so, and remembers what came of it. A
 * catalogue that was refused is not tried again until it changes; one that could not be read is.
 *
 * Nobody is there to ask, so a source that suddenly lists less than half of what is for sale is taken for broken:
 * nothing is withdrawn, and the report names what would have been.
 *
 * @throws when the import cannot be written, or `signal` is aborted: nothing is remembered, the next look does it again.
 */
export async function lookAtSource(source: CatalogSource, tools: SourceTools): Promise<SourceOutcome> {
  const known = await tools.sources.find(source.location);
  const now = tools.clock.now();
  const remember = (record: Pick<SourceRecord, "outcome"> & Partial<SourceRecord>) =>
    tools.remember({ ...known, location: source.location, checkedAt: now, ...record });

  const { outcome, fingerprint } = await look(source, known?.fingerprint, now, tools);
  switch (outcome.kind) {
    case "unchanged":
      await remember({ outcome: known?.outcome ?? outcome });
      break;
    case "unreadable":
      await remember({ outcome });
      break;
    case "refused":
      await remember({ fingerprint, outcome: shortened(outcome) });
      break;
    case "imported":
      await remember({ fingerprint, importedAt: now, outcome: shortened(outcome) });
      break;
  }
  return outcome;
}

interface Look {
  readonly outcome: SourceOutcome;
  readonly fingerprint?: string | undefined;
}

async function look(
  source: CatalogSource,
  fingerprint: string | undefined,
  now: Instant,
  tools: SourceTools,
): Promise<Look> {
  const { location } = source;
  let found: OpenedSource | undefined;
  try {
    found = isAddress(location)
      ? await openAddress(location, fingerprint, now)
      : await openNewestFile(location, fingerprint, now);
    if (!found) return { outcome: { kind: "unchanged" } };
    return {
      outcome: { kind: "imported", report: await take(found, source, tools) },
      fingerprint: found.fingerprint,
    };
  } catch (error) {
    if (error instanceof SourceUnreadable) return { outcome: { kind: "unreadable", reason: error.message } };
    if (!(error instanceof FileRefused)) throw error;
    const { message: reason, refusals } = error;
    return { outcome: { kind: "refused", reason, refusals }, fingerprint: found?.fingerprint };
  }
}

async function take(file: OpenedSource, source: CatalogSource, tools: SourceTools): Promise<ImportReport> {
  const isPlausible = async (gone: readonly GoneProduct[]) =>
    gone.length * 2 <= (await tools.catalog.count()).products;
  return await importCatalog(
    file,
    {
      format: source.format,
      dryRun: false,
      salesIncluded: source.salesIncluded,
      confirmWithdrawal: source.sync ? isPlausible : undefined,
      signal: tools.signal,
    },
    tools,
  );
}

function shortened(outcome: SourceOutcome): SourceOutcome {
  switch (outcome.kind) {
    case "refused":
      return { ...outcome, refusals: outcome.refusals.slice(0, MOST_REMEMBERED) };
    case "imported": {
      const { refused, leftOut, warnings = [], gone, unlisted, ...report } = outcome.report;
      const dropped = [refused, leftOut, warnings].reduce(
        (all, list) => all + Math.max(0, list.length - MOST_REMEMBERED),
        0,
      );
      return {
        kind: "imported",
        report: {
          ...report,
          refused: refused.slice(0, MOST_REMEMBERED),
          leftOut: leftOut.slice(0, MOST_REMEMBERED),
          warnings: warnings.slice(0, MOST_REMEMBERED),
          gone: gone.slice(0, MOST_REMEMBERED),
          unlisted: unlisted + dropped,
        },
      };
    }
    case "unchanged":
    case "unreadable":
      return outcome;
  }
}
