import { Database as Connection, SQLiteError } from "bun:sqlite";
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { backUp } from "./backup.ts";
import { DatabaseUnusable, databaseFile } from "./database-file.ts";
import { examine } from "./examine.ts";
import { madeOtherwise } from "./migrate.ts";
import { holdServerLock } from "./server-lock.ts";

/** A backup that was found to be whole. */
export interface CheckedBackup {
  /** How many migrations the next start applies to it. */
  readonly migrationsMissing: number;
}

/** What {@link restoreDatabase} did. */
export interface Restored extends CheckedBackup {
  /** The database as it is now, absolute. */
  readonly file: string;
  /** Where the database went that was there before; absent where there was none. */
  readonly kept?: string | undefined;
}

/**
 * Looks whether a database could take a shop's place. Changes nothing.
 *
 * @param file absolute path of a file that exists.
 * @throws DatabaseUnusable when it is damaged, not Checkstand's, or of a newer one.
 */
export function checkBackup(file: string): CheckedBackup {
  const examination = readBackup(file, () => examine(file));
  try {
    const { damage, migrationsMissing, migrationsKnown, difference } = examination;
    if (damage !== undefined) throw unreadable(file, damage);
    if (migrationsMissing === migrationsKnown) {
      throw new DatabaseUnusable(
        `${file} is a database, but none of Checkstand's: it has none of its tables.`,
      );
    }
    if (migrationsMissing < 0) {
      throw new DatabaseUnusable(
        `${file} was used by a newer Checkstand. Restore it with that one, or restore an older backup.`,
      );
    }
    if (difference !== undefined) throw new DatabaseUnusable(madeOtherwise(file, difference));
    return { migrationsMissing };
  } finally {
    examination.close();
  }
}

/**
 * Puts a copy of a backup where a shop's database is, or would be. The database that is there is kept beside it under
 * another name, with its log. The backup itself stays as it is. A crash at any moment leaves either the one database or
 * the other in its place, whole.
 *
 * @param backup absolute path of a database that exists.
 * @param path of the shop's database.
 * @param stamp tells the kept database from others that were kept, such as `20260417T080000Z`.
 * @throws DatabaseUnusable when the backup is not one, or a server or anybody else has the database open.
 */
export function restoreDatabase(backup: string, path: string, stamp: string): Restored {
  const file = databaseFile(path);
  const release = holdServerLock(file);
  const copy = `${file}.restoring-${process.pid}`;
  try {
    rmSync(copy, { force: true });
    readBackup(backup, () => backUp(backup, copy));
    const { migrationsMissing } = checkBackup(copy);
    const kept = existsSync(file) ? keep(file, `${file}.before-restore-${stamp}`) : undefined;
    removeLogs(file);
    renameSync(copy, file);
    syncFolder(dirname(file));
    return { file, kept, migrationsMissing };
  } finally {
    rmSync(copy, { force: true });
    removeLogs(copy);
    release();
  }
}

/** Says of SQLite's errors with a backup that they are the backup's. */
function readBackup<Read>(file: string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    const cause = error instanceof DatabaseUnusable ? error.cause : error;
    if (cause instanceof SQLiteError && /^SQLITE_(CORRUPT|NOTADB)/.test(cause.code ?? ""))
      throw unreadable(file, cause.message);
    throw error;
  }
}

function unreadable(file: string, reason: string): DatabaseUnusable {
  return new DatabaseUnusable(`${file} is damaged or no database (${reason}). Restore another backup.`);
}

/** Gives the database a second name, under which it stays whole when the first is taken from it. */
function keep(file: string, kept: string): string {
  if (existsSync(kept)) throw new DatabaseUnusable(`${kept} exists already. Try again.`);
  moveLogIn(file);
  // What a damaged database leaves beside it belongs to it: SQLite would write it into the restored one.
  for (const ending of ["-wal", "-shm"]) {
    if (existsSync(file + ending)) renameSync(file + ending, kept + ending);
  }
  linkSync(file, kept);
  return kept;
}

/** Moves the write-ahead log into the file. One that is too damaged for that keeps its log. */
function moveLogIn(file: string): void {
  let connection: Connection | undefined;
  let isBusy = false;
  try {
    connection = new Connection(file, { readwrite: true, strict: true });
    connection.run("PRAGMA busy_timeout = 2000");
    // Finalized, or closing would leave the connection open until the statement is collected.
    using checkpoint = connection.prepare<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)");
    isBusy = checkpoint.get()?.busy === 1;
  } catch (cause) {
    isBusy = cause instanceof Error && "code" in cause && String(cause.code).startsWith("SQLITE_BUSY");
  } finally {
    connection?.close();
  }
  if (isBusy)
    throw new DatabaseUnusable(`Somebody is using ${file}. Wait for other commands to end, and try again.`);
}

function removeLogs(file: string): void {
  for (const ending of ["-wal", "-shm"]) rmSync(file + ending, { force: true });
}

/** A new name of a file is on disk only once its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}
