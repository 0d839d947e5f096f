import { Database as Connection, SQLiteError } from "bun:sqlite";
import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from "node:fs";
import { damageOf } from "./damage.ts";
import { cannotOpen, createPrivately, DatabaseUnusable, refuseHardLinks } from "./database-file.ts";

/**
 * Copies a database, as it stands at one moment and without holding up whoever is using it, to a file of its own that
 * needs nothing beside it. The copy is checked before it gets its name, so that a file of that name is a whole backup.
 * It holds agents' secrets and buyers' addresses, and is for its owner's eyes alone.
 *
 * @param source absolute path of a database that exists; no migration touches it.
 * @param target absolute path of a file that does not exist yet, on a disk with room for the copy.
 * @throws DatabaseUnusable when source or target is not like that, or the copy fails.
 */
export function backUp(source: string, target: string): void {
  if (!existsSync(source)) throw new DatabaseUnusable(`There is no database ${source} to back up.`);
  refuseHardLinks(source);
  if (existsSync(target))
    throw new DatabaseUnusable(`${target} exists. A backup never overwrites: name another file.`);
  const partial = `${target}.partial-${process.pid}`;
  try {
    createCopy(partial, target);
    copy(source, partial, target);
    // Unlike a rename, a link never takes the place of a file that has appeared meanwhile.
    linkSync(partial, target);
  } catch (cause) {
    throw cause instanceof DatabaseUnusable ? cause : cannotOpen(source, cause);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** @throws DatabaseUnusable in words about the copy: the database itself is not to blame. */
function createCopy(partial: string, target: string): void {
  try {
    createPrivately(partial);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
    throw new DatabaseUnusable(
      `Cannot write ${target}${reason}. Name a file in a folder that exists and that this user may write to.`,
      { cause },
    );
  }
}

function copy(source: string, partial: string, target: string): void {
  const connection = new Connection(source, { readonly: true, strict: true });
  try {
    connection.run("PRAGMA busy_timeout = 5000");
    // Whatever is wrong with the database itself shows here.
    connection.query("SELECT count(*) FROM sqlite_schema").get();
    connection.query("VACUUM INTO ?").run(partial);
  } catch (cause) {
    throw isAboutCopy(cause) ? noRoom(target, cause) : cause;
  } finally {
    connection.close();
  }
  const copied = new Connection(partial, { readonly: true, strict: true });
  try {
    const damage = damageOf(copied);
    if (damage !== undefined) throw new DatabaseUnusable(`The copy of ${source} is damaged: ${damage}`);
  } finally {
    copied.close();
  }
  // VACUUM INTO leaves it to the operating system when the copy reaches the disk.
  const file = openSync(partial, "r+");
  fsyncSync(file);
  closeSync(file);
}

/** Nothing else is written: a disk that is full or fails to write is the copy's. */
function isAboutCopy(cause: unknown): boolean {
  return cause instanceof SQLiteError && /^SQLITE_(FULL|IOERR_(WRITE|FSYNC|TRUNCATE))/.test(cause.code ?? "");
}

function noRoom(target: string, cause: unknown): DatabaseUnusable {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseUnusable(
    `Cannot write ${target}: ${reason}. Name a file on a disk that has room for a copy of the whole database.`,
    { cause },
  );
}
