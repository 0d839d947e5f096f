import { Database as Connection } from "bun:sqlite";
import { existsSync } from "node:fs";
import type { CopiedTable } from "../copy/copied-tables.ts";
import type { CopySource } from "../copy/copy-ends.ts";
import { readableRows } from "./copied-rows.ts";
import { damaged } from "./damage.ts";
import { DatabaseUnusable, databaseFile } from "./database-file.ts";
import { ownerOf } from "./database-owner.ts";
import { examine } from "./examine.ts";
import { madeOtherwise } from "./migrate.ts";
import { holdServerLock } from "./server-lock.ts";

/**
 * Opens a database in a file to be copied, as it stands now. No server can open it until it is closed.
 *
 * @throws DatabaseUnusable when there is none, a server has it, or it is damaged or not of this program's age.
 */
export function openSqliteCopySource(path: string): CopySource {
  if (!existsSync(path)) throw new DatabaseUnusable(`There is no database ${path} to copy.`);
  const file = databaseFile(path);
  const release = holdServerLock(file);
  let connection: Connection | undefined;
  try {
    refuseUnfit(file);
    connection = new Connection(file, { readonly: true, strict: true });
    connection.run("PRAGMA busy_timeout = 5000");
    connection.run("PRAGMA trusted_schema = OFF");
    connection.run("BEGIN");
    const opened = connection;
    const rows = readableRows(opened);
    return {
      owner: ownerOf(file) ?? "merchant",
      count: async (table: CopiedTable) => rows.count(table),
      page: async (table, after, limit) => rows.page(table, after, limit),
      async close() {
        opened.close();
        release();
      },
    };
  } catch (error) {
    connection?.close();
    release();
    throw error;
  }
}

/** @throws DatabaseUnusable */
function refuseUnfit(file: string): void {
  const { damage, difference, migrationsMissing, close } = examine(file);
  close();
  if (damage !== undefined) throw new DatabaseUnusable(damaged(file, damage));
  if (difference !== undefined) throw new DatabaseUnusable(madeOtherwise(file, difference));
  if (migrationsMissing < 0)
    throw new DatabaseUnusable(`${file} was used by a newer Checkstand. Copy it with that one.`);
  if (migrationsMissing > 0)
    throw new DatabaseUnusable(
      `${file} is of an older Checkstand, or none of its databases. Start this one on it once (checkstand serve), stop it, and copy then.`,
    );
}
