import { Database as Connection } from "bun:sqlite";
import { expect, test } from "bun:test";
import { watchStorage } from "../../src/jobs/watch-storage.ts";
import { makeLog } from "../../src/log.ts";
import { openNotebook } from "../db/notebook.ts";
import { eventually, manyLooks } from "./workshop.ts";

/** A database watched every millisecond, and what the log has said of it. */
function watchedNotebook() {
  const notebook = openNotebook({ patience: 5 });
  const said: string[] = [];
  const log = makeLog("info", { write: (line) => void said.push(JSON.parse(line).msg) });
  let probes = 0;
  const stop = watchStorage({
    misplaced: () => notebook.database.misplaced(),
    refusal: notebook.refusal,
    probe() {
      probes += 1;
      return notebook.probe();
    },
    log,
    everyMs: 1,
  });
  return {
    ...notebook,
    said,
    probes: () => probes,
    async [Symbol.asyncDispose]() {
      await stop();
      await notebook[Symbol.asyncDispose]();
    },
  };
}

test("while changes are kept nothing is tried and nothing said", async () => {
  await using watched = watchedNotebook();
  await watched.write(({ notes }) => notes.insert("milk"));
  await manyLooks();
  expect(watched.probes()).toBe(0);
  expect(watched.said).toEqual([]);
});

test("a database that refuses changes is named once, tried, and named again when it takes them", async () => {
  await using watched = watchedNotebook();
  using other = new Connection(watched.database.file);
  other.run("BEGIN IMMEDIATE");
  await watched.write(({ notes }) => notes.insert("milk")).catch(() => {});
  await eventually(() => watched.probes() > 2);
  expect(watched.said).toEqual(["changes are refused: the database cannot write"]);
  other.run("ROLLBACK");
  await eventually(() => watched.refusal() === undefined && watched.said.length > 1);
  expect(watched.said.slice(1)).toEqual(["changes are written again"]);
});
