import type { DatabaseOpener } from "../open-options.ts";
import type { CopiedTable } from "./copied-tables.ts";

/** A value as both engines have it. */
export type CopiedValue = string | number | boolean | Uint8Array | null;

/** A row, in the order of its table's columns. */
export type CopiedRow = readonly CopiedValue[];

/** A database whose rows are read, as it stands at one moment. */
export interface ReadableRows {
  count(table: CopiedTable): Promise<number>;
  /** The rows behind one, in the order of the table's key. @param after absent: from the first on. */
  page(table: CopiedTable, after: CopiedRow | undefined, limit: number): Promise<CopiedRow[]>;
}

/** The database that is copied. Nothing in it is changed, and no server can open it meanwhile. */
export interface CopySource extends ReadableRows {
  readonly owner: DatabaseOpener;
  close(): Promise<void>;
}

/**
 * The database that is copied to, empty at first. Until it is finished it is none that a shop can be opened with, also
 * where the copy was broken off: whoever opens it is told so, and another copy begins from nothing.
 */
export interface CopyTarget extends ReadableRows {
  write(table: CopiedTable, rows: readonly CopiedRow[]): Promise<void>;
  /** Makes what is not copied but follows from it: numbers to go on from, and what orders are found by. */
  complete(): Promise<void>;
  /** Makes it a shop's database, in one step. */
  finish(owner: DatabaseOpener): Promise<void>;
  /** Without `finish`, it stays what it was before, or is known to be part of a copy. */
  close(): Promise<void>;
}
