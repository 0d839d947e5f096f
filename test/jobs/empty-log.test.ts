import { expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { openSqlite } from "../../db/sqlite/open.ts";
import { systemClock } from "../../src/clock.ts";
import { emptyLog } from "../../src/jobs/empty-log.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const run = { signal: new AbortController().signal, wake() {}, async woken() {} };
const lengthOf = (file: string) => (existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0);

test("empties the log, and asks nothing of the disk where it is empty", async () => {
  using folder = temporaryFolder();
  const opened = await openSqlite(join(folder.path, "shop.db"), { opener: "merchant", clock: systemClock });
  const { state } = opened;
  let times = 0;
  const counted = {
    sizes: () => state.sizes(),
    emptyLog() {
      times += 1;
      state.emptyLog();
    },
  };
  expect((await state.sizes()).log).toBeGreaterThan(0);
  await emptyLog(counted).run(run);
  await emptyLog(counted).run(run);
  expect([(await state.sizes()).log, times]).toEqual([0, 1]);
  await opened.close();
});

test("waits for nobody who reads or writes just then, and works at the next run", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "shop.db");
  const database = openDatabase(file);
  const { $client: reader } = database.reader;
  reader.run("BEGIN");
  reader.query("SELECT count(*) FROM products").get();
  database.writer.$client.run("CREATE TABLE noise (text TEXT)");
  database.emptyLog();
  expect(lengthOf(file)).toBeGreaterThan(0);
  reader.run("COMMIT");

  const { $client: writer } = database.writer;
  writer.run("BEGIN IMMEDIATE");
  writer.run("INSERT INTO noise VALUES ('…')");
  database.emptyLog();
  writer.run("COMMIT");
  expect(lengthOf(file)).toBeGreaterThan(0);

  database.emptyLog();
  expect(lengthOf(file)).toBe(0);
  expect(reader.query("SELECT text FROM noise").get()).toEqual({ text: "…" });
  database.close();
});
