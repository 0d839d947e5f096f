import type { OpenDatabase } from "../src/stores.ts";
import type { OpenOptions } from "./open-options.ts";

/** Where a database is. */
export interface DatabaseLocation {
  /** The SQLite file; beside a server, where what is kept on this machine has its names begin with. */
  readonly path: string;
  /** `postgres://…`, where a server keeps it. */
  readonly serverUrl?: string | undefined;
}

/**
 * Opens a shop's database in whichever engine keeps it. The other engine is not even loaded.
 *
 * @throws DatabaseUnusable.
 */
export async function openShopDatabase(
  { path, serverUrl }: DatabaseLocation,
  options: OpenOptions,
): Promise<OpenDatabase> {
  if (serverUrl === undefined) {
    const { openSqlite } = await import("./sqlite/open.ts");
    return openSqlite(path, options);
  }
  const { openPostgres } = await import("./postgres/open.ts");
  return openPostgres(serverUrl, path, options);
}
