import { Database as Connection } from "bun:sqlite";
import { resolve } from "node:path";
import { type BunSQLiteDatabase, drizzle } from "drizzle-orm/bun-sqlite";
import { type DatabaseState, isStorageFailure } from "../../src/storage.ts";
import { checkpointByCommits } from "./checkpoints/checkpoint-thread.ts";
import { CommittedContents } from "./committed-contents.ts";
import { damaged, damageOf } from "./damage.ts";
import { cannotOpen, createPrivately, DatabaseUnusable, databaseFile } from "./database-file.ts";
import { rememberFiles } from "./file-identity.ts";
import { migrate } from "./migrate.ts";

/** A connection as the stores use it: Drizzle's query builder, with bun:sqlite's own connection as `$client`. */
export type Queries = BunSQLiteDatabase & { readonly $client: Connection };

/**
 * Opens one more connection to a database that is open, which cannot write.
 *
 * @param file of the database, absolute.
 */
export function openReader(file: string): Queries {
  const reading = new Connection(file, { readonly: true, strict: true });
  reading.run("PRAGMA busy_timeout = 5000");
  reading.run("PRAGMA trusted_schema = OFF");
  return drizzle({ client: reading });
}

/** One open SQLite file. */
export interface Database extends Pick<DatabaseState, "unusedBytes" | "giveBack" | "emptyLog" | "misplaced"> {
  /** Absolute path of the file; what is kept beside it lies in the same folder. */
  readonly file: string;
  /** The only connection that can write. It belongs to the writer and to the stores the writer lends out. */
  readonly writer: Queries;
  /** Reads outside any write job: sees what is committed, cannot write, and neither waits for a write nor delays one. */
  readonly reader: Queries;
  /**
   * A number that changes when, and only when, *another process* has changed the file: the sign to drop caches and
   * wake jobs. What this process writes itself does not move it.
   */
  version(): number;
  /** What is committed, for who keeps what was read of it. */
  readonly contents: CommittedContents;
  /**
   * Moves the write-ahead log into the file, so that the file alone is the whole database, and closes it. Where the disk
   * does not let it, the log stays beside the file, and whoever opens it next moves it.
   */
  close(): void;
}

/** Where the migrations lie: beside this folder in a checkout, at the root of the files embedded in the binary. */
export const migrationsFolder = resolve(
  import.meta.dir,
  Bun.isStandaloneExecutable ? "." : "..",
  "migrations",
);

/**
 * Opens the database, making the file and its folder when they are missing, and brings its tables up to date.
 *
 * @param path of the file, relative to the working directory or absolute.
 * @param options.checked whether the whole file is read first to see that it is sound: for who is to sell from it.
 * @throws DatabaseUnusable when the file cannot be opened, is damaged, not SQLite's or of another Checkstand's tables.
 */
export function openDatabase(
  path: string,
  migrations = migrationsFolder,
  { checked = false }: { readonly checked?: boolean } = {},
): Database {
  const file = databaseFile(path);
  let writing: Connection | undefined;
  try {
    createPrivately(file);
    writing = new Connection(file, { readwrite: true, strict: true });
    writing.run("PRAGMA busy_timeout = 5000");
    giveSpaceBackInSteps(writing);
    writing.run("PRAGMA journal_mode = WAL");
    writing.run("PRAGMA synchronous = FULL");
    checkpointByCommits(writing);
    writing.run("PRAGMA trusted_schema = OFF");
    // What is deleted is written over, where that costs no page more; see db/sqlite/writing-over.ts for what has to be.
    writing.run("PRAGMA secure_delete = FAST");
    if (checked) refuseDamage(file, writing);
    migrate(writing, migrations);
    writing.run("PRAGMA foreign_keys = ON");
    // Savepoints keep what they would undo, a few pages, in memory and not in a temporary file. Only from here on: a
    // migration may sort a whole table.
    writing.run("PRAGMA temp_store = MEMORY");

    const reader = openReader(file);
    const misplaced = rememberFiles([resolve(path), file, `${file}-wal`, `${file}-shm`]);
    return opened(file, misplaced, writing, reader);
  } catch (cause) {
    writing?.close();
    throw cause instanceof DatabaseUnusable ? cause : cannotOpen(file, cause);
  }
}

/** Pages given back in one job, 128 KiB: measured, it then holds requests up for no longer than a commit does. */
const PAGES_AT_ONCE = 32;

/**
 * Lets a database give back what was deleted in small steps, where VACUUM would hold everybody up for as long as it
 * takes to write the whole file. Holds for a database that has nothing in it yet, or from its next VACUUM on.
 */
export function giveSpaceBackInSteps(connection: Connection): void {
  connection.run("PRAGMA auto_vacuum = INCREMENTAL");
}

/** Over a connection of its own: the writer's may be within a transaction. Waits for nobody. */
function emptyLogOf(file: string): void {
  const emptying = new Connection(file, { readwrite: true, strict: true });
  try {
    emptying.run("PRAGMA busy_timeout = 0");
    emptying.run("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    emptying.close();
  }
}

/** @throws DatabaseUnusable with SQLite's words about the first damage there is. */
function refuseDamage(file: string, connection: Connection): void {
  const damage = damageOf(connection);
  if (damage !== undefined) throw new DatabaseUnusable(damaged(file, damage));
}

function opened(
  file: string,
  misplaced: () => string | undefined,
  writing: Connection,
  reader: Queries,
): Database {
  // Asked on the writer, SQLite leaves this process's own commits out of the number.
  const dataVersion = writing.prepare<{ data_version: number }, []>("PRAGMA data_version");
  const unused = reader.$client.prepare<{ bytes: number }, []>(
    "SELECT freelist_count * page_size AS bytes FROM pragma_freelist_count, pragma_page_size",
  );
  const version = () => dataVersion.get()?.data_version ?? 0;
  return {
    file,
    writer: drizzle({ client: writing }),
    reader,
    version,
    contents: new CommittedContents(version),
    unusedBytes: () => unused.get()?.bytes ?? 0,
    giveBack: () => writing.run(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`),
    emptyLog: () => emptyLogOf(file),
    misplaced,
    close() {
      reader.$client.close();
      try {
        writing.run("PRAGMA wal_checkpoint(TRUNCATE)");
      } catch (error) {
        if (!isStorageFailure(error)) throw error;
      } finally {
        writing.close();
      }
    },
  };
}
