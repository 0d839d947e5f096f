import type { ReservedSQL, SQL } from "bun";
import { DatabaseUnusable } from "../sqlite/database-file.ts";
import { addressOf } from "./location.ts";

/** The only table of a database that a copy is being written to, or was when it was broken off. */
export const UNFINISHED_COPY = "unfinished_copy";

/** Whether a database is the target of a copy that is not finished. */
export async function isUnfinishedCopy(connection: SQL | ReservedSQL): Promise<boolean> {
  const [found] = await connection.unsafe("select to_regclass($1) is not null", [UNFINISHED_COPY]).values();
  return found?.[0] === true;
}

/** What to say of one. */
export function unfinishedCopy(url: string): DatabaseUnusable {
  return new DatabaseUnusable(
    `${addressOf(url)} is part of a copy that was broken off, or is still being made (checkstand db copy): there is no ` +
      `shop to be opened in it. Run the copy again, which begins from nothing, or take the mark away: DROP TABLE ${UNFINISHED_COPY}`,
  );
}
