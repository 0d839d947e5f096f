import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { holdServerLock } from "../../db/sqlite/server-lock.ts";
import { smallestShop } from "../settings/load.ts";
import { openTerminal, type TestTerminal } from "./terminal.ts";

/** A shop with one key, a backup of it, and a second key that is not in the backup. */
async function shopWithBackup(...options: string[]): Promise<TestTerminal> {
  const terminal = openTerminal();
  terminal.file("shop.toml", smallestShop);
  await terminal.run("keys", "create", "before");
  expect(await terminal.run("backup", "copy.db", ...options)).toMatchObject({ code: 0 });
  await terminal.run("keys", "create", "after");
  return terminal;
}

const databaseOf = ({ directory }: TestTerminal) => join(directory, "data/checkstand.db");

function agentsIn(path: string): string[] {
  using database = new Database(path, { readonly: true });
  return database
    .query<{ name: string }, []>("SELECT name FROM agents WHERE name <> 'default' ORDER BY name")
    .all()
    .map(({ name }) => name);
}

test("a backup takes the database's place, and what was there is kept whole", async () => {
  const terminal = await shopWithBackup();
  const report = Object(await terminal.json("restore", "copy.db"));
  expect(report).toMatchObject({ file: databaseOf(terminal), migrations_missing: 0 });
  expect(agentsIn(databaseOf(terminal))).toEqual(["before"]);
  expect(statSync(databaseOf(terminal)).mode & 0o777).toBe(0o600);
  expect(agentsIn(report.kept)).toEqual(["after", "before"]);
  expect(await terminal.run("keys", "create", "since")).toMatchObject({ code: 0 });
  expect(agentsIn(databaseOf(terminal))).toEqual(["before", "since"]);
  expect(agentsIn(join(terminal.directory, "copy.db"))).toEqual(["before"]);
});

test("what only the log of a database that was cut off holds is kept with it", async () => {
  const terminal = await shopWithBackup();
  const cutOff = new Database(databaseOf(terminal));
  cutOff.run("PRAGMA wal_autocheckpoint = 0");
  cutOff.run("UPDATE agents SET name = 'in the log' WHERE name = 'after'");
  cutOff.close();
  const report = Object(await terminal.json("restore", "copy.db"));
  expect(agentsIn(report.kept)).toEqual(["before", "in the log"]);
});

test("a damaged database is kept with its log, which does not get into the restored one", async () => {
  const terminal = await shopWithBackup();
  const path = databaseOf(terminal);
  const log = terminal.file("data/checkstand.db-wal", "x".repeat(5_000));
  truncateSync(path, 30_000);
  expect(await terminal.run("restore", "copy.db")).toMatchObject({ code: 0 });
  expect(existsSync(log)).toBe(false);
  expect(agentsIn(path)).toEqual(["before"]);
});

test("a shop that has no database yet gets one", async () => {
  const terminal = await shopWithBackup();
  const elsewhere = openTerminal();
  elsewhere.file("shop.toml", smallestShop);
  const done = await elsewhere.run("restore", join(terminal.directory, "copy.db"));
  expect(done).toMatchObject({ code: 0, out: expect.stringContaining("There was none before.") });
  expect(agentsIn(databaseOf(elsewhere))).toEqual(["before"]);
});

test("nothing is restored while a server runs", async () => {
  const terminal = await shopWithBackup();
  const release = holdServerLock(databaseOf(terminal));
  expect(await terminal.run("restore", "copy.db")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("Another Checkstand server is running"),
  });
  release();
  expect(agentsIn(databaseOf(terminal))).toEqual(["after", "before"]);
});

test("nothing is restored while somebody is in the middle of a change", async () => {
  const terminal = await shopWithBackup();
  using busy = new Database(databaseOf(terminal));
  busy.run("BEGIN IMMEDIATE");
  expect(await terminal.run("restore", "copy.db")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("Somebody is using"),
  });
  busy.run("ROLLBACK");
  expect(agentsIn(databaseOf(terminal))).toEqual(["after", "before"]);
});

