import type { DatabaseStatus } from "../src/database-status.ts";
import type { DatabaseLocation } from "./open-database.ts";

/**
 * Looks how a database stands. Changes nothing.
 *
 * @throws DatabaseUnusable when it cannot be opened, or is part of a copy.
 */
export async function databaseStatus({ path, serverUrl }: DatabaseLocation): Promise<DatabaseStatus> {
  if (serverUrl === undefined) return (await import("./sqlite/status.ts")).sqliteStatus(path);
  return (await import("./postgres/status.ts")).postgresStatus(serverUrl);
}
