import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One of the migrations that a journal lists, as drizzle-kit writes it. */
interface Entry {
  readonly tag: string;
}

/**
 * Copies the migrations of a program that knew fewer of them.
 *
 * @param source all migrations of an engine.
 * @param folder where to.
 * @param isKnown whether that program knew the one of this number and name.
 * @returns the folder they are in.
 */
export function firstMigrations(
  source: string,
  folder: string,
  isKnown: (number: number, name: string) => boolean,
): string {
  const migrations = join(folder, "migrations");
  cpSync(source, migrations, { recursive: true });
  const journal = join(migrations, "meta/_journal.json");
  const { entries, ...rest }: { entries: Entry[] } = JSON.parse(readFileSync(journal, "utf8"));
  const known = entries.filter(({ tag }, index) => isKnown(index, tag));
  writeFileSync(journal, JSON.stringify({ ...rest, entries: known }));
  return migrations;
}
