import { Database as Connection } from "bun:sqlite";
import { existsSync, statSync } from "node:fs";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { DatabaseStatus } from "../../src/database-status.ts";
import { copiedTables } from "../copy/copied-tables.ts";
import { migrationsFolder } from "./database.ts";
import { cannotOpen } from "./database-file.ts";
import { isUnfinishedCopy, unfinishedCopy } from "./database-owner.ts";

/** How a database in a file stands. @param file absolute path of one that exists. @throws DatabaseUnusable. */
export function sqliteStatus(file: string): DatabaseStatus {
  if (isUnfinishedCopy(file)) throw unfinishedCopy(file);
  let connection: Connection | undefined;
  try {
    connection = new Connection(file, { readonly: true, strict: true });
    connection.run("PRAGMA busy_timeout = 5000");
    const opened = connection;
    const one = (statement: string) => opened.query<Record<string, unknown>, []>(statement).values()[0]?.[0];
    const there = new Set(
      opened.query("SELECT name FROM sqlite_schema WHERE type = 'table'").values().flat().map(String),
    );
    return {
      engine: "SQLite",
      version: String(one("SELECT sqlite_version()")),
      place: file,
      migrations: {
        applied: Number(one("PRAGMA user_version")),
        known: readMigrationFiles({ migrationsFolder }).length,
      },
      bytes: statSync(file).size,
      logBytes: existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0,
      tables: copiedTables()
        .filter(({ name }) => there.has(name))
        .map(({ name }) => ({ name, rows: Number(one(`SELECT count(*) FROM "${name}"`)) })),
    };
  } catch (cause) {
    throw cannotOpen(file, cause);
  } finally {
    connection?.close();
  }
}
