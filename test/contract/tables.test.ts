import { expect, test } from "bun:test";
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import * as postgres from "../../db/postgres/schema.ts";
import * as sqlite from "../../db/schema.ts";

/** Of a table its columns, by the names the database has. */
type Tables = ReadonlyMap<string, readonly string[]>;

const onSqlite: Tables = new Map(
  Object.values(sqlite).flatMap((each) =>
    is(each, SQLiteTable)
      ? [[getTableName(each), Object.values(getTableColumns(each)).map(({ name }) => name)] as const]
      : [],
  ),
);
const onPostgres: Tables = new Map(
  Object.values(postgres).flatMap((each) =>
    is(each, PgTable)
      ? [[getTableName(each), Object.values(getTableColumns(each)).map(({ name }) => name)] as const]
      : [],
  ),
);

/** Tables that several processes need and one does not, and what is a table of SQLite's own there. */
const ofSeveralProcesses = ["change_marks", "nodes", "order_words"];
/** The full-text index is a table of its own on SQLite. */
const ownColumns = ["product_texts.words"];

test("every table that SQLite has is on PostgreSQL, too", () => {
  expect([...onSqlite.keys()].filter((name) => !onPostgres.has(name))).toEqual([]);
  expect([...onPostgres.keys()].filter((name) => !onSqlite.has(name)).sort()).toEqual(ofSeveralProcesses);
});

test("every column that SQLite has is on PostgreSQL, too", () => {
  const missing = [...onSqlite].flatMap(([table, columns]) =>
    columns.filter((name) => !onPostgres.get(table)?.includes(name)).map((name) => `${table}.${name}`),
  );
  const more = [...onPostgres].flatMap(([table, columns]) =>
    columns
      .filter((name) => onSqlite.has(table) && !onSqlite.get(table)?.includes(name))
      .map((name) => `${table}.${name}`),
  );
  expect(missing).toEqual([]);
  expect(more).toEqual(ownColumns);
});
