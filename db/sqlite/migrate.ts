import type { Database as Connection } from "bun:sqlite";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { DatabaseUnusable } from "./database-file.ts";

/**
 * Brings the tables up to date: applies the migrations of `folder` (as drizzle-kit writes them) that the file has not
 * had yet, all or none of them. The file's `user_version` counts those it has had.
 *
 * Drizzle's own migrator does the same, but two processes that start together on a new file would both run it.
 *
 * @throws DatabaseUnusable when the file has had more migrations than this program knows, or one of them fails.
 */
export function migrate(connection: Connection, folder: string): void {
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  if (migrationsApplied(connection, migrations.length) === migrations.length) return;

  // As SQLite asks for a table to be rebuilt, and impossible inside a transaction: keys are off while tables are
  // dropped and renamed, and all of them are checked before the commit.
  connection.run("PRAGMA foreign_keys = OFF");
  const applyMissing = connection.transaction(() => {
    const applied = migrationsApplied(connection, migrations.length);
    for (const [index, { sql }] of migrations.slice(applied).entries()) {
      try {
        for (const statement of sql) connection.run(statement);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new DatabaseUnusable(
          `Migration ${applied + index + 1} of ${migrations.length} failed on ${connection.filename}: ${reason}. ` +
            "Nothing was changed: the Checkstand that used the file before still can.",
          { cause },
        );
      }
    }
    const dangling = connection.query<{ table: string }, []>("PRAGMA foreign_key_check").get();
    if (dangling) {
      throw new DatabaseUnusable(
        `Migrating ${connection.filename} would leave rows of ${dangling.table} without what they refer to. ` +
          "Nothing was changed: the Checkstand that used the file before still can.",
      );
    }
    connection.run(`PRAGMA user_version = ${migrations.length}`);
  });
  applyMissing.immediate();
}

function migrationsApplied(connection: Connection, known: number): number {
  const applied =
    connection.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0;
  if (applied > known) {
    throw new DatabaseUnusable(
      `The database ${connection.filename} has had ${applied} migrations and this Checkstand knows ${known}: a newer ` +
        "one has used it. Start that one, or restore a backup made before it ran.",
    );
  }
  return applied;
}
