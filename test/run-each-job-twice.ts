import type { Database } from "../db/sqlite/database.ts";
import type { RunJob, Transaction, Write } from "../src/storage.ts";
import { withTransaction } from "./with-transaction.ts";

/**
 * A writer that runs every job twice and undoes the first time, as an engine does that has to run a job again. What a
 * job does to anything but its stores shows: it has then happened twice, or of a job that was undone.
 */
export function runEachJobTwice<Stores extends Transaction>(
  { writer: { $client: connection } }: Pick<Database, "writer">,
  write: Write<Stores>,
): Write<Stores> {
  return (job) => write((stores) => runTwice(connection, stores, job));
}

/** Jobs that did not do the same both times. A writer runs what throws once more: then they must not pass. */
const foundOut = new WeakMap<object, Error>();

/**
 * Runs one job twice within an open transaction, the first time undone. What the first run wants done after the commit
 * is forgotten with it. Should it throw, the second must do so, too.
 */
export async function runTwice<Stores extends Transaction, Result>(
  connection: Parameters<RunJob>[0],
  stores: Stores,
  job: (stores: Stores) => Promise<Result>,
): Promise<Result> {
  const difference = foundOut.get(job);
  if (difference) throw difference;
  connection.run("SAVEPOINT first_run");
  const first = await job(withTransaction(stores, { afterCommit() {} })).then(
    () => "settled",
    () => "threw",
  );
  // SQLite has undone everything for an error of the disk; the second run meets it as well.
  if (connection.inTransaction) connection.run("ROLLBACK TO first_run; RELEASE first_run");
  const second = job(stores);
  if (first === "settled") return second;
  await second;
  const found = new Error("A job threw the first time it was run, and did not the second time.");
  foundOut.set(job, found);
  throw found;
}
