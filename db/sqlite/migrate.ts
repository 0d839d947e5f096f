import type { Database as Connection } from "bun:sqlite";
import { CryptoHasher } from "bun";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import { DatabaseUnusable } from "./database-file.ts";
import { schemaDifference } from "./schema-difference.ts";

/**
 * Brings the tables up to date: applies the migrations of `folder` (as drizzle-kit writes them) that the file has not
 * had yet, all or none of them. The file's `user_version` counts those it has had.
 *
 * Drizzle's own migrator does the same, but two processes that start together on a new file would both run it.
 *
 * @throws DatabaseUnusable when the file has had more migrations than this program knows, when those it has had made
 *   other tables of it than they make today, or when one fails.
 */
export function migrate(connection: Connection, folder: string): void {
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  if (wasFoundUpToDate(connection, migrations)) return;
  applyMissing(connection, migrations);
  rememberUpToDate(connection, migrations);
}

function applyMissing(connection: Connection, migrations: readonly MigrationMeta[]): void {
  const { missing, difference } = compareWithMigrations(connection, migrations);
  if (missing < 0) throw new DatabaseUnusable(usedByNewer(connection.filename, migrations, missing));
  if (difference !== undefined) throw new DatabaseUnusable(madeOtherwise(connection.filename, difference));
  if (missing === 0) return;

  // As SQLite asks for a table to be rebuilt, and impossible inside a transaction: keys are off while tables are
  // dropped and renamed, and all of them are checked before the commit.
  connection.run("PRAGMA foreign_keys = OFF");
  const apply = connection.transaction(() => {
    const applied = migrationsApplied(connection);
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
  apply.immediate();
}

/** What is remembered in the file under this name: that its tables were compared, and what both sides were. */
const COMPARED = "tables_compared";

/** Whether nothing has changed since the tables were compared last, which takes as long as making all of them anew. */
function wasFoundUpToDate(connection: Connection, migrations: readonly MigrationMeta[]): boolean {
  if (migrationsApplied(connection) !== migrations.length || !hasSettings(connection)) return false;
  const remembered = connection
    .query<{ value: string }, [string]>("SELECT value FROM settings WHERE name = ?")
    .get(COMPARED);
  return remembered?.value === comparedOf(connection, migrations);
}

function rememberUpToDate(connection: Connection, migrations: readonly MigrationMeta[]): void {
  if (!hasSettings(connection)) return;
  try {
    connection.run("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", [
      COMPARED,
      comparedOf(connection, migrations),
    ]);
  } catch {
    // A disk that is full, or somebody who writes for long: they are compared again the next time.
  }
}

/** Databases of tests may have tables of their own. */
function hasSettings(connection: Connection): boolean {
  return (
    connection.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'settings'").get() !== null
  );
}

/** A hash of all statements that made the file's tables, and of all that the migrations would make them by. */
function comparedOf(connection: Connection, migrations: readonly MigrationMeta[]): string {
  const made = connection.query("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").values();
  const wanted = migrations.map(({ sql }) => sql);
  return new CryptoHasher("sha256").update(JSON.stringify([made, wanted])).digest("base64url");
}

/** How a file stands beside the migrations that a program knows. */
export interface Comparison {
  /** How many of them it has not had; negative when it had more. */
  readonly missing: number;
  /** Where its tables are not what those it has had make, as {@link schemaDifference} words it. */
  readonly difference?: string | undefined;
}

/** Compares a file with the migrations, as it stands at one moment and without changing it. */
export function compareWithMigrations(
  connection: Connection,
  migrations: readonly MigrationMeta[],
): Comparison {
  const atOneMoment = connection.transaction((): Comparison => {
    const applied = migrationsApplied(connection);
    const missing = migrations.length - applied;
    if (missing < 0 || applied === 0) return { missing };
    return { missing, difference: schemaDifference(connection, migrations.slice(0, applied)) };
  });
  return atOneMoment.deferred();
}

/** What to say of a file whose tables are not those of any released Checkstand of its age. */
export function madeOtherwise(file: string, difference: string): string {
  return (
    `The tables of ${file} are not those that this Checkstand makes (${difference}): the file is of a state before ` +
    "the release, or somebody changed them. No migration leads from there, and nothing was changed. Start the " +
    "Checkstand that made it, take its products out (checkstand catalog export) and bring them into a new file."
  );
}

function usedByNewer(file: string, migrations: readonly MigrationMeta[], missing: number): string {
  return (
    `The database ${file} has had ${migrations.length - missing} migrations and this Checkstand knows ` +
    `${migrations.length}: a newer one has used it. Start that one, or restore a backup made before it ran.`
  );
}

function migrationsApplied(connection: Connection): number {
  return connection.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0;
}
