import { Database as Connection } from "bun:sqlite";
import { expect, test } from "bun:test";
import { renameSync } from "node:fs";
import { StorageUnavailable } from "../../src/storage.ts";
import { openNotebook } from "./notebook.ts";

type Notebook = ReturnType<typeof openNotebook>;

/** Makes every job of one batch: two harmless ones around the one to look at. */
async function batchAround(notebook: Notebook, job: Parameters<Notebook["write"]>[0]): Promise<unknown[]> {
  const outcomes = await Promise.allSettled([
    notebook.write(({ notes }) => notes.insert("before")),
    notebook.write(job),
    notebook.write(({ notes }) => notes.insert("after")),
  ]);
  return outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason : "told it was kept"));
}

async function expectUnharmed(notebook: Notebook): Promise<void> {
  expect(notebook.connection.inTransaction).toBe(false);
  expect(await notebook.committed()).toEqual([]);
  await notebook.write(({ notes }) => notes.insert("next"));
  expect(await notebook.committed()).toEqual(["next"]);
}

const everybodyRefused = Array(3).fill(expect.any(StorageUnavailable));

// SQLite undoes the whole transaction for the first, and only the statement for the second.
test.each([
  ["one big row", "INSERT INTO notes (body) VALUES (hex(zeroblob(100000)))"],
  [
    "many rows",
    "INSERT INTO notes (body) SELECT hex(zeroblob(9000)) FROM (VALUES (1), (2), (3), (4), (5), (6))",
  ],
])("a disk that is full for %s refuses the whole batch", async (_, statement) => {
  await using notebook = openNotebook();
  notebook.connection.run("PRAGMA max_page_count = 8");
  expect(await batchAround(notebook, ({ notes }) => notes.run(statement))).toEqual(everybodyRefused);
  await expectUnharmed(notebook);
});

test.each([
  [
    "INSERT OR ROLLBACK",
    "INSERT OR ROLLBACK INTO notes (id, body) VALUES (1, 'again')",
    "UNIQUE constraint failed",
  ],
  ["a trigger's RAISE(ROLLBACK)", "INSERT INTO notes (body) VALUES ('forbidden')", "written in stone"],
])("%s, which undoes every job so far, refuses the whole batch", async (_, statement, reason) => {
  await using notebook = openNotebook();
  notebook.connection.run(
    "CREATE TRIGGER forbid BEFORE INSERT ON notes WHEN NEW.body = 'forbidden' BEGIN SELECT RAISE(ROLLBACK, 'written in stone'); END",
  );
  const outcomes = await batchAround(notebook, ({ notes }) => notes.run(statement));
  expect(outcomes).toEqual(everybodyRefused);
  expect(outcomes[1]).toMatchObject({ cause: { message: expect.stringContaining(reason) } });
  await expectUnharmed(notebook);
});

test("a job that goes on after SQLite undid the transaction changes nothing any more", async () => {
  await using notebook = openNotebook();
  const goingOn = await batchAround(notebook, async ({ notes }) => {
    await notes.run("INSERT OR ROLLBACK INTO notes (id, body) VALUES (1, 'again')").catch(() => {});
    await notes.insert("by itself").catch(() => {});
  });
  expect(goingOn).toEqual(everybodyRefused);
  await expectUnharmed(notebook);
});

test("a commit that fails refuses the whole batch and leaves no transaction open", async () => {
  await using notebook = openNotebook();
  notebook.connection.run(
    "CREATE TABLE marks (note INTEGER REFERENCES notes(id) DEFERRABLE INITIALLY DEFERRED) STRICT",
  );
  const dangling = await batchAround(notebook, ({ notes }) => notes.run("INSERT INTO marks VALUES (99)"));
  expect(dangling).toEqual(everybodyRefused);
  await expectUnharmed(notebook);
});

test("a database that another process is writing to is waited for, while the event loop goes on", async () => {
  await using notebook = openNotebook();
  using other = new Connection(notebook.database.file);
  other.run("BEGIN IMMEDIATE");
  const written = notebook.write(({ notes }) => notes.insert("milk"));
  await Bun.sleep(10);
  expect(Bun.peek.status(written)).toBe("pending");
  other.run("COMMIT");
  await written;
  expect(await notebook.committed()).toEqual(["milk"]);
});

test("a database that stays taken refuses everybody who waits, and takes the next", async () => {
  await using notebook = openNotebook({ patience: 10 });
  using other = new Connection(notebook.database.file);
  other.run("BEGIN IMMEDIATE");
  expect(await batchAround(notebook, ({ notes }) => notes.insert("between"))).toEqual(everybodyRefused);
  other.run("COMMIT");
  await expectUnharmed(notebook);
});

test("a refusal is known until a change is kept, be it one that changes nothing", async () => {
  await using notebook = openNotebook();
  const { connection } = notebook;
  expect(notebook.refusal()).toBeUndefined();
  connection.run("PRAGMA max_page_count = 8");
  await batchAround(notebook, ({ notes }) =>
    notes.run("INSERT INTO notes (body) VALUES (hex(zeroblob(100000)))"),
  );
  expect(notebook.refusal()).toBeInstanceOf(StorageUnavailable);
  await notebook.probe();
  expect(notebook.refusal()).toBeUndefined();
});

test("a try that is refused is a refusal, and rejects nobody", async () => {
  await using notebook = openNotebook({ patience: 10 });
  using other = new Connection(notebook.database.file);
  other.run("BEGIN IMMEDIATE");
  await notebook.probe();
  expect(notebook.refusal()).toBeInstanceOf(StorageUnavailable);
  other.run("COMMIT");
});

test("a change during which the file is moved away is acknowledged to nobody", async () => {
  await using notebook = openNotebook();
  const { file } = notebook.database;
  const outcomes = await batchAround(notebook, async () => renameSync(file, `${file}.old`));
  expect(outcomes).toEqual(everybodyRefused);
  renameSync(`${file}.old`, file);
  await notebook.write(({ notes }) => notes.insert("next"));
  expect(notebook.refusal()).toBeUndefined();
});
