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

test("all requests that arrive in one turn share one look, and those of the next take another", async () => {
  let looks = 0;
  const contents = new CommittedContents(() => {
    looks += 1;
    return looks;
  });
  expect([contents.versionOnArrival(), contents.versionOnArrival(), contents.now().version]).toEqual([
    1, 1, 1,
  ]);
  await nextTurn();
  expect([contents.versionOnArrival(), contents.versionOnArrival()]).toEqual([2, 2]);
});

test("who looks when no request has arrived leaves nothing for one that does", () => {
  let looks = 0;
  const contents = new CommittedContents(() => {
    looks += 1;
    return looks;
  });
  contents.now();
  expect(contents.versionOnArrival()).toBe(2);
});
