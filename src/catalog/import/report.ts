import type { ProductTitle, Put } from "../stores.ts";
import type { ImportFormatName } from "./format.ts";
import type { Refusal } from "./refusal.ts";

/** A product the source no longer lists. */
export type GoneProduct = ProductTitle;

/** What an import found and did; of a dry run, what it would do. */
export interface ImportReport {
  readonly format: ImportFormatName;
  readonly dryRun: boolean;
  /** Rows, elements or lines read, without the header. */
  readonly rows: number;
  readonly products: Readonly<Record<Put, number>> & {
    /** Of those added, changed and unchanged: kept, but neither sold nor fed, because the source does not show them. */
    readonly unpublished: number;
    /** In the file, with something that cannot be taken. What is stored of them stays as it is. */
    readonly refused: number;
    /** In the file, understood, and not for sale here. */
    readonly leftOut: number;
    /** No longer in the file, and withdrawn. Only a synchronizing import withdraws. */
    readonly withdrawn: number;
  };
  /** Variants of the products taken. */
  readonly variants: number;
  /** Everything that could not be taken, the first {@link MOST_REFUSALS} of it. */
  readonly refused: readonly Refusal[];
  /** What was understood and is not sold here, and why; the first {@link MOST_REFUSALS}. */
  readonly leftOut: readonly Refusal[];
  /**
   * What products were taken without, or lack to be sold well; the first {@link MOST_REFUSALS}. Absent in a report that
   * an earlier version remembered.
   */
  readonly warnings?: readonly Refusal[] | undefined;
  /** Columns that hold something and are not used here, as the file spells them. Absent as `warnings` are. */
  readonly unusedColumns?: readonly string[] | undefined;
  /** How many more there are of all three than are listed. */
  readonly unlisted: number;
  /** What a synchronizing import found stored and no longer in the file. */
  readonly gone: readonly GoneProduct[];
  /** A synchronizing import could not tell what is gone: a refused row did not say which product it belongs to. */
  readonly goneUnknown: boolean;
}

/** A report of more would be read by nobody, and could fill the memory. */
export const MOST_REFUSALS = 10_000;

/** A list that keeps the first {@link MOST_REFUSALS} and counts the rest. */
export class RefusalList {
  readonly kept: Refusal[] = [];
  unlisted = 0;

  add(refusals: Iterable<Refusal>): void {
    for (const refusal of refusals) {
      if (this.kept.length < MOST_REFUSALS) this.kept.push(refusal);
      else this.unlisted += 1;
    }
  }
}
