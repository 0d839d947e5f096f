import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { DatabaseUnusable } from "../../db/sqlite/database-file.ts";
import { ownerOf, refuseMerchantDatabase, takeDatabase } from "../../db/sqlite/database-owner.ts";
import { folderForRun } from "../temporary-folder.ts";

const newFile = () => join(folderForRun("owner"), "data/shop.db");

function openAs(opener: "merchant" | "demo", file: string): void {
  takeDatabase(file, opener);
  openDatabase(file).close();
}

test("a database that is not there, or has nothing in it, is nobody's", () => {
  const file = join(folderForRun("owner"), "shop.db");
  expect(ownerOf(file)).toBeUndefined();
  writeFileSync(file, "");
  expect(ownerOf(file)).toBeUndefined();
});

test("a new one is its first opener's", () => {
  const [merchants, demos] = [newFile(), newFile()];
  openAs("merchant", merchants);
  openAs("demo", demos);
  expect([ownerOf(merchants), ownerOf(demos)]).toEqual(["merchant", "demo"]);
});

test("the demo's is the demo's before anything is in it", () => {
  const file = newFile();
  takeDatabase(file, "demo");
  expect(ownerOf(file)).toBe("demo");
});

test("a merchant's is refused to the demo, also through a link, and stays as it is", () => {
  const file = newFile();
  openAs("merchant", file);
  const link = join(folderForRun("owner"), "demo.db");
  symlinkSync(file, link);
  for (const path of [file, link]) {
    expect(() => takeDatabase(path, "demo")).toThrow(DatabaseUnusable);
    expect(() => refuseMerchantDatabase(path)).toThrow(/opens no database but its own.*SHOP_CONFIG/);
  }
  expect(ownerOf(file)).toBe("merchant");
});

test("so is one of another program", () => {
  const file = join(folderForRun("owner"), "notes.db");
  using notes = new Database(file);
  notes.run("CREATE TABLE notes (text TEXT)");
  expect(() => takeDatabase(file, "demo")).toThrow(DatabaseUnusable);
});

test("one of the demo's that a merchant opens is the merchant's from then on", () => {
  const file = newFile();
  openAs("demo", file);
  openAs("merchant", file);
  expect(ownerOf(file)).toBe("merchant");
});

test("the demo's stays its own beside a connection that is open, and after that is cut off", () => {
  const file = newFile();
  takeDatabase(file, "demo");
  const database = openDatabase(file);
  expect(ownerOf(file)).toBe("demo");
  takeDatabase(file, "demo");
  database.close();
  expect(ownerOf(file)).toBe("demo");
});

test("to look changes nothing", () => {
  const file = newFile();
  expect(ownerOf(file)).toBeUndefined();
  refuseMerchantDatabase(file);
  expect(existsSync(file)).toBe(false);
});
