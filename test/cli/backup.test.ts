import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { smallestShop } from "../settings/load.ts";
import { openTerminal } from "./terminal.ts";

test("a backup is a database of its own with everything in it, for its owner's eyes", async () => {
  const terminal = openTerminal();
  const { out: key } = await terminal.run("keys", "create", "chatgpt");
  const report = await terminal.json("backup", "copy.db");
  const copy = join(terminal.directory, "copy.db");
  expect(report).toEqual({ file: copy, bytes: statSync(copy).size });
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  expect(readdirSync(terminal.directory).filter((name) => name.startsWith("copy"))).toEqual(["copy.db"]);
  const hash = createHash("sha256").update(key).digest();
  using database = new Database(copy, { readonly: true });
  expect(database.query<{ hash: Uint8Array }, []>("SELECT hash FROM api_keys").get()).toEqual({
    hash: new Uint8Array(hash),
  });
});

test("a backup made while the shop is being written to is whole", async () => {
  const terminal = openTerminal();
  await terminal.run("keys", "create");
  using busy = new Database(join(terminal.directory, "data/demo.db"));
  busy.run("BEGIN IMMEDIATE");
  busy.run("UPDATE agents SET name = 'half-way'");
  expect((await terminal.run("backup", "copy.db")).code).toBe(0);
  busy.run("ROLLBACK");
  using copy = new Database(join(terminal.directory, "copy.db"), { readonly: true });
  expect(copy.query("SELECT name FROM agents").all()).toEqual([{ name: "default" }]);
});

test("a file that exists is not overwritten", async () => {
  const terminal = openTerminal();
  await terminal.run("keys", "create");
  const path = terminal.file("copy.db", "precious");
  const done = await terminal.run("backup", "copy.db");
  expect(done).toMatchObject({
    code: 1,
    out: "",
    notes: expect.stringContaining("A backup never overwrites"),
  });
  expect(await Bun.file(path).text()).toBe("precious");
});

test("without a database there is nothing to back up", async () => {
  const terminal = openTerminal();
  expect(await terminal.run("backup", "copy.db")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("There is no database"),
  });
  expect(readdirSync(terminal.directory)).toEqual([]);
});

test("a copy that cannot be written is named as what is wrong, and leaves nothing behind", async () => {
  const terminal = openTerminal();
  await terminal.run("keys", "create");
  expect(await terminal.run("backup", "no/such/folder/copy.db")).toMatchObject({
    code: 1,
    notes: `Cannot write ${join(terminal.directory, "no/such/folder/copy.db")} (ENOENT). Name a file in a folder that exists and that this user may write to.`,
  });
  expect(readdirSync(terminal.directory)).toEqual(["data"]);
});

test("a backup put where a shop was cut off, with that shop's log left beside it, is refused with what to do", async () => {
  const terminal = openTerminal();
  await terminal.run("keys", "create");
  await terminal.run("backup", "copy.db");
  const path = join(terminal.directory, "data/demo.db");
  // A connection that is open, and so has moved nothing of its log into the file: what a cut leaves, byte by byte.
  using cutOff = new Database(path);
  cutOff.run("CREATE TABLE orders_since (body TEXT)");
  for (let row = 0; row < 100; row++) cutOff.run("INSERT INTO orders_since VALUES (?)", ["x".repeat(4_000)]);
  const restored = join(terminal.directory, "restored.db");
  copyFileSync(`${path}-wal`, `${restored}-wal`);
  copyFileSync(join(terminal.directory, "copy.db"), restored);
  const beside = openTerminal({ environment: { DATABASE_URL: `file:${restored}` } });
  beside.file("shop.toml", smallestShop);
  expect(await beside.run("orders", "list")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("with `checkstand restore FILE`"),
  });
  rmSync(`${restored}-wal`, { force: true });
  rmSync(`${restored}-shm`, { force: true });
  copyFileSync(join(terminal.directory, "copy.db"), restored);
  expect(await beside.json("keys", "list")).toHaveLength(1);
});
