import { closeSync, existsSync, mkdirSync, openSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** The database file cannot be used as it is. The message is for the person who starts the program. */
export class DatabaseUnusable extends Error {
  override readonly name = "DatabaseUnusable";
}

/**
 * The one absolute path of a database file, whichever relative path or symbolic link leads to it. Makes its folder.
 *
 * @throws DatabaseUnusable when the folder cannot be made, or the file has more than one name.
 */
export function databaseFile(path: string): string {
  const file = resolve(path);
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return join(realpathSync(dirname(file)), basename(file));
    const real = realpathSync(file);
    refuseHardLinks(real);
    return real;
  } catch (cause) {
    throw cause instanceof DatabaseUnusable ? cause : cannotOpen(file, cause);
  }
}

/**
 * Refuses a database with a hard link. SQLite finds the write-ahead log beside the name a file is opened by: under two
 * names it has two, and whoever opens the one does not see what was sold under the other, until both are lost
 * (sqlite.org/howtocorrupt.html §2.5). The lock of the one server lies beside the name, too.
 *
 * @throws DatabaseUnusable when the file has more than one name.
 */
export function refuseHardLinks(file: string): void {
  const found = statSync(file);
  const { nlink } = found;
  // A folder has a name for each folder in it; it is refused when SQLite opens it, in words of its own.
  if (found.isFile() && nlink > 1)
    throw new DatabaseUnusable(
      `The database ${file} has ${nlink} names (hard links), and orders would be lost if it were opened by more than one. Find them with: find . -samefile ${file}. Remove all but one.`,
    );
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
    return "Put a backup in its place with `checkstand restore FILE`: by hand, its -wal and -shm files must go with it.";
  }
  if (hasCode(cause, "SQLITE_FULL") || hasCode(cause, "ENOSPC")) {
    return "Its disk is full: make room on it.";
  }
  if (hasCode(cause, "SQLITE_BUSY"))
    return "Another program has kept it locked for 5 seconds: stop that, or try again.";
  return "Check that DATABASE_URL names a file that this user may read and write, in a folder they may write to.";
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
