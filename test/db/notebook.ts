import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { type Database, openDatabase, type Queries } from "../../db/sqlite/database.ts";
import {
  type CommitListener,
  type GroupCommitLimits,
  openGroupCommitWriter,
} from "../../db/sqlite/group-commit-writer.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const notes = sqliteTable("notes", { id: integer().primaryKey(), body: text().notNull() });

export const notesMigration = "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT";

/** The smallest store there can be, made as the real ones are. */
export function createNoteStore(queries: Queries) {
  const insert = queries
    .insert(notes)
    .values({ body: sql.placeholder("body") })
    .prepare();
  const all = queries.select({ body: notes.body }).from(notes).orderBy(notes.id).prepare();
  return {
    async insert(body: string): Promise<void> {
      insert.run({ body });
    },
    async all(): Promise<string[]> {
      return all.all().map((note) => note.body);
    },
    /** What no store may do. */
    async insertAfterAwaiting(body: string): Promise<void> {
      await this.all();
      insert.run({ body });
    },
    /** Any statement at all, for what a store should never do and SQLite has an answer to. */
    async run(statement: string): Promise<void> {
      queries.$client.run(statement);
    },
  };
}

/** A database with one table and the writer before it, in a folder of its own unless one is given. */
export function openNotebook(
  limits: Partial<GroupCommitLimits & CommitListener> = {},
  folder = temporaryFolder(),
) {
  const file = join(folder.path, "notes.db");
  const database = openDatabase(file, writeMigrations(folder.path, [notesMigration]));
  const writer = openGroupCommitWriter(database, { notes: createNoteStore(database.writer) }, limits);
  return {
    ...writer,
    database,
    connection: database.writer.$client,
    /** What is on disk, seen through the second connection. */
    committed: () => createNoteStore(database.reader).all(),
    async [Symbol.asyncDispose]() {
      await writer.close();
      database.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Writes migrations as drizzle-kit does and gives their folder. Each may hold several statements, with breakpoints. */
export function writeMigrations(parent: string, migrations: readonly string[]): string {
  const folder = join(parent, "migrations");
  mkdirSync(join(folder, "meta"), { recursive: true });
  const entries = migrations.map((_, idx) => ({ idx, tag: `${idx}`, when: idx + 1, breakpoints: true }));
  writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify({ entries }));
  for (const [index, migration] of migrations.entries())
    writeFileSync(join(folder, `${index}.sql`), migration);
  return folder;
}

/** The names of all tables, by name. */
export function tablesOf(database: Database): string[] {
  const tables = database.reader.$client.query<{ name: string }, []>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
  );
  return tables.all().map(({ name }) => name);
}
