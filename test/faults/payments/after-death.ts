import { SQL } from "bun";
import { isServerUrl } from "../../../src/settings/environment.ts";
import { letMinutePass } from "../../postgres/books.ts";

/**
 * Has a minute go by for what a shop's only process had taken when it died. SQLite's file says by its lock that nobody has
 * it any more; a server may be asked by others, so that there it stands until its time is over.
 */
export async function outliveLeases(database: string): Promise<void> {
  if (!isServerUrl(database)) return;
  const connection = new SQL(database, { max: 1 });
  try {
    await letMinutePass({ rows: (query) => connection.unsafe(query) });
  } finally {
    await connection.close();
  }
}
