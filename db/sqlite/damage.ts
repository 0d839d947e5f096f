import type { Database as Connection } from "bun:sqlite";

/** Reads the whole file and gives what SQLite finds wrong with it first; absent when nothing. */
export function damageOf(connection: Connection): string | undefined {
  const check = connection.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get()?.quick_check;
  if (check === "ok") return undefined;
  return check?.replace("*** in database main ***", "").trim() ?? "no answer";
}

/** What to say of a file that is damaged. */
export function damaged(file: string, damage: string): string {
  return `${file} is damaged (${damage}). Restore a backup: checkstand restore FILE`;
}
