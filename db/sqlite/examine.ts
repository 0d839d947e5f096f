import { Database as Connection } from "bun:sqlite";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { Stores } from "../../src/stores.ts";
import { damageOf } from "./damage.ts";
import { migrationsFolder } from "./database.ts";
import { cannotOpen } from "./database-file.ts";
import { isUnfinishedCopy, unfinishedCopy } from "./database-owner.ts";
import { compareWithMigrations } from "./migrate.ts";
import { createStores } from "./stores.ts";

/** A database as it lies there, looked at without changing a byte of it. */
export interface Examination {
  /** What SQLite found wrong with the file; absent when nothing. */
  readonly damage?: string | undefined;
  /** How many of our migrations the file has not had; negative when it had more than we know. */
  readonly migrationsMissing: number;
  /** How many we know. */
  readonly migrationsKnown: number;
  /** Where its tables are not what the migrations it has had make; absent when they are. */
  readonly difference?: string | undefined;
  /** What is in it, for looking. */
  readonly stores: Stores;
  close(): void;
}

/**
 * Opens a database for looking only, also beside a server, and also one of another Checkstand's age.
 *
 * @param file absolute path of a file that exists.
 * @throws DatabaseUnusable when it cannot be opened or is not SQLite's.
 */
export function examine(file: string): Examination {
  if (isUnfinishedCopy(file)) throw unfinishedCopy(file);
  let connection: Connection | undefined;
  try {
    connection = new Connection(file, { readonly: true, strict: true });
    connection.run("PRAGMA busy_timeout = 5000");
    connection.run("PRAGMA trusted_schema = OFF");
    const damage = damageOf(connection);
    const migrations = readMigrationFiles({ migrationsFolder });
    const { missing, difference } = compareWithMigrations(connection, migrations);
    const opened = connection;
    return {
      damage,
      migrationsMissing: missing,
      migrationsKnown: migrations.length,
      difference,
      stores: createStores(drizzle({ client: opened })),
      close: () => opened.close(),
    };
  } catch (cause) {
    connection?.close();
    throw cannotOpen(file, cause);
  }
}
