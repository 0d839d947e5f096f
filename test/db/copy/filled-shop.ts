import { Database as Connection } from "bun:sqlite";
import { getTableName, is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { type CopiedColumn, type CopiedTable, copiedTables } from "../../../db/copy/copied-tables.ts";
import { orderDocument } from "../../../db/documents.ts";
import * as schema from "../../../db/schema.ts";
import { openDatabase } from "../../../db/sqlite/database.ts";
import { orderOf } from "../../outbox/orders.ts";

const ROWS = 3;

/** What text may hold that one format or another could take for something else. */
const awkward = 'tab\t line\nfeed\r back\\slash \\N quote\'" é 日本 😀 \u2028 {"json":[1]} ';

/** Makes a database in which every table has rows, with every kind of value and with values that are missing. */
export function makeFilledShop(file: string): void {
  openDatabase(file).close();
  const connection = new Connection(file, { readwrite: true, strict: true });
  connection.run("PRAGMA foreign_keys = ON");
  for (const table of copiedTables()) {
    if (table.name === "feed_changes") continue; // Triggers wrote it with the products.
    for (let number = 1; number <= ROWS; number += 1) insert(connection, table, number);
  }
  connection.run(
    'INSERT INTO settings (name, value) VALUES (\'sales_counted\', \'{"order":1,"session":""}\')',
  );
  connection.close();
}

/** All that is in a database, table by table, as it is compared. */
export function contentsOf(file: string): Record<string, unknown[][]> {
  const connection = new Connection(file, { readonly: true, strict: true });
  const contents = copiedTables().map(({ name, columns, key }) => {
    const names = columns.map((column) => column.name).join(", ");
    const own = name === "settings" ? "WHERE name <> 'tables_compared'" : "";
    return [
      name,
      connection.query(`SELECT ${names} FROM ${name} ${own} ORDER BY ${key.join(", ")}`).values(),
    ] as const;
  });
  connection.close();
  return Object.fromEntries(contents);
}

function insert(connection: Connection, table: CopiedTable, number: number): void {
  const columns = table.columns.map(({ name }) => `"${name}"`).join(", ");
  const values = table.columns.map((column) => fillOf(table.name, column, number));
  connection
    .query(`INSERT INTO "${table.name}" (${columns}) VALUES (${values.map(() => "?").join(", ")})`)
    .run(...values);
}

function fillOf(
  table: string,
  { name, kind }: CopiedColumn,
  number: number,
): string | number | Uint8Array | null {
  const referred = references.get(`${table}.${name}`);
  if (referred) return `${referred} ${number} ${awkward}`;
  if (table === "orders" && name === "document")
    return orderDocument.write(orderOf({ number: 1000 + number }));
  if (table === "orders" && name === "number") return 1000 + number;
  if (number === 2 && nullable.has(`${table}.${name}`)) return null;
  switch (kind) {
    case "text":
      return `${table}.${name} ${number} ${awkward}`;
    case "integer":
      return 9_007_199_254_740_000 + number;
    case "boolean":
      return number % 2;
    case "bytes":
      return new Uint8Array([0, 255, 10, 92, number]);
  }
}

const tables = Object.values(schema).filter((each) => is(each, SQLiteTable));

/** Of a column that refers to another, `table.column`, the other. */
const references: ReadonlyMap<string, string> = new Map(
  tables.flatMap((table) =>
    getTableConfig(table).foreignKeys.map((key) => {
      const { columns, foreignTable, foreignColumns } = key.reference();
      return [
        `${getTableName(table)}.${columns[0]?.name}`,
        `${getTableName(foreignTable)}.${foreignColumns[0]?.name}`,
      ] as const;
    }),
  ),
);

const nullable: ReadonlySet<string> = new Set(
  tables.flatMap((table) =>
    getTableConfig(table)
      .columns.filter(({ notNull, primary }) => !notNull && !primary)
      .map(({ name }) => `${getTableName(table)}.${name}`),
  ),
);
