import { Database } from "bun:sqlite";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { SQL } from "bun";
import type { DatabaseOpener } from "../db/open-options.ts";
import { openPostgres } from "../db/postgres/open.ts";
import { openDatabase } from "../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../db/sqlite/group-commit-writer.ts";
import { createStores } from "../db/sqlite/stores.ts";
import { systemClock } from "../src/clock.ts";
import { isServerUrl } from "../src/settings/environment.ts";
import type { JobStores } from "../src/stores.ts";

/** What a database is asked for in these tests, which both engines give alike. */
type Cell = string | number | boolean | Uint8Array | null;
export type Row = Readonly<Record<string, Cell>>;

/**
 * Looks into a shop's database from beside its server, whichever engine keeps it.
 *
 * @param database the path of a SQLite file, or the URL of a database on PostgreSQL.
 * @param query in words that both engines know.
 */
export function rowsIn<Found = Row>(database: string, query: string): Promise<Found[]> {
  return lookInto(database, (rows) => rows<Found>(query));
}

const tablesOnServer =
  "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename";

/** Looks into a shop's database over one connection. */
async function lookInto<Result>(
  database: string,
  look: (rows: <Found>(query: string) => Promise<Found[]>) => Promise<Result>,
): Promise<Result> {
  if (!isServerUrl(database)) {
    using file = new Database(database, { readonly: true });
    return await look(async <Found>(query: string) => file.query<Found, []>(query).all());
  }
  const connection = new SQL(database, { max: 1, bigint: true });
  try {
    return await look(async <Found>(query: string) => {
      const rows: Found[] = await connection.unsafe(query);
      return rows.map(withNumbers);
    });
  } finally {
    await connection.close();
  }
}

/** The same row, with every whole number as SQLite gives it. */
export function withNumbers<Found>(row: Found): Found {
  const cells = Object.entries(Object(row)).map(([name, cell]) => [
    name,
    typeof cell === "bigint" ? Number(cell) : cell,
  ]);
  return Object.fromEntries(cells);
}

/** Everything that a database holds, as text: the bytes of its files, or the rows of all tables of one on a server. */
export async function everythingIn(database: string): Promise<string> {
  if (!isServerUrl(database)) {
    const names = readdirSync(dirname(database)).filter((name) => name.startsWith(basename(database)));
    return names.map((name) => readFileSync(join(dirname(database), name), "latin1")).join("\n");
  }
  return lookInto(database, async (rows) => {
    const tables = await rows<{ name: string }>(tablesOnServer);
    const contents = await Promise.all(
      tables.map(({ name }) => rows<Row>(`SELECT each::text AS row FROM "${name}" each`)),
    );
    return JSON.stringify(contents);
  });
}

/** A way to change a shop's database from beside its server, as a command does. */
export interface Beside extends AsyncDisposable {
  readonly write: <Result>(job: (stores: JobStores) => Promise<Result>) => Promise<Result>;
}

/**
 * Opens a shop's database beside its server, whichever engine keeps it.
 *
 * @param database as {@link rowsIn} takes it.
 */
export async function openBeside(database: string): Promise<Beside> {
  if (isServerUrl(database)) {
    const clock = systemClock;
    const opener = await openerOf(database);
    const { writer, close } = await openPostgres(database, "", { opener, clock });
    return { write: writer.write, [Symbol.asyncDispose]: close };
  }
  const file = openDatabase(database);
  const writer = openGroupCommitWriter(file, createStores(file.writer));
  return {
    write: writer.write,
    async [Symbol.asyncDispose]() {
      await writer.close();
      file.close();
    },
  };
}

/** Whose a database on a server is, so that whoever opens it beside its shop leaves that as it is. */
async function openerOf(database: string): Promise<DatabaseOpener> {
  const [found] = await rowsIn<{ value: string }>(
    database,
    "SELECT value FROM settings WHERE name = 'database_owner'",
  );
  return found?.value === "demo" ? "demo" : "merchant";
}

/** Changes a shop's database from beside its server, as a command does. */
export async function writeBeside<Result>(
  database: string,
  job: (stores: JobStores) => Promise<Result>,
): Promise<Result> {
  await using beside = await openBeside(database);
  return await beside.write(job);
}

/** What the shop writes without having taken anything: how jobs stand and how far they came, who serves, and refusals. */
const besideThePoint: ReadonlySet<string> = new Set([
  "jobs",
  "idempotency_records",
  "nodes",
  "change_marks",
  "sales_days",
  "settings",
]);

/** A hash of every table's rows, equal only for equal rows. */
export function contentsOf(database: string): Promise<Record<string, string>> {
  return lookInto(database, async (rows) => {
    const tables = await rows<{ name: string }>(
      isServerUrl(database)
        ? tablesOnServer
        : "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
    );
    const contents: Record<string, string> = {};
    for (const { name } of tables) {
      if (besideThePoint.has(name)) continue;
      const found = await rows<Row>(`SELECT * FROM "${name}"`);
      contents[name] = String(Bun.hash(JSON.stringify(found.map((row) => JSON.stringify(row)).sort())));
    }
    return contents;
  });
}
