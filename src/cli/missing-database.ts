import type { Settings } from "../settings.ts";

/**
 * What to say where a database is looked for and there is none: most often DATABASE_URL has a typo, or the command runs
 * in another folder than the shop. To answer for an empty shop would be to say that the merchant has sold nothing.
 */
export function missingDatabase({ database, isDemo }: Settings): string {
  return [
    `There is no database at ${database.path}${isDemo ? ", and no shop.toml here" : ""}.`,
    "If the shop has one, point DATABASE_URL at its file.",
    "If the shop is new, start it (checkstand serve) or bring its products in (checkstand catalog import FILE).",
  ].join(" ");
}
