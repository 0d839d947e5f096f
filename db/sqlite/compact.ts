import { Database as Connection } from "bun:sqlite";
import { giveSpaceBackInSteps } from "./database.ts";
import { cannotOpen } from "./database-file.ts";

/**
 * Writes the database anew without the parts it no longer uses, so that nothing that was deleted or overwritten is left
 * in the file. Needs room on the disk for a second copy, and holds up whoever else writes for as long as it takes.
 *
 * @param file absolute path of a database that exists.
 * @throws DatabaseUnusable when it cannot be done, because somebody keeps the file busy, for example. It then stands as
 *   before, and can be compacted later.
 */
export function compactDatabase(file: string): void {
  let connection: Connection | undefined;
  try {
    connection = new Connection(file, { readwrite: true, strict: true });
    connection.run("PRAGMA busy_timeout = 10000");
    giveSpaceBackInSteps(connection);
    connection.run("VACUUM");
    // The log still holds pages as they were before.
    const log = connection.query<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)").get();
    if (log?.busy) throw new Error("somebody is reading it");
  } catch (cause) {
    throw cannotOpen(file, cause);
  } finally {
    connection?.close();
  }
}
