import type { DatabaseLocation } from "../../../db/open-database.ts";

/** A database by its file or its URL. */
export function locationOf(text: string): DatabaseLocation {
  return text.startsWith("postgres:") ? { path: "", serverUrl: text } : { path: text };
}