test.each([
  ["is damaged", "is damaged", (path: string) => truncateSync(path, 30_000)],
  [
    "is another program's",
    "none of Checkstand's",
    (path: string) => {
      truncateSync(path, 0);
      using other = new Database(path);
      other.run("CREATE TABLE notes (body TEXT)");
    },
  ],
  [
    "is of a newer Checkstand",
    "newer Checkstand",
    (path: string) => {
      using newer = new Database(path);
      newer.run("PRAGMA user_version = 999");
    },
  ],
])("a backup that %s is refused and changes nothing", async (_, said, spoil) => {
  const terminal = await shopWithBackup();
  spoil(join(terminal.directory, "copy.db"));
  for (const words of [["--check"], []]) {
    expect(await terminal.run("restore", "copy.db", ...words)).toMatchObject({
      code: 1,
      notes: expect.stringContaining(said),
    });
  }
  expect(agentsIn(databaseOf(terminal))).toEqual(["after", "before"]);
  expect(readdirSync(join(terminal.directory, "data")).filter((name) => name.includes("restor"))).toEqual([]);
});

test("an encrypted backup shows nothing, and opens with its key alone", async () => {
  const terminal = openTerminal();
  terminal.file("shop.toml", smallestShop);
  await terminal.run("keys", "create", "before");
  await terminal.json("backup", "--make-key", "backup.key");
  await terminal.json("backup", "--make-key", "other.key");
  expect(statSync(join(terminal.directory, "backup.key")).mode & 0o777).toBe(0o600);
  await terminal.json("backup", "copy.db.age", "--key", "backup.key");
  const encrypted = readFileSync(join(terminal.directory, "copy.db.age"));
  expect(encrypted.includes("SQLite format")).toBe(false);
  expect(encrypted.includes("before")).toBe(false);
  expect(readdirSync(terminal.directory).toSorted()).toEqual([
    "backup.key",
    "copy.db.age",
    "data",
    "other.key",
    "shop.toml",
  ]);
  await terminal.run("keys", "create", "after");

  const withoutKey = await terminal.run("restore", "copy.db.age");
  expect(withoutKey).toMatchObject({ code: 1, notes: expect.stringContaining("--key FILE") });
  const withOther = await terminal.run("restore", "copy.db.age", "--key", "other.key");
  expect(withOther).toMatchObject({ code: 1, notes: expect.stringContaining("cannot be decrypted") });
  expect(await terminal.run("restore", "copy.db.age", "--key", "backup.key")).toMatchObject({ code: 0 });
  expect(agentsIn(databaseOf(terminal))).toEqual(["before"]);
});

test("a public key encrypts and opens nothing", async () => {
  const terminal = openTerminal();
  terminal.file("shop.toml", smallestShop);
  await terminal.run("keys", "create", "before");
  const made = await terminal.json("backup", "--make-key", "backup.key");
  terminal.file("public.key", `${Object(made).public_key}\n`);
  await terminal.json("backup", "copy.db.age", "--key", "public.key");
  expect(await terminal.run("restore", "copy.db.age", "--key", "public.key")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("public key only"),
  });
  expect(await terminal.run("restore", "--check", "copy.db.age", "--key", "backup.key")).toMatchObject({
    code: 0,
  });
});

test("a key is never overwritten, and a file without one is named", async () => {
  const terminal = openTerminal();
  terminal.file("shop.toml", smallestShop);
  await terminal.run("keys", "create");
  terminal.file("notes.txt", "nothing\n");
  expect(await terminal.run("backup", "--make-key", "notes.txt")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("A key is never overwritten"),
  });
  expect(await terminal.run("backup", "copy.db", "--key", "notes.txt")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("There is no key in"),
  });
  expect(existsSync(join(terminal.directory, "copy.db"))).toBe(false);
});
