import { Database as Connection } from "bun:sqlite";
import { expect, test } from "bun:test";
import { CommittedContents } from "../../db/sqlite/committed-contents.ts";
import { nextTurn } from "../../db/sqlite/same-turn-guard.ts";
import { openNotebook } from "./notebook.ts";

test("contents are the same until something is committed here", async () => {
  await using notebook = openNotebook();
  const { contents } = notebook.database;
  const before = contents.now();
  expect(contents.now()).toBe(before);
  await notebook.write(({ notes }) => notes.insert("own"));
  expect(contents.now()).not.toBe(before);
});

test("contents are others once another process has committed", async () => {
  await using notebook = openNotebook();
  const { contents } = notebook.database;
  const before = contents.now();
  using other = new Connection(notebook.database.file);
  other.run("BEGIN IMMEDIATE; INSERT INTO notes (body) VALUES ('theirs')");
  expect(contents.now()).toBe(before);
  other.run("COMMIT");
  expect(contents.now()).not.toBe(before);
});

/** Contents of a database that changes with every look at it. */
function lookedAt() {
  let looks = 0;
  return new CommittedContents(() => {
    looks += 1;
    return looks;
  });
}

test("all requests that arrive in one turn share one look, and those of the next take another", async () => {
  const contents = lookedAt();
  contents.requestArrived();
  expect([contents.version(), contents.version(), contents.now().version]).toEqual([1, 1, 1]);
  await nextTurn();
  contents.requestArrived();
  expect([contents.version(), contents.version()]).toEqual([2, 2]);
});

test("who looks while no request arrives looks anew, and leaves nothing for one that does", () => {
  const contents = lookedAt();
  expect([contents.version(), contents.now().version]).toEqual([1, 2]);
  contents.requestArrived();
  expect(contents.version()).toBe(3);
});
