import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** The database file cannot be used as it is. The message is for the person who starts the program. */
export class DatabaseUnusable extends Error {
  override readonly name = "DatabaseUnusable";
}

/**
 * The one absolute path of a database file, whichever relative path or symbolic link leads to it. Makes its folder.
 *
 * @throws DatabaseUnusable when the folder cannot be made.
 */
export function databaseFile(path: string): string {
  const file = resolve(path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file));
  } catch (cause) {
    throw cannotOpen(file, cause);
  }
}

/**
 * Makes the file when it is missing, for its owner's eyes alone: it will hold agents' keys and buyers' addresses.
 * A file that exists is left alone. To open and close it here would drop every lock SQLite holds on it for this
 * process, as POSIX has it.
 */
export function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  }
}

/** Says why a file could not be opened and what to do about it. */
export function cannotOpen(file: string, cause: unknown): DatabaseUnusable {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseUnusable(`Cannot open the database ${file}: ${reason}. ${advice(cause)}`, { cause });
}

function advice(cause: unknown): string {
  if (hasCode(cause, "SQLITE_NOTADB")) {
    return "Point DATABASE_URL at a Checkstand database, or at a file that does not exist yet.";
  }
  if (hasCode(cause, "SQLITE_CORRUPT")) {
    return "Put a backup in its place, as `checkstand backup --help` says: its -wal and -shm files must go with it.";
  }
  if (hasCode(cause, "SQLITE_BUSY"))
    return "Another program has kept it locked for 5 seconds: stop that, or try again.";
  return "Check that DATABASE_URL names a file that this user may read and write, in a folder they may write to.";
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
