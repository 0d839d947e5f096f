import type { PgRemoteDatabase } from "drizzle-orm/pg-proxy";

/** A value as the driver takes it and gives it. */
export type Value = string | number | bigint | boolean | Uint8Array | null;

/** Runs one statement and gives its rows, the columns of each in order. */
export type RunStatement = (text: string, values: readonly Value[], waits: boolean) => Promise<Value[][]>;

/** How the stores ask: Drizzle's query builder, which makes each statement once, and the statements themselves. */
export interface Queries extends PgRemoteDatabase {
  /**
   * Whether what is found is kept from other writers until the transaction ends: in a write job, where a row is read to
   * be replaced. Reads outside one lock nothing.
   */
  readonly isLocking: boolean;
  /** Runs a statement whose rows are not asked for: it is sent, and what becomes of it heard with the commit. */
  send(text: string, values?: readonly Value[]): Promise<void>;
  /** Runs a statement and gives its rows, the columns of each in order. */
  rows(text: string, values?: readonly Value[]): Promise<Value[][]>;
}

/** A statement whose values come after so many of others. */
export function renumbered(text: string, before: number): string {
  return before === 0 ? text : text.replace(/\$(\d+)/g, (_, number) => `$${before + Number(number)}`);
}
