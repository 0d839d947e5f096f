import { Database as Connection } from "bun:sqlite";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { migrationsFolder, openDatabase } from "../../db/sqlite/database.ts";
import { firstMigrations } from "./first-migrations.ts";

/** How many migrations the shop below had had. */
const MIGRATIONS_THEN = 3;

/**
 * Writes a shop's database as the program left it before documents were stamped: a session in every status, attempts
 * that are open, failed and to be refunded, money that is being captured, orders, refunds, a cart, events told and
 * still to be told, and who bought it all. Its rows were written by that program and are in before-documents.sql.
 *
 * @param folder where to.
 * @returns the file, to be opened and so brought up to date.
 */
export function writeEarlierDatabase(folder: string): string {
  const migrations = firstMigrations(migrationsFolder, folder, (number) => number < MIGRATIONS_THEN);
  const file = join(folder, "shop.db");
  openDatabase(file, migrations).close();
  using connection = new Connection(file);
  connection.run(readFileSync(join(import.meta.dir, "before-documents.sql"), "utf8"));
  return file;
}
