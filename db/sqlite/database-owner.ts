import { Database as Connection } from "bun:sqlite";
import { existsSync } from "node:fs";
import { giveSpaceBackInSteps } from "./database.ts";
import { cannotOpen, createPrivately, DatabaseUnusable, databaseFile } from "./database-file.ts";
import { sandboxClockName } from "./sandbox-clock-store.ts";

/** Whose a database is: a merchant's, or the demo shop's, which opens with keys that everybody knows. */
export type DatabaseOwner = "merchant" | "demo";

/** SQLite's application id of a demo shop's database: "CsDm" in ASCII. A merchant's has none. */
const demoId = 0x4373446d;

/** That of a file which a copy is being written to, or was when it was broken off: "CsCp". No shop opens it. */
const unfinishedCopyId = 0x43734370;

/**
 * Whose the database at this path is; `undefined` where there is none yet, or a file with nothing in it. Changes nothing.
 *
 * @param file absolute path.
 * @throws DatabaseUnusable when the file cannot be opened or is not SQLite's.
 */
export function ownerOf(file: string): DatabaseOwner | undefined {
  if (!existsSync(file)) return undefined;
  let connection: Connection | undefined;
  try {
    connection = new Connection(file, { readonly: true, strict: true });
    connection.run("PRAGMA busy_timeout = 5000");
    const id = applicationId(connection);
    if (id === unfinishedCopyId) throw unfinishedCopy(file);
    if (id === demoId) return "demo";
    const isEmpty = connection.query("SELECT 1 FROM sqlite_schema LIMIT 1").get() === null;
    return isEmpty ? undefined : "merchant";
  } catch (cause) {
    throw cause instanceof DatabaseUnusable ? cause : cannotOpen(file, cause);
  } finally {
    connection?.close();
  }
}

function applicationId(connection: Connection): number | undefined {
  return connection.query<{ application_id: number }, []>("PRAGMA application_id").get()?.application_id;
}

/** Whether a file is part of a copy that is being made or was broken off. @param file that exists. */
export function isUnfinishedCopy(file: string): boolean {
  let connection: Connection | undefined;
  try {
    connection = new Connection(file, { readonly: true, strict: true });
    return applicationId(connection) === unfinishedCopyId;
  } catch (cause) {
    throw cannotOpen(file, cause);
  } finally {
    connection?.close();
  }
}

/** Marks an empty file as one that a copy is written to. */
export function markUnfinishedCopy(file: string): void {
  mark(file, unfinishedCopyId);
}

/** Says whose a finished copy is: from then on a shop opens it. */
export function markOwner(file: string, owner: DatabaseOwner): void {
  mark(file, owner === "demo" ? demoId : 0);
}

/** What to say of part of a copy. */
export function unfinishedCopy(file: string): DatabaseUnusable {
  return new DatabaseUnusable(
    `${file} is part of a copy that was broken off, or is still being made (checkstand db copy): there is no shop to be ` +
      "opened in it. Run the copy again, which begins from nothing, or remove the file.",
  );
}

/**
 * To be called before the demo shop looks at a database.
 *
 * @param file absolute path.
 * @throws DatabaseUnusable when it is not the demo's own, with what to do.
 */
export function refuseMerchantDatabase(file: string): void {
  if (ownerOf(file) !== "merchant") return;
  throw new DatabaseUnusable(
    `${file} was not made by the demo shop of this Checkstand, and no shop.toml was found. The demo shop, whose keys ` +
      "everybody knows, opens no database but its own. If a shop of yours is in it, run this in the folder of its " +
      "shop.toml, or set SHOP_CONFIG to the path of that. For a new demo shop, move the file away, and with it those " +
      'beside it that have its name and "-wal" or "-shm" after it.',
  );
}

/**
 * Makes a database that is about to be opened for writing its opener's. A new one of the demo's is marked before
 * anything is in it, so that it is never taken for a merchant's. One of the demo's that a merchant's settings open is
 * the merchant's from then on: real orders may be in it, and the demo shop opens it no more.
 *
 * @param path of the file, relative to the working directory or absolute; made where it is missing and the demo's.
 * @throws DatabaseUnusable when the demo is to open a merchant's, or the file cannot be written.
 */
export function takeDatabase(path: string, opener: DatabaseOwner): void {
  const file = databaseFile(path);
  if (opener === "demo") refuseMerchantDatabase(file);
  const owner = ownerOf(file);
  if (opener === "demo" && owner === undefined) mark(file, demoId);
  if (opener === "merchant" && owner === "demo") {
    refuseMovedClock(file);
    mark(file, 0);
  }
}

/** @throws DatabaseUnusable where the demo shop's clock was moved: what is in it happened in the future. */
function refuseMovedClock(file: string): void {
  if (!isClockMoved(file)) return;
  throw new DatabaseUnusable(
    `The clock of ${file} was moved forward (checkstand clock), so that it can only be thrown away: what is in it ` +
      "happened in the future. Set DATABASE_URL to another file.",
  );
}

function isClockMoved(file: string): boolean {
  let connection: Connection | undefined;
  try {
    connection = new Connection(file, { readonly: true, strict: true });
    connection.run("PRAGMA busy_timeout = 5000");
    const hasSettings =
      connection.query("SELECT 1 FROM sqlite_schema WHERE name = 'settings'").get() !== null;
    return (
      hasSettings && connection.query("SELECT 1 FROM settings WHERE name = ?").get(sandboxClockName) !== null
    );
  } catch (cause) {
    throw cannotOpen(file, cause);
  } finally {
    connection?.close();
  }
}

function mark(file: string, id: number): void {
  let connection: Connection | undefined;
  try {
    createPrivately(file);
    connection = new Connection(file, { readwrite: true, strict: true });
    connection.run("PRAGMA busy_timeout = 5000");
    giveSpaceBackInSteps(connection);
    connection.run(`PRAGMA application_id = ${id}`);
  } catch (cause) {
    throw cannotOpen(file, cause);
  } finally {
    connection?.close();
  }
}
