// Writes notes in pairs through the writer, from 16 callers at once, while another thread moves the log, and prints the
// name of each pair it has been told is kept. Goes on until it is killed or the database refuses. Usage: bun write-until-stopped.ts FOLDER NAME
import { writeSync } from "node:fs";
import { openCheckpoints } from "../../db/sqlite/checkpoints/checkpoint-thread.ts";
import { StorageUnavailable } from "../../src/storage.ts";
import { openNotebook } from "./notebook.ts";

const [path = "", name] = process.argv.slice(2);
const notebook = openNotebook(
  { committed: (jobs) => checkpoints.committed(jobs) },
  { path, [Symbol.dispose]() {} },
);
const checkpoints = openCheckpoints(notebook.database.file, notebook.connection);
// Busy from the first commit on.
checkpoints.committed(1_000);
let pairs = 0;

async function writePairs(): Promise<never> {
  for (;;) {
    const pair = `${name}-${pairs++}`;
    await notebook.write(async ({ notes }) => {
      await notes.insert(pair);
      await notes.insert(pair);
    });
    writeSync(1, `${pair}\n`);
  }
}

const outcomes = await Promise.allSettled(Array.from({ length: 16 }, writePairs));
const refused = outcomes.every(
  (outcome) => outcome.status === "rejected" && outcome.reason instanceof StorageUnavailable,
);
await checkpoints.close();
process.exitCode = refused && !notebook.connection.inTransaction ? 0 : 1;
