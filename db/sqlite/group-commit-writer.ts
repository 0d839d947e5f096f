import type { Database as Connection } from "bun:sqlite";
import { StorageUnavailable, type Transaction, type Write, type WriterState } from "../../src/storage.ts";
import { type BatchAnswers, type BatchJob, openBatchJobs } from "./batch-jobs.ts";
import { openBatchTransaction } from "./batch-transaction.ts";
import type { Database } from "./database.ts";
import { nextTurn } from "./same-turn-guard.ts";
import { lend } from "./transaction-scope.ts";

/** The one way to change a database, and the way to end changing it. */
export interface GroupCommitWriter<Stores> extends WriterState {
  readonly write: Write<Stores & Transaction>;
  /** Commits a change that changes nothing but needs the disk as any other does. Never rejects: see `refusal`. */
  probe(): Promise<void>;
  /** Refuses new jobs. Settles when all that came before are committed, or their callers told why not. */
  close(): Promise<void>;
}

/** How much the writer takes on. */
export interface GroupCommitLimits {
  /** How many jobs share one transaction at most. More gain little, and keep requests waiting to be read. */
  readonly jobsPerBatch: number;
  /** How long to wait for another process that is writing, in ms, before callers hear `StorageUnavailable`. */
  readonly patience: number;
}

/** Who hears of commits, for the metrics. */
export interface CommitListener {
  /** Called after every commit with how many jobs shared it. Must not throw. */
  readonly committed: (jobs: number) => void;
  /** Called with what an effect threw that was to follow a commit. Must not throw itself. */
  readonly effectFailed: (error: unknown) => void;
}

/**
 * Opens the writer through which jobs change the database, as {@link Write} promises.
 *
 * Waiting for the disk costs far more than the change itself, so the jobs that arrive in one turn of the event loop
 * share one transaction: one after the other, with one wait at the end. Where one of them throws, all are undone, and run
 * once more with a savepoint for each. No caller hears anything before the commit, so no agent is told of an order that a
 * power cut then takes back.
 *
 * @param stores what jobs are lent ({@link lend} says what they must be like). They write by `database.writer`.
 */
export function openGroupCommitWriter<Stores extends object>(
  database: Database,
  stores: Stores,
  {
    jobsPerBatch = 256,
    patience = 5_000,
    committed,
    effectFailed = throwLater,
  }: Partial<GroupCommitLimits & CommitListener> = {},
): GroupCommitWriter<Stores> {
  const connection = database.writer.$client;
  // SQLite's own way to wait for another process stops the whole server. The writer waits between turns instead.
  connection.run("PRAGMA busy_timeout = 0");
  const transaction = openBatchTransaction(connection, patience);
  const jobs = openBatchJobs<Stores>(connection, lend(stores), effectFailed);
  let refusal: StorageUnavailable | undefined;

  const queue: BatchJob<Stores>[] = [];
  let working: Promise<void> | undefined;
  let closed = false;

  function write<Result>(job: (stores: Stores & Transaction) => Promise<Result>): Promise<Result> {
    if (closed) return Promise.reject(new StorageUnavailable("The database is closing."));
    return new Promise<Result>((tell, refuse) => {
      const run = async (stores: Stores & Transaction) => {
        const result = await job(stores);
        return () => tell(result);
      };
      queue.push({ run, refuse });
      working ??= emptyQueue();
    });
  }

  async function emptyQueue(): Promise<void> {
    while (queue.length > 0) {
      await nextTurn();
      await commitBatch();
    }
    working = undefined;
  }

  async function commitBatch(): Promise<void> {
    // Until the database lets us in, everybody who has come waits for the same thing and hears the same refusal.
    let batch = queue;
    let answers: BatchAnswers;
    try {
      requireFilesInPlace();
      await transaction.begin();
      batch = queue.splice(0, jobsPerBatch);
      answers = await runBatch(batch);
      transaction.commit();
      // Files that went while this was written took it with them: nobody may hear that it was kept.
      requireFilesInPlace();
    } catch (cause) {
      transaction.undo();
      const reason = unavailable(cause);
      refusal = reason;
      for (const job of batch.splice(0)) job.refuse(reason);
      return;
    } finally {
      database.contents.committed();
    }
    refusal = undefined;
    for (const answer of answers) answer();
    committed?.(answers.length);
  }

  function requireFilesInPlace(): void {
    const misplaced = database.misplaced();
    if (misplaced !== undefined) throw new Error(misplaced);
  }

  /** Runs jobs in the transaction that has begun. Throws when the whole batch is lost. */
  async function runBatch(batch: readonly BatchJob<Stores>[]): Promise<BatchAnswers> {
    const answers = await jobs.runTogether(batch);
    if (answers) return answers;
    transaction.undo();
    await transaction.begin();
    return jobs.runApart(batch);
  }

  async function probe(): Promise<void> {
    try {
      await write(async () => rewriteHeader(connection));
    } catch {
      // The refusal is kept.
    }
  }

  async function close(): Promise<void> {
    closed = true;
    await working;
  }

  // Whatever waits goes along with the next commit.
  return { write, refusal: () => refusal, isOverloaded: () => false, probe, close };
}

/** Nobody listens: as loud as an error in an event listener. */
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

function unavailable(cause: unknown): StorageUnavailable {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StorageUnavailable(`The database could not take the change: ${reason}. Nothing was kept.`, {
    cause,
  });
}

/** Writes the page with the count of migrations anew, as it is. */
function rewriteHeader(connection: Connection): void {
  const version = connection.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version;
  connection.run(`PRAGMA user_version = ${version ?? 0}`);
}
