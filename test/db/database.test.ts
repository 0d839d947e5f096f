import { Database as Connection } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { cannotOpen, DatabaseUnusable } from "../../db/sqlite/database-file.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { createNoteStore, notesMigration, openNotebook, tablesOf, writeMigrations } from "./notebook.ts";

const tagsMigration =
  "CREATE TABLE tags (name TEXT PRIMARY KEY) STRICT;\n--> statement-breakpoint\nCREATE TABLE inks (name TEXT) STRICT;";

test("opening makes the folder and the file, and only its owner may read it", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "deep/er/shop.db");
  openDatabase(path, writeMigrations(folder.path, [])).close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.each([
  ["journal_mode", "wal"],
  ["synchronous", 2],
  ["foreign_keys", 1],
  ["trusted_schema", 0],
  ["wal_autocheckpoint", 1000],
])("the writer runs with %s = %p", (pragma, value) => {
  using folder = temporaryFolder();
  const database = openDatabase(join(folder.path, "shop.db"), writeMigrations(folder.path, []));
  expect(Object.values(database.writer.$client.query(`PRAGMA ${pragma}`).get() ?? {})).toEqual([value]);
  database.close();
});

test("what opens the second connection cannot write", async () => {
  await using notebook = openNotebook();
  const write = () => notebook.database.reader.$client.run("INSERT INTO notes (body) VALUES ('no')");
  expect(write).toThrow("attempt to write a readonly database");
});

test("closing leaves the whole database in the one file", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  const database = openDatabase(path, writeMigrations(folder.path, [notesMigration]));
  await createNoteStore(database.writer).insert("kept");
  database.close();
  const copy = join(folder.path, "copy.db");
  await Bun.write(copy, Bun.file(path));
  using copied = new Connection(copy);
  expect(copied.query("SELECT body FROM notes").all()).toEqual([{ body: "kept" }]);
});

test("the version moves when another process writes, and not for what this one writes", async () => {
  await using notebook = openNotebook();
  const before = notebook.database.version();
  await notebook.write(({ notes }) => notes.insert("own"));
  expect(notebook.database.version()).toBe(before);
  using other = new Connection(notebook.database.file);
  other.run("INSERT INTO notes (body) VALUES ('theirs')");
  expect(notebook.database.version()).not.toBe(before);
});

test("a file opened twice is migrated once", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  const migrations = writeMigrations(folder.path, [notesMigration, tagsMigration]);
  const database = openDatabase(path, migrations);
  const again = openDatabase(path, migrations);
  expect(tablesOf(again)).toEqual(["inks", "notes", "tags"]);
  again.close();
  database.close();
});

test("a program that starts while another is migrating the file waits, and migrates nothing twice", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  openDatabase(path, writeMigrations(folder.path, [])).close();
  using other = new Connection(path);
  other.run(`BEGIN IMMEDIATE; ${notesMigration}; PRAGMA user_version = 1`);
  const migrations = writeMigrations(folder.path, [notesMigration]);
  const program = `import { openDatabase } from "${join(import.meta.dir, "../../db/sqlite/database.ts")}";
    openDatabase("${path}", "${migrations}").close();`;
  const starting = Bun.spawn([process.execPath, "-e", program], { stdout: "inherit" });
  await Bun.sleep(100);
  other.run("COMMIT");
  expect(await starting.exited).toBe(0);
});

test("a newer program applies only the migrations the file has not had", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  openDatabase(path, writeMigrations(folder.path, [notesMigration])).close();
  const database = openDatabase(path, writeMigrations(folder.path, [notesMigration, tagsMigration]));
  expect(tablesOf(database)).toEqual(["inks", "notes", "tags"]);
  database.close();
});

test("a file that a newer program has used is refused and left as it is", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  openDatabase(path, writeMigrations(folder.path, [notesMigration, tagsMigration])).close();
  const older = () => openDatabase(path, writeMigrations(folder.path, [notesMigration]));
  expect(older).toThrow(DatabaseUnusable);
  expect(older).toThrow(`${path} has had 2 migrations and this Checkstand knows 1: a newer one has used it.`);
});

