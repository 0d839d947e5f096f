import type { ReservedSQL, SQL } from "bun";
import { type CopiedTable, copiedTables } from "../copy/copied-tables.ts";
import type { CopiedRow, CopiedValue, CopyTarget } from "../copy/copy-ends.ts";
import type { DatabaseOpener } from "../open-options.ts";
import { DatabaseUnusable } from "../sqlite/database-file.ts";
import { readableRows } from "./copied-rows.ts";
import { examineServer, whyUnfit } from "./examine-server.ts";
import { addressOf } from "./location.ts";
import { makeQueries } from "./make-queries.ts";
import { MIGRATION_LOCK, makeTables } from "./migrate.ts";
import { LAST_NUMBER } from "./numbered-orders.ts";
import { createOrderIndexStore } from "./order-index-store.ts";
import { openPool } from "./pool.ts";
import { createProductIndex } from "./product-index.ts";
import type { Queries } from "./queries.ts";
import { UNFINISHED_COPY } from "./unfinished-copy.ts";

/** Orders whose words are written at a time. */
const INDEXED_AT_ONCE = 500;

/**
 * Makes every table in an empty database, to copy another one to. All of it is one transaction: until it is finished
 * nobody sees more than a mark, and a copy that is broken off leaves nothing else behind.
 *
 * @throws DatabaseUnusable when the database is not empty, or somebody else is making its tables.
 */
export async function openPostgresCopyTarget(url: string): Promise<CopyTarget> {
  const pool = openPool(url, 1);
  let connection: ReservedSQL | undefined;
  try {
    await refuseUnfit(pool, url);
    connection = await pool.reserve();
    await mark(connection, url);
    await begin(connection);
    return makeTarget(pool, connection);
  } catch (error) {
    connection?.release();
    await pool.close();
    throw error;
  }
}

/** @throws DatabaseUnusable */
async function refuseUnfit(pool: SQL, url: string): Promise<void> {
  const unfit = whyUnfit(await examineServer(pool, url), url);
  if (unfit !== undefined) throw new DatabaseUnusable(unfit);
}

/** @throws DatabaseUnusable when the database is not empty. */
async function mark(connection: ReservedSQL, url: string): Promise<void> {
  const [lock] = await connection.unsafe("select pg_try_advisory_lock($1)", [MIGRATION_LOCK]).values();
  if (lock?.[0] !== true)
    throw new DatabaseUnusable(
      `Somebody else is making the tables of ${addressOf(url)}: another copy, or a process that starts. Try again when it is done.`,
    );
  const tables = await connection
    .unsafe("select tablename from pg_tables where schemaname = current_schema() and tablename <> $1", [
      UNFINISHED_COPY,
    ])
    .values();
  if (tables.length > 0)
    throw new DatabaseUnusable(
      `${addressOf(url)} is not empty: it has ${tables.length} tables. A copy never overwrites: make another database, with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`,
    );
  await connection.unsafe(
    `create table if not exists ${UNFINISHED_COPY} (began_at timestamptz not null default now())`,
  );
}

async function begin(connection: ReservedSQL): Promise<void> {
  await connection.unsafe("begin");
  for (const limit of ["statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"])
    await connection.unsafe(`set local ${limit} = 0`);
  await makeTables(connection);
  // What triggers would write is copied itself, or made at the end.
  for (const { name } of copiedTables()) await connection.unsafe(`alter table ${name} disable trigger user`);
}

function makeTarget(pool: SQL, connection: ReservedSQL): CopyTarget {
  const queries = makeQueries(
    async (text, values) => await connection.unsafe(text, [...values]).values(),
    true,
  );
  const { putWords } = createProductIndex(queries);
  return {
    ...readableRows(connection),
    async write(table, rows) {
      if (table.name !== "product_texts") return await copyIn(connection, table, rows);
      await Promise.all(rows.map((row) => putWords(...productWordsOf(table, row))));
    },
    complete: () => complete(queries),
    async finish(owner: DatabaseOpener) {
      for (const { name } of copiedTables()) await queries.send(`alter table ${name} enable trigger user`);
      await queries.send("insert into settings (name, value) values ('database_owner', $1)", [owner]);
      await queries.send("analyze");
      await queries.send(`drop table ${UNFINISHED_COPY}`);
      await queries.send("commit");
    },
    async close() {
      // Undoes what was not finished; after a commit there is nothing to undo.
      await connection.unsafe("rollback").catch(() => {});
      connection.release();
      await pool.close();
    },
  };
}

/** The words of a product, which the search of this engine weighs by itself. */
function productWordsOf(
  { columns }: CopiedTable,
  row: CopiedRow,
): Parameters<ReturnType<typeof createProductIndex>["putWords"]> {
  const word = (column: string) => String(row[columns.findIndex(({ name }) => name === column)]);
  return [
    word("product_id"),
    {
      title: word("title"),
      brand: word("brand"),
      category: word("category"),
      options: word("options"),
      description: word("description"),
    },
  ];
}

async function copyIn(
  connection: ReservedSQL,
  table: CopiedTable,
  rows: readonly CopiedRow[],
): Promise<void> {
  const columns = table.columns.map(({ name }) => name).join(", ");
  const text = rows.map((row) => `${row.map((value, at) => escaped(table, row, at, value)).join("\t")}\n`);
  const writer = connection.unsafe(`copy ${table.name} (${columns}) from stdin`).writable().getWriter();
  await writer.write(text.join(""));
  await writer.close();
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A value in COPY's text format. @throws DatabaseUnusable for the one character that PostgreSQL does not keep. */
function escaped(table: CopiedTable, row: CopiedRow, at: number, value: CopiedValue): string {
  if (value === null) return "\\N";
  if (value instanceof Uint8Array) return `\\\\x${value.toHex()}`;
  if (typeof value !== "string") return String(value);
  if (value.includes("\0")) {
    const key = table.key.map((name) => row[table.columns.findIndex((column) => column.name === name)]);
    throw new DatabaseUnusable(
      `${table.name} ${key.join(" ")} has the character U+0000 in ${table.columns[at]?.name}, which PostgreSQL does not keep. ` +
        "Nothing was copied. Take it out of that row and copy again.",
    );
  }
  return value.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);
}

/** Columns that are numbered by a sequence: it goes on behind what was copied. */
const numbered = [
  ["outbox_events", "sequence"],
  ["mails", "sequence"],
  ["audit_entries", "sequence"],
  ["feed_pushes", "id"],
] as const;

async function complete(queries: Queries): Promise<void> {
  for (const [table, column] of numbered)
    await queries.rows(
      `select setval(pg_get_serial_sequence($1, $2), max(${column})) from ${table} having max(${column}) is not null`,
      [table, column],
    );
  await queries.send(
    "insert into settings (name, value) select $1, max(number)::text from orders having max(number) is not null",
    [LAST_NUMBER],
  );
  await queries.send("insert into orders_to_index (number) select number from orders");
  const index = createOrderIndexStore(queries);
  while ((await index.catchUp(INDEXED_AT_ONCE)) === INDEXED_AT_ONCE);
}
