import type { Database as Connection } from "bun:sqlite";
import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { openCheckpoints } from "../../db/sqlite/checkpoints/checkpoint-thread.ts";
import { openNotebook } from "./notebook.ts";

/** So many changes within ten seconds are a busy shop's. */
const BUSY = 1_000;

/** At how many pages of log the connection that commits moves them into the file itself. */
function pagesOfCommits(connection: Connection): unknown {
  return connection.query("PRAGMA wal_autocheckpoint").values()[0]?.[0];
}

test("what a busy shop commits is moved into the file by another thread", async () => {
  await using notebook = openNotebook();
  const { database, connection, write } = notebook;
  const checkpoints = openCheckpoints(database.file, connection);
  const before = statSync(database.file).size;
  checkpoints.committed(BUSY);
  // A megabyte: too little for commits to move it.
  await write(async ({ notes }) => {
    for (let note = 0; note < 100; note += 1) await notes.insert("x".repeat(10_000));
  });
  while (statSync(database.file).size < before + 1_000_000) {
    checkpoints.committed(BUSY);
    await Bun.sleep(1);
  }
  await checkpoints.close();
  expect(await notebook.committed()).toHaveLength(100);
});

test("a quiet shop's log is moved by its commits, and no thread is begun", async () => {
  await using notebook = openNotebook();
  const checkpoints = openCheckpoints(notebook.database.file, notebook.connection);
  checkpoints.committed(BUSY - 1);
  expect(pagesOfCommits(notebook.connection)).toBe(1_000);
  checkpoints.committed(1);
  expect(pagesOfCommits(notebook.connection)).toBe(4_000);
  await checkpoints.close();
});

test("where the thread fails, commits move the log as if there were none", async () => {
  await using notebook = openNotebook();
  const nowhere = join(notebook.database.file, "nothing.db");
  const checkpoints = openCheckpoints(nowhere, notebook.connection);
  checkpoints.committed(BUSY);
  while (pagesOfCommits(notebook.connection) !== 1_000) await Bun.sleep(1);
  checkpoints.committed(BUSY);
  expect(pagesOfCommits(notebook.connection)).toBe(1_000);
  await checkpoints.close();
});
