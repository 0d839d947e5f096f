import { randomUUIDv7, type SQL } from "bun";

/** How a transaction ended, where that is not an error of a statement. */
export type TransactionEnd =
  | { readonly kind: "committed" }
  /** The connection was lost after COMMIT was sent. Whether the mark is there tells which. */
  | { readonly kind: "unknown"; readonly mark: string; readonly error: unknown };

/**
 * Written by every transaction with what it changes: after a lost connection the mark says whether it was kept. Not the
 * transaction's number, which a server that crashed gives to another one: `pg_xact_status` then tells of that. Whoever
 * writes the same mark waits for the transaction that may be writing it still, and keeps it from committing any more.
 */
export const insertCommitMark = `INSERT INTO change_marks (topic, changes)
  VALUES ($1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)`;

/** The same mark, by somebody else who asks: below zero, so that it is not taken for the transaction's own. */
const insertFence = `INSERT INTO change_marks (topic, changes)
  VALUES ($1, -(extract(epoch FROM clock_timestamp()) * 1000)::bigint) ON CONFLICT DO NOTHING`;

/** A mark for one transaction. In the order of time, so that it goes where the last one went in the index. */
export function newMark(): string {
  return `commit ${randomUUIDv7()}`;
}

/**
 * Whether the transaction of a mark was kept. Where it was not, it never will be: its mark is written here.
 *
 * @throws what keeps the server from answering; to be asked again then.
 */
export async function wasMarkKept(pool: SQL, mark: string): Promise<boolean> {
  await pool.unsafe(insertFence, [mark]);
  const [found] = await pool.unsafe("SELECT changes > 0 FROM change_marks WHERE topic = $1", [mark]).values();
  return found?.[0] === true;
}
