import { Database as Connection, SQLiteError } from "bun:sqlite";
import { cannotOpen, createPrivately, DatabaseUnusable, databaseFile } from "./database-file.ts";

/** Locks are held from here, since a connection nobody refers to is collected, and its lock with it. */
const held = new Set<Connection>();

/**
 * Makes this process the only *server* of a database file until it ends, however it ends, or until the function given
 * back is called. Two servers would run the same jobs twice and be slower than one. Commands do not ask for the lock:
 * they may write beside the server.
 *
 * Bun has no flock; an exclusive transaction on a small file of its own, `<database>.lock`, is the same lock of the
 * operating system, and goes with the process even on kill -9. The file itself stays, empty, and means nothing.
 *
 * @throws DatabaseUnusable when another server holds it.
 */
export function holdServerLock(path: string): () => void {
  const file = databaseFile(path);
  let lock: Connection | undefined;
  try {
    // Its owner's alone: whoever may read it could keep it locked.
    createPrivately(`${file}.lock`);
    lock = new Connection(`${file}.lock`);
    lock.run("PRAGMA busy_timeout = 0");
    lock.run("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock?.close();
    if (!(cause instanceof SQLiteError && cause.code === "SQLITE_BUSY"))
      throw cannotOpen(`${file}.lock`, cause);
    throw new DatabaseUnusable(
      `Another Checkstand server is running on ${file}. Stop it first, or set DATABASE_URL to another file.`,
    );
  }
  const connection = lock;
  held.add(connection);
  return () => {
    held.delete(connection);
    connection.close();
  };
}
