import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, linkSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { backUp } from "../../db/sqlite/backup.ts";
import { openDatabase } from "../../db/sqlite/database.ts";
import { DatabaseUnusable } from "../../db/sqlite/database-file.ts";
import { holdServerLock } from "../../db/sqlite/server-lock.ts";
import { temporaryFolder } from "../temporary-folder.ts";

let folder: ReturnType<typeof temporaryFolder>;
let path: string;
let other: string;

beforeEach(() => {
  folder = temporaryFolder();
  [path, other] = [join(folder.path, "shop.db"), join(folder.path, "other.db")];
  openDatabase(path).close();
  linkSync(path, other);
});
afterEach(() => folder[Symbol.dispose]());

test("a database with a second name gets no second server, nor a first", () => {
  for (const name of [path, other]) {
    expect(() => holdServerLock(name)).toThrow(DatabaseUnusable);
    expect(() => holdServerLock(name)).toThrow("has 2 names (hard links)");
  }
});

test("no command opens it: it would write a log of its own", () => {
  for (const name of [path, other]) expect(() => openDatabase(name)).toThrow("has 2 names (hard links)");
});

test("a backup of it would lack what was sold under the other name, and is not made", () => {
  const target = join(folder.path, "backup.db");
  expect(() => backUp(other, target)).toThrow("has 2 names (hard links)");
  expect(existsSync(target)).toBe(false);
});

test("it opens again once the other name is gone, and a backup has one name", () => {
  rmSync(other);
  openDatabase(path).close();
  const target = join(folder.path, "backup.db");
  backUp(path, target);
  expect(statSync(target).nlink).toBe(1);
});

test("the lock's file is its owner's alone, since whoever reads it could keep it locked", () => {
  rmSync(other);
  holdServerLock(path)();
  expect(statSync(`${path}.lock`).mode & 0o777).toBe(0o600);
});
