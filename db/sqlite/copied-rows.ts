import type { Database as Connection } from "bun:sqlite";
import { type CopiedColumn, type CopiedTable, ownSettings } from "../copy/copied-tables.ts";
import type { CopiedRow, CopiedValue } from "../copy/copy-ends.ts";
import { orderTold } from "./outbox/rows.ts";

type SqliteValue = string | number | bigint | Uint8Array | null;

/** The rows of a file, as they are copied. */
export function readableRows(connection: Connection): {
  count(table: CopiedTable): number;
  page(table: CopiedTable, after: CopiedRow | undefined, limit: number): CopiedRow[];
} {
  return {
    count(table) {
      const [found] = connection
        .query<{ rows: number }, []>(`SELECT count(*) AS rows FROM "${table.name}" WHERE ${isCopied(table)}`)
        .all();
      return found?.rows ?? 0;
    },
    page(table, after, limit) {
      const { name, columns, key } = table;
      const position = key.map((column) => columns.findIndex((each) => each.name === column));
      const from = after === undefined ? [] : position.map((index) => toSqlite(after[index] ?? null));
      const behind =
        after === undefined ? "" : ` AND (${key.join(", ")}) > (${key.map(() => "?").join(", ")})`;
      const query = connection.query<never, SqliteValue[]>(
        `SELECT ${columns.map((column) => readAs(table, column)).join(", ")} FROM "${name}"
         WHERE ${isCopied(table)}${behind} ORDER BY ${key.join(", ")} LIMIT ${limit}`,
      );
      return query.values(...from).map((row) => copiedRow(columns, row));
    },
  };
}

/** What a column is read by: an event is copied with the order it tells of, whichever row keeps it here. */
function readAs({ name }: CopiedTable, column: CopiedColumn): string {
  return name === "outbox_events" && column.name === "document" ? orderTold : column.name;
}

function isCopied({ name }: CopiedTable): string {
  return name === "settings" ? `name NOT IN (${ownSettings.map((each) => `'${each}'`).join(", ")})` : "true";
}

function copiedRow(columns: readonly CopiedColumn[], row: readonly unknown[]): CopiedRow {
  return columns.map(({ name, kind }, index): CopiedValue => {
    const value = row[index] ?? null;
    if (value === null) return null;
    if (kind === "boolean") return value === 1;
    if (typeof value === "string" || typeof value === "number" || value instanceof Uint8Array) return value;
    throw new Error(`a ${typeof value} was found in ${name}`);
  });
}

/** A value as SQLite keeps it. */
export function toSqlite(value: CopiedValue): string | number | Uint8Array | null {
  return typeof value === "boolean" ? Number(value) : value;
}
