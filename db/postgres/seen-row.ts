import { type Change, ChangeStatement, OVERTAKEN } from "./change-statement.ts";
import type { Value } from "./queries.ts";

/** A row that was read to be written over, without a lock. */
export interface SeenRow {
  readonly table: string;
  readonly column: string;
  readonly key: Value;
  /** Changes with the row. The number of the transaction that wrote it, which the server keeps beside it. */
  readonly revision: Value;
}

/** Whether two are the same row, read as the same. */
export function isSame(one: SeenRow, other: SeenRow): boolean {
  return (
    one.table === other.table &&
    one.column === other.column &&
    one.key === other.key &&
    one.revision === other.revision
  );
}

/** Asks that a row is as it was read, and locks it. */
export function stillSeen({ table, column, key, revision }: SeenRow): Change {
  const statement = ChangeStatement.of(
    `with seen as (select 1 from "${table}" where "${column}" = $1 and xmin::text = $2 for no key update) ` +
      `select ${OVERTAKEN} where not exists (select from seen)`,
  );
  return { statement, values: [key, revision] };
}

/** How one row is read that a statement would lock: its revision is the last column (see `SeenRow`). */
export interface ReadWithoutLock {
  readonly text: string;
  readonly table: string;
  readonly column: string;
}

const readsWithoutLock = new Map<string, ReadWithoutLock | undefined>();

/** How to read without a lock what a job's statement locks: rows of one table that its only value names. */
export function withoutLock(text: string): ReadWithoutLock | undefined {
  if (!readsWithoutLock.has(text)) {
    const found = /^select ([^()]*) from "(\w+)" where "\2"\."(\w+)" = \$1 for no key update$/.exec(text);
    const [, columns, table = "", column = ""] = found ?? [];
    readsWithoutLock.set(
      text,
      found
        ? {
            text: `select ${columns}, "${table}".xmin::text as "revision" from "${table}" where "${table}"."${column}" = $1`,
            table,
            column,
          }
        : undefined,
    );
  }
  return readsWithoutLock.get(text);
}