test("a migration that fails leaves nothing of it, nor of those before it", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  const broken = () =>
    openDatabase(path, writeMigrations(folder.path, [notesMigration, `${tagsMigration} oops`]));
  expect(broken).toThrow(/Migration 2 of 2 failed .* syntax error.* Nothing was changed/);
  const database = openDatabase(path, writeMigrations(folder.path, []));
  expect(tablesOf(database)).toEqual([]);
  database.close();
});

test("a migration may rebuild a table that others refer to", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  const first = [
    notesMigration,
    "CREATE TABLE marks (note INTEGER REFERENCES notes(id) ON DELETE CASCADE) STRICT",
  ];
  const database = openDatabase(path, writeMigrations(folder.path, first));
  database.writer.$client.run(
    "INSERT INTO notes (id, body) VALUES (1, 'a'); INSERT INTO marks (note) VALUES (1)",
  );
  database.close();
  const rebuild = [
    "CREATE TABLE new_notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL, ink TEXT) STRICT",
    "INSERT INTO new_notes (id, body) SELECT id, body FROM notes",
    "DROP TABLE notes",
    "ALTER TABLE new_notes RENAME TO notes",
  ].join(";\n--> statement-breakpoint\n");
  const rebuilt = openDatabase(path, writeMigrations(folder.path, [...first, rebuild]));
  expect(rebuilt.reader.$client.query("SELECT note FROM marks").all()).toEqual([{ note: 1 }]);
  rebuilt.close();
});

test("a migration that would leave a row without what it refers to is refused", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  const first = [notesMigration, "CREATE TABLE marks (note INTEGER REFERENCES notes(id)) STRICT"];
  const database = openDatabase(path, writeMigrations(folder.path, first));
  database.writer.$client.run(
    "INSERT INTO notes (id, body) VALUES (1, 'a'); INSERT INTO marks (note) VALUES (1)",
  );
  database.close();
  const careless = () => openDatabase(path, writeMigrations(folder.path, [...first, "DELETE FROM notes"]));
  expect(careless).toThrow("would leave rows of marks without what they refer to");
  using after = new Connection(path);
  expect(after.query("SELECT id FROM notes").all()).toEqual([{ id: 1 }]);
});

test("a file that another program keeps locked is refused with the way out", () => {
  const refused = cannotOpen(
    "shop.db",
    Object.assign(new Error("database is locked"), { code: "SQLITE_BUSY" }),
  );
  expect(refused.message).toContain("Another program has kept it locked");
});

test.each([
  ["that is not SQLite's", "junk.db", /not a database.* Point DATABASE_URL at a Checkstand database/],
  [
    "in a folder that cannot be made",
    "junk.db/shop.db",
    /Check that DATABASE_URL names a file that this user may/,
  ],
  ["that is a folder", ".", /unable to open database file.* Check that DATABASE_URL names a file/],
])("a file %s is refused with the way out", (_, name, message) => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "junk.db"), "id,title\n".repeat(1000));
  const open = () => openDatabase(join(folder.path, name), writeMigrations(folder.path, []));
  expect(open).toThrow(DatabaseUnusable);
  expect(open).toThrow(message);
});

/** A database with many notes, some of whose pages were overwritten in the middle. */
function damagedDatabase(folder: string): { readonly path: string; readonly migrations: string } {
  const path = join(folder, "shop.db");
  const migrations = writeMigrations(folder, [notesMigration]);
  const database = openDatabase(path, migrations);
  database.writer.$client.run(
    "INSERT INTO notes (body) WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT hex(randomblob(50)) FROM n",
  );
  database.close();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xa5, 8192, 16_384));
  return { path, migrations };
}

test("a damaged file is refused by who looks before it sells, and named by its damage", () => {
  using folder = temporaryFolder();
  const { path, migrations } = damagedDatabase(folder.path);
  const checked = () => openDatabase(path, migrations, { checked: true });
  expect(checked).toThrow(DatabaseUnusable);
  expect(checked).toThrow(/shop\.db is damaged \(.+\)\. Restore a backup/);
});

test("without the check a damaged file opens as fast as any", () => {
  using folder = temporaryFolder();
  const { path, migrations } = damagedDatabase(folder.path);
  openDatabase(path, migrations).close();
});
