import type { Actor, AuditStore } from "../../audit/audit.ts";
import { type Clock, HOUR, passedSince, type Tick } from "../../clock.ts";
import { newUnguessableToken, type ProductId } from "../../ids.ts";
import type { Write } from "../../storage.ts";
import { type ChangedValue, describeChanges } from "../editing/describe-changes.ts";
import type { ProductStore, ReservationStore } from "../stores.ts";
import type { ImportFormatName } from "./format.ts";
import type { ImportProgress, ImportTools } from "./import-catalog.ts";
import { FileRefused, type Refusal } from "./refusal.ts";
import type { ImportReport } from "./report.ts";
import type { ComparedProduct } from "./write-products.ts";

/** A catalogue that somebody sent, and what they want done with it. */
export interface UploadedCatalog {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly format: ImportFormatName | "auto";
  /** Whether products that it no longer lists are withdrawn. */
  readonly sync: boolean;
}

/** A product that would be another one, or new. */
export interface ForeseenChange {
  readonly id: ProductId;
  readonly title: string;
  /** None for a product that is new. */
  readonly changed: readonly ChangedValue[];
  readonly isNew: boolean;
}

/** How far an upload is. Nothing is changed before it is asked for. */
export type UploadState =
  | { readonly kind: "checking"; readonly progress: ImportProgress | undefined }
  | { readonly kind: "checked"; readonly report: ImportReport; readonly changes: readonly ForeseenChange[] }
  | { readonly kind: "writing"; readonly progress: ImportProgress | undefined }
  | { readonly kind: "written"; readonly report: ImportReport }
  | { readonly kind: "refused"; readonly reason: string; readonly refusals: readonly Refusal[] }
  | { readonly kind: "failed"; readonly reason: string };

/** An upload by its name among all. */
export interface CatalogUpload {
  readonly id: string;
  readonly name: string;
  readonly sync: boolean;
  readonly state: UploadState;
}

/** What uploads are taken in with. */
export interface UploadTools extends Omit<ImportTools, "write"> {
  readonly write: Write<{
    readonly catalog: ProductStore & ReservationStore;
    readonly audit: Pick<AuditStore, "append">;
  }>;
}

/** Bytes. What a server takes at once is 16 MiB, with the rest of a form. */
export const LARGEST_UPLOAD = 15_000_000;

/** What wrote a file; `auto` finds out. */
export const uploadFormats = [
  "auto",
  "shopify",
  "woocommerce",
  "google",
  "jsonl",
] as const satisfies readonly UploadedCatalog["format"][];

/** So many are kept at a time: each has its file in memory. */
const MOST_UPLOADS = 3;
/** How long one waits to be asked for. */
const LIFETIME = HOUR;
/** A person looks through that many changes at most. */
const MOST_CHANGES = 100;

interface KeptUpload extends CatalogUpload {
  state: UploadState;
  readonly file: UploadedCatalog;
  readonly since: Tick;
}

/**
 * Catalogues that were sent from a browser: each is checked first, which says what it would change, and written once
 * somebody has seen that. Kept in memory for an hour; a start of the server forgets those that were not asked for.
 */
export class CatalogUploads {
  readonly #tools: UploadTools;
  readonly #clock: Pick<Clock, "now" | "tick">;
  readonly #kept = new Map<string, KeptUpload>();
  readonly #aborted = new AbortController();

  constructor(tools: UploadTools, clock: Pick<Clock, "now" | "tick">) {
    this.#tools = tools;
    this.#clock = clock;
  }

  /** Takes a catalogue and begins to check it. Gives its name. */
  begin(file: UploadedCatalog): string {
    this.#forget();
    const id = newUnguessableToken();
    const { name, sync } = file;
    const state: UploadState = { kind: "checking", progress: undefined };
    const kept: KeptUpload = { id, name, sync, state, file, since: this.#clock.tick() };
    this.#kept.set(id, kept);
    void this.#check(kept);
    return id;
  }

  /** How far it is; `undefined` for one that is not known any more. */
  find(id: string): CatalogUpload | undefined {
    const kept = this.#kept.get(id);
    return kept && passedSince(kept.since, this.#clock) < LIFETIME ? kept : undefined;
  }

  /** Begins to write one that is checked, and keeps who wanted it. Gives false for any other. */
  async write(id: string, actor: Actor): Promise<boolean> {
    const kept = this.find(id) && this.#kept.get(id);
    if (kept?.state.kind !== "checked") return false;
    const { report } = kept.state;
    kept.state = { kind: "writing", progress: undefined };
    await this.#audit(kept, report, actor);
    void this.#write(kept, new Set(report.gone.map((product) => product.id)));
    return true;
  }

  async #audit(
    { name, sync, file }: KeptUpload,
    { products, gone }: ImportReport,
    actor: Actor,
  ): Promise<void> {
    const { added, changed } = products;
    const details = { file: name, format: file.format, added, changed, withdrawn: sync ? gone.length : 0 };
    const entry = { actor, action: "catalog.import", subject: "catalogue", details };
    await this.#tools.write(({ audit }) => audit.append({ at: this.#clock.now(), ...entry }));
  }

  /** Stops what is being written where it is: importing again goes on from there. */
  close(): void {
    this.#aborted.abort();
  }

  async #check(kept: KeptUpload): Promise<void> {
    const changes: ForeseenChange[] = [];
    const { currency } = this.#tools.assumptions;
    const onCompared = ({ put, merged, stored }: ComparedProduct) => {
      if (put === "unchanged" || changes.length >= MOST_CHANGES) return;
      const changed = stored ? describeChanges(stored, merged, currency) : [];
      changes.push({ id: merged.id, title: merged.title, changed, isNew: !stored });
    };
    await this.#run(kept, async () => {
      const report = await this.#import(kept, { dryRun: true, onCompared }, (progress) => {
        kept.state = { kind: "checking", progress };
      });
      kept.state = { kind: "checked", report, changes };
    });
  }

  /** Withdraws nothing that was not among what was seen before. */
  async #write(kept: KeptUpload, expected: ReadonlySet<ProductId>): Promise<void> {
    await this.#run(kept, async () => {
      const confirmed = { dryRun: false, expected };
      const report = await this.#import(kept, confirmed, (progress) => {
        kept.state = { kind: "writing", progress };
      });
      kept.state = { kind: "written", report };
    });
  }

  async #run(kept: KeptUpload, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      kept.state =
        error instanceof FileRefused
          ? { kind: "refused", reason: error.message, refusals: error.refusals }
          : { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async #import(
    { file }: KeptUpload,
    how: {
      readonly dryRun: boolean;
      readonly onCompared?: (compared: ComparedProduct) => void;
      readonly expected?: ReadonlySet<ProductId>;
    },
    onProgress: (progress: ImportProgress) => void,
  ): Promise<ImportReport> {
    const { dryRun, onCompared, expected } = how;
    // Not before: a shop whose catalogue comes by itself never needs what reads files here.
    const { importCatalog } = await import("./import-catalog.ts");
    return await importCatalog(
      { bytes: oneChunk(file.bytes) },
      {
        format: file.format,
        dryRun,
        onCompared,
        onProgress,
        signal: this.#aborted.signal,
        confirmWithdrawal: file.sync
          ? async (gone) => gone.every(({ id }) => expected?.has(id) === true)
          : undefined,
      },
      this.#tools,
    );
  }

  #forget(): void {
    for (const [id, { since }] of this.#kept) {
      if (this.#kept.size < MOST_UPLOADS && passedSince(since, this.#clock) < LIFETIME) break;
      this.#kept.delete(id);
    }
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
