import type { Database as Connection } from "bun:sqlite";
import { isStorageFailure, type Transaction } from "../../src/storage.ts";
import { SameTurnGuard } from "./same-turn-guard.ts";
import { TransactionScope } from "./transaction-scope.ts";

/** A job of a batch, and its caller. */
export interface BatchJob<Stores> {
  /** Runs it. Gives the way to tell its result, for when that is on disk. */
  run(stores: Stores & Transaction): Promise<() => void>;
  refuse(reason: unknown): void;
}

/** Tell the callers of a batch how their jobs ended, once it is committed. */
export type BatchAnswers = readonly (() => void)[];

/** Runs the jobs of a batch one after the other, within its transaction. Both ways throw when the whole batch is lost. */
export interface BatchJobs<Stores> {
  /** With nothing between them. Gives `undefined` as soon as one throws: what they did then has to be undone together. */
  runTogether(batch: readonly BatchJob<Stores>[]): Promise<BatchAnswers | undefined>;
  /** Each in a savepoint of its own: one that throws is undone alone, and its caller refused. */
  runApart(batch: readonly BatchJob<Stores>[]): Promise<BatchAnswers>;
}

/**
 * Prepares {@link BatchJobs}. Savepoints are what jobs that throw need, and hardly one does: for each of them SQLite copies
 * every page that its job is about to change.
 *
 * @param lent gives the stores as one job has them.
 * @param effectFailed hears what an effect threw that was to follow a commit.
 */
export function openBatchJobs<Stores>(
  connection: Connection,
  lent: (scope: TransactionScope) => Stores & Transaction,
  effectFailed: (error: unknown) => void,
): BatchJobs<Stores> {
  const start = connection.prepare("SAVEPOINT job");
  const undo = connection.prepare("ROLLBACK TO job");
  const end = connection.prepare("RELEASE job");
  const sameTurnGuard = new SameTurnGuard();

  /** The change is kept, whatever becomes of what follows it. */
  function follow(effect: () => void): void {
    try {
      effect();
    } catch (error) {
      effectFailed(error);
    }
  }

  async function runJob({ run }: BatchJob<Stores>): Promise<() => void> {
    const scope = new TransactionScope(connection);
    try {
      const tell = await sameTurnGuard.settled(run(lent(scope)));
      return () => {
        for (const effect of scope.effects) follow(effect);
        tell();
      };
    } finally {
      scope.end();
    }
  }

  /** Whether what a job threw takes the others along: SQLite may have undone the whole transaction for it or not. */
  function isBatchLost(error: unknown): boolean {
    return isStorageFailure(error) || !connection.inTransaction;
  }

  return {
    async runTogether(batch) {
      const answers: (() => void)[] = [];
      sameTurnGuard.start();
      try {
        for (const job of batch) answers.push(await runJob(job));
        return answers;
      } catch (error) {
        if (isBatchLost(error)) throw error;
        return undefined;
      } finally {
        sameTurnGuard.stop();
      }
    },
    async runApart(batch) {
      const answers: (() => void)[] = [];
      sameTurnGuard.start();
      try {
        for (const job of batch) {
          start.run();
          try {
            answers.push(await runJob(job));
          } catch (error) {
            if (isBatchLost(error)) throw error;
            undo.run();
            answers.push(() => job.refuse(error));
          }
          end.run();
        }
        return answers;
      } finally {
        sameTurnGuard.stop();
      }
    },
  };
}
