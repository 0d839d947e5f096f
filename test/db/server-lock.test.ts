import { expect, test } from "bun:test";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { DatabaseUnusable } from "../../db/sqlite/database-file.ts";
import { holdServerLock } from "../../db/sqlite/server-lock.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { notesMigration, writeMigrations } from "./notebook.ts";

test("a second server on a file is refused until the first one dies, even by kill -9", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  const program = join(import.meta.dir, "hold-server-lock.ts");
  const first = Bun.spawn([process.execPath, program, path], { stdout: "pipe" });
  await first.stdout.getReader().read();
  expect(() => holdServerLock(path)).toThrow(DatabaseUnusable);
  expect(() => holdServerLock(path)).toThrow(
    `Another Checkstand server is running on ${path}. Stop it first`,
  );

  first.kill("SIGKILL");
  await first.exited;
  holdServerLock(path)();
});

test("a server that lets go makes room for the next", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  const release = holdServerLock(path);
  expect(() => holdServerLock(path)).toThrow(DatabaseUnusable);
  release();
  holdServerLock(path)();
});

test("the lock is kept by the process, not by whoever remembers what it was given", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  holdServerLock(path);
  Bun.gc(true);
  expect(() => holdServerLock(path)).toThrow(DatabaseUnusable);
});

test("another path to the same file leads to the same lock", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  writeFileSync(path, "");
  symlinkSync(path, join(folder.path, "link.db"));
  const release = holdServerLock(path);
  expect(() => holdServerLock(join(folder.path, "link.db"))).toThrow(DatabaseUnusable);
  release();
});

test("a command writes beside the server", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "shop.db");
  const release = holdServerLock(path);
  const database = openDatabase(path, writeMigrations(folder.path, [notesMigration]));
  expect(database.writer.$client.run("INSERT INTO notes (body) VALUES ('imported')").changes).toBe(1);
  database.close();
  release();
});
