import type { ReservedSQL } from "bun";
import { type ColumnKind, type CopiedColumn, type CopiedTable, ownSettings } from "../copy/copied-tables.ts";
import type { CopiedRow, CopiedValue, ReadableRows } from "../copy/copy-ends.ts";

const types: Readonly<Record<ColumnKind, string>> = {
  text: "text",
  integer: "bigint",
  boolean: "boolean",
  bytes: "bytea",
};

/** The rows of a server's database, as they are copied. In one transaction, so that they are of one moment. */
export function readableRows(connection: ReservedSQL): ReadableRows {
  return {
    async count(table) {
      const [found] = await connection.unsafe(`select count(*) from ${rowsOf(table)}`).values();
      return Number(found?.[0]);
    },
    async page(table, after, limit) {
      const { columns, key } = table;
      const parts = key.map((name) => columns.findIndex((each) => each.name === name));
      const behind = parts.map((at, index) => `$${index + 1}::${types[columns[at]?.kind ?? "text"]}`);
      const rows = await connection
        .unsafe(
          `select ${columns.map(({ name }) => name).join(", ")} from ${rowsOf(table)}
           ${after ? `where (${key.join(", ")}) > (${behind.join(", ")})` : ""} order by ${key.join(", ")} limit ${limit}`,
          after ? parts.map((at) => after[at]) : [],
        )
        .values();
      return rows.map((row: readonly unknown[]) => copiedRow(columns, row));
    },
  };
}

/** What a table's rows are read from. */
function rowsOf({ name }: CopiedTable): string {
  if (name === "settings")
    return `(select * from settings where name not in (${ownSettings.map((each) => `'${each}'`).join(", ")})) as settings`;
  // A product's earlier changes say nothing any more, and are pruned now and then.
  if (name === "feed_changes")
    return "(select product_id, max(number) as number from feed_changes group by product_id) as feed_changes";
  return name;
}

function copiedRow(columns: readonly CopiedColumn[], row: readonly unknown[]): CopiedRow {
  return columns.map(({ name }, index): CopiedValue => {
    const value = row[index] ?? null;
    if (typeof value === "bigint") return Number(value);
    if (value === null || typeof value === "string" || typeof value === "number") return value;
    if (typeof value === "boolean" || value instanceof Uint8Array) return value;
    throw new Error(`a ${typeof value} was found in ${name}`);
  });
}
