import { Database as Connection } from "bun:sqlite";
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { drizzle } from "drizzle-orm/bun-sqlite";
import type { CopiedTable } from "../copy/copied-tables.ts";
import type { CopiedRow, CopyTarget } from "../copy/copy-ends.ts";
import type { DatabaseOpener } from "../open-options.ts";
import { readableRows, toSqlite } from "./copied-rows.ts";
import { giveSpaceBackInSteps, migrationsFolder } from "./database.ts";
import { DatabaseUnusable, databaseFile } from "./database-file.ts";
import { isUnfinishedCopy, markOwner, markUnfinishedCopy } from "./database-owner.ts";
import { migrate } from "./migrate.ts";
import { createOrderIndexStore } from "./order-index-store.ts";
import { holdServerLock } from "./server-lock.ts";

/** Orders whose words are written in one transaction. */
const INDEXED_AT_ONCE = 500;

/**
 * Makes a file to copy a database to. What an earlier copy that was broken off has left there is thrown away.
 *
 * @throws DatabaseUnusable when there is a file of that name, or it cannot be made.
 */
export function openSqliteCopyTarget(path: string): CopyTarget {
  const file = databaseFile(path);
  const release = holdServerLock(file);
  let connection: Connection | undefined;
  try {
    throwUnfinishedAway(file);
    markUnfinishedCopy(file);
    connection = openForCopying(file);
    migrate(connection, migrationsFolder);
    return makeTarget(file, connection, takeTriggersOff(connection), release);
  } catch (error) {
    connection?.close();
    release();
    throw error;
  }
}

/** @throws DatabaseUnusable when the file is anything but part of a copy. */
function throwUnfinishedAway(file: string): void {
  if (!existsSync(file) || statSync(file).size === 0) return;
  if (!isUnfinishedCopy(file))
    throw new DatabaseUnusable(`${file} exists. A copy never overwrites: name another file.`);
  for (const ending of ["", "-journal", "-wal", "-shm"]) rmSync(file + ending, { force: true });
}

/** Nothing waits for the disk: until all is written and compared, the file is marked as part of a copy. */
function openForCopying(file: string): Connection {
  const connection = new Connection(file, { readwrite: true, strict: true });
  giveSpaceBackInSteps(connection);
  connection.run("PRAGMA journal_mode = OFF");
  connection.run("PRAGMA synchronous = OFF");
  connection.run("PRAGMA trusted_schema = OFF");
  // 200 MB: the indexes are written all over the file.
  connection.run("PRAGMA cache_size = -200000");
  return connection;
}

/** What triggers would write is copied itself, or made at the end. Gives the statements that make them again. */
function takeTriggersOff(connection: Connection): readonly string[] {
  const triggers = connection
    .query<{ name: string; sql: string }, []>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) connection.run(`DROP TRIGGER "${name}"`);
  return triggers.map(({ sql }) => sql);
}

function makeTarget(
  file: string,
  connection: Connection,
  triggers: readonly string[],
  release: () => void,
): CopyTarget {
  const rows = readableRows(connection);
  let isOpen = true;
  const closeFile = () => {
    if (isOpen) connection.close();
    isOpen = false;
  };
  return {
    count: async (table) => rows.count(table),
    page: async (table, after, limit) => rows.page(table, after, limit),
    write: createWriting(connection),
    async complete() {
      connection.run("INSERT INTO product_words (product_words) VALUES ('rebuild')");
      await indexOrders(connection);
      for (const trigger of triggers) connection.run(trigger);
      const dangling = connection.query<{ table: string }, []>("PRAGMA foreign_key_check").get();
      if (dangling)
        throw new DatabaseUnusable(
          `Rows of ${dangling.table} are without what they refer to. Nothing was kept.`,
        );
    },
    async finish(owner: DatabaseOpener) {
      closeFile();
      sync(file);
      markOwner(file, owner);
      sync(file);
      sync(dirname(file));
    },
    async close() {
      closeFile();
      release();
    },
  };
}

/** Writes rows, a page in a transaction. */
function createWriting(connection: Connection): CopyTarget["write"] {
  let lastChange = 0;
  /** Each change has a number of its own, none lower than where it comes from: who has read that far misses nothing. */
  const numbered = (row: CopiedRow, at: number): CopiedRow => {
    lastChange = Math.max(Number(row[at]), lastChange + 1);
    return row.with(at, lastChange);
  };
  return async ({ name, columns }: CopiedTable, rows) => {
    const insert = connection.query(
      `INSERT INTO "${name}" (${columns.map((column) => column.name).join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    );
    const number = name === "feed_changes" ? columns.findIndex((column) => column.name === "number") : -1;
    const writeAll = connection.transaction(() => {
      for (const row of rows) insert.run(...(number < 0 ? row : numbered(row, number)).map(toSqlite));
    });
    writeAll();
  };
}

/** Writes down what orders are found by, as the server does after each change. */
async function indexOrders(connection: Connection): Promise<void> {
  const index = createOrderIndexStore(drizzle({ client: connection }));
  connection.run("INSERT INTO orders_to_index (number) SELECT number FROM orders");
  for (let done = INDEXED_AT_ONCE; done === INDEXED_AT_ONCE; ) {
    connection.run("BEGIN");
    done = await index.catchUp(INDEXED_AT_ONCE);
    connection.run("COMMIT");
  }
}

/** Waits until a file, or the names in a folder, are on the disk. */
function sync(path: string): void {
  const handle = openSync(path, "r");
  fsyncSync(handle);
  closeSync(handle);
}
