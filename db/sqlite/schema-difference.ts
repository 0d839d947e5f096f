import { Database as Connection } from "bun:sqlite";
import type { MigrationMeta } from "drizzle-orm/migrator";

/** A part of a schema, by kind and name, with a fingerprint of the statement that makes it. */
type Schema = ReadonlyMap<string, string>;

/**
 * How the schema of a database differs from the one that `applied`, the migrations it says it has had, make: the parts
 * that are missing or made otherwise, and triggers or unique indexes that are not ours, which would change what our
 * writes do. Other tables, views and indexes that somebody added (a replication tool, a report) are left alone.
 *
 * @returns words such as "table orders is another, index mails_to_send is missing"; absent when it is the same.
 */
export function schemaDifference(
  connection: Connection,
  applied: readonly MigrationMeta[],
): string | undefined {
  const expected = expectedSchema(applied);
  const found = schemaOf(connection);
  const differences = [...expected].flatMap(([part, fingerprint]) => {
    const there = found.get(part);
    if (there === fingerprint) return [];
    return [`${part} is ${there === undefined ? "missing" : "another"}`];
  });
  for (const [part, fingerprint] of found) {
    if (!expected.has(part) && changesWrites(fingerprint)) differences.push(`${part} is not ours`);
  }
  return differences.length === 0 ? undefined : differences.slice(0, MOST_NAMED).join(", ");
}

/** More would not help anybody. */
const MOST_NAMED = 5;

/** The schema that migrations make of an empty database. */
function expectedSchema(migrations: readonly MigrationMeta[]): Schema {
  using model = new Connection(":memory:", { strict: true });
  for (const { sql } of migrations) for (const statement of sql) model.run(statement);
  return schemaOf(model);
}

/** What SQLite makes by itself (its own tables, those under a full-text index) says nothing of our schema. */
function schemaOf(connection: Connection): Schema {
  const parts = connection
    .query<{ part: string; sql: string }, []>(
      `SELECT type || ' ' || name AS part, sql FROM sqlite_schema
       WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')`,
    )
    .all();
  return new Map(parts.map(({ part, sql }) => [part, fingerprintOf(sql)]));
}

/** The statement without spaces and quotes: versions of SQLite differ in them where they rewrite a statement. */
function fingerprintOf(sql: string): string {
  return sql.replace(/[\s"'`[\]]/g, "").toLowerCase();
}

function changesWrites(fingerprint: string): boolean {
  return /^create(trigger|uniqueindex)/.test(fingerprint);
}
