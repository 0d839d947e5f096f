import type { PgRemoteDatabase } from "drizzle-orm/pg-proxy";

/** A value as the driver takes it and gives it. */
export type Value = string | number | bigint | boolean | Uint8Array | null;

/** Runs one statement and gives its rows, the columns of each in order. */
export type RunStatement = (text: string, values: readonly Value[], waits: boolean) => Promise<Value[][]>;

/** What jobs alone ask of a database: others are served with it, or have to wait for it. */
export interface JobStatements {
  /**
   * Changes a count of one row by an amount, where its condition still holds; the job is run again where it does not. The
   * last that a job does: whoever wants the same row waits from then on. What several ask of a row is asked at once.
   *
   * @param text an update by key: the key is its first value, the amount its second.
   */
  count(text: string, key: string, amount: number): Promise<void>;
  /**
   * Changes one row that was there when the job looked; the job is run again where it was removed meanwhile.
   *
   * @param text an update by key.
   */
  changeFound(text: string, values: readonly Value[]): Promise<void>;
  /** Takes the number of an order. Whoever wants the next one waits until this one's job is over. */
  nextOrderNumber(): Promise<number>;
}

/** How the stores ask: Drizzle's query builder, which makes each statement once, and the statements themselves. */
export interface Queries extends PgRemoteDatabase, JobStatements {
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

/** The same text for the same value, and for no other of its column. It has no U+0000, as no text of PostgreSQL's has. */
export function spelled(value: Value): string {
  if (value === null) return "null";
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : `=${value}`;
}
