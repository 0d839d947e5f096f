import { Database as Connection } from "bun:sqlite";
import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { migrationsFolder, openDatabase } from "../../db/sqlite/database.ts";
import { DatabaseUnusable } from "../../db/sqlite/database-file.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** SHA-256 of each migration that merchants' databases have had. One is added at a release; none ever changes. */
const frozen: Readonly<Record<string, string>> = {
  "0000_initial.sql": "36ee5b4e9cc640a40f65d69c3270849987758cd022a555cdf2cfd411f90f2dbd",
};

test.each(Object.entries(frozen))("%s stays as merchants' databases have had it", (name, hash) => {
  const bytes = readFileSync(join(migrationsFolder, name));
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(hash);
});

test("later migrations are appended: the frozen ones come first", () => {
  const names = readdirSync(migrationsFolder).filter((name) => name.endsWith(".sql"));
  expect(names.toSorted().slice(0, Object.keys(frozen).length)).toEqual(Object.keys(frozen));
});

/** A shop's database, changed by these statements, behind the program's back. */
function changedDatabase(folder: string, ...statements: string[]): string {
  const path = join(folder, "shop.db");
  openDatabase(path).close();
  using behind = new Connection(path);
  for (const statement of statements) behind.run(statement);
  return path;
}

test.each([
  ["a column less", "ALTER TABLE orders DROP COLUMN updated_at", "table orders is another"],
  ["a column more", "ALTER TABLE mails ADD COLUMN note TEXT", "table mails is another"],
  ["no such index", "DROP INDEX orders_by_buyer", "index orders_by_buyer is missing"],
  ["no such table", "DROP TABLE paused_endpoints", "table paused_endpoints is missing"],
  ["no such trigger", "DROP TRIGGER feed_product_added", "trigger feed_product_added is missing"],
  ["an index that forbids", "CREATE UNIQUE INDEX mine ON orders (status)", "index mine is not ours"],
  [
    "a trigger that meddles",
    "CREATE TRIGGER mine AFTER INSERT ON orders BEGIN DELETE FROM mails; END",
    "trigger mine is not ours",
  ],
])("a database of an earlier state, with %s, is refused with words", (_, statement, difference) => {
  using folder = temporaryFolder();
  const path = changedDatabase(folder.path, statement);
  const open = () => openDatabase(path);
  expect(open).toThrow(DatabaseUnusable);
  expect(open).toThrow(difference);
  expect(open).toThrow("nothing was changed");
});

test.each([
  ["statistics", "ANALYZE"],
  ["a replication tool's table", "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)"],
  ["a merchant's index", "CREATE INDEX mine ON orders (created_at)"],
  ["a merchant's view", "CREATE VIEW sales AS SELECT number FROM orders"],
])("%s beside our tables is left alone", (_, statement) => {
  using folder = temporaryFolder();
  openDatabase(changedDatabase(folder.path, statement)).close();
});

test("tables that were compared are remembered, and found again without being made anew", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  openDatabase(path).close();
  const remembered = () => {
    using behind = new Connection(path, { readonly: true });
    return behind.query("SELECT value FROM settings WHERE name = 'tables_compared'").get();
  };
  const before = remembered();
  openDatabase(path).close();
  expect(before).not.toBeNull();
  expect(remembered()).toEqual(before);
});
