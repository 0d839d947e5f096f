import type { SQL } from "bun";
import { type RowLocks, RunAgain, type Transaction } from "../../src/storage.ts";
import { wasMarkKept } from "./commit-mark.ts";
import { causeOf, failureKind } from "./failures.ts";
import type { Lane } from "./job-lane.ts";
import { JobScope } from "./job-scope.ts";
import { type CommonWork, JobTransaction } from "./job-transaction.ts";

/**
 * How often a job is run again for each reason; between two runs it waits a little longer each time.
 * - `overtaken`: another came first.
 * - `exists`: what it wrote is there already. If that is no race, running it again does not help.
 */
const MOST_RERUNS = { overtaken: 10, exists: 3 } as const;
type Reason = keyof typeof MOST_RERUNS;
const LONGEST_WAIT = 200;

/** What came of running a job once. */
type JobRun<Result> =
  | { readonly kind: "done"; readonly result: Result; readonly effects: readonly (() => void)[] }
  | { readonly kind: "threw"; readonly error: unknown }
  | { readonly kind: "again"; readonly error: unknown; readonly reason: Reason }
  | { readonly kind: "lost"; readonly error: unknown }
  | { readonly kind: "unavailable"; readonly error: unknown; readonly isUnknown?: boolean };

/** How a job came to its end. */
export type EndedJob<Result> = Extract<JobRun<Result>, { kind: "done" | "threw" | "unavailable" }>;

/**
 * Runs a job in a lane until it is committed, or it is known why not: again where another came first, and where nothing
 * was kept because the server could not be reached.
 *
 * @param patience how long to try while the server cannot be reached, ms.
 * @param since when the job came, by `performance.now()`: patience counts from then.
 * @param locks when it locks rows the first time; from then on as it reads them.
 */
export async function runUntilEnded<Stores, Result>(
  pool: SQL,
  common: CommonWork,
  patience: number,
  since: number,
  lane: Lane<Stores>,
  job: (stores: Stores & Transaction) => Promise<Result>,
  locks: RowLocks,
): Promise<EndedJob<Result>> {
  const patienceEnds = since + patience;
  const reruns: Record<Reason, number> = { overtaken: 0, exists: 0 };
  for (let runs = 1; ; runs += 1) {
    const run = await runOnce(pool, common, patience, lane, job, runs === 1 ? locks : "at_once");
    switch (run.kind) {
      case "done":
      case "threw":
      case "unavailable":
        return run;
      case "again":
        reruns[run.reason] += 1;
        if (reruns[run.reason] > MOST_RERUNS[run.reason]) return { kind: "threw", error: run.error };
        break;
      case "lost":
        if (performance.now() >= patienceEnds) return { kind: "unavailable", error: run.error };
        break;
    }
    await Bun.sleep(Math.random() * Math.min(LONGEST_WAIT, 5 * 2 ** runs));
  }
}

async function runOnce<Stores, Result>(
  pool: SQL,
  common: CommonWork,
  patience: number,
  lane: Lane<Stores>,
  job: (stores: Stores & Transaction) => Promise<Result>,
  locks: RowLocks,
): Promise<JobRun<Result>> {
  const transaction = new JobTransaction(common, locks);
  const scope = new JobScope();
  lane.transaction = transaction;
  try {
    const result = await job(lane.lend(scope));
    scope.end();
    const end = await transaction.commit();
    if (end.kind === "unknown") {
      const isKept = await wasCommitted(pool, patience, end.mark);
      if (isKept === undefined) return { kind: "unavailable", error: end.error, isUnknown: true };
      if (!isKept) return { kind: "lost", error: end.error };
      common.committed(1);
    }
    return { kind: "done", result, effects: scope.effects };
  } catch (error) {
    scope.end();
    await transaction.rollback();
    const run: JobRun<Result> = failed(error, transaction.failure ?? error);
    // What it read was not kept from others: what it made of it may be wrong.
    return run.kind === "threw" && transaction.mayBeOvertaken
      ? { ...run, kind: "again", reason: "overtaken" }
      : run;
  } finally {
    lane.transaction = undefined;
    transaction.end();
  }
}

/** Whether a transaction is kept whose end was not heard; `undefined` where nobody can tell. */
async function wasCommitted(pool: SQL, patience: number, mark: string): Promise<boolean | undefined> {
  const patienceEnds = performance.now() + 2 * patience;
  while (performance.now() < patienceEnds) {
    try {
      return await wasMarkKept(pool, mark);
    } catch (error) {
      const kind = failureKind(causeOf(error));
      if (kind !== "lost" && kind !== "overtaken") return undefined;
    }
    await Bun.sleep(50);
  }
  return undefined;
}

/**
 * What to do about a job that threw.
 *
 * @param thrown what its caller would hear.
 * @param reason the first error of a statement, which may be why.
 */
function failed<Result>(thrown: unknown, reason: unknown): JobRun<Result> {
  if (thrown instanceof RunAgain) return { kind: "again", error: thrown, reason: "overtaken" };
  const error = causeOf(reason);
  const kind = failureKind(error);
  switch (kind) {
    case "overtaken":
      return { kind: "again", error, reason: kind };
    case "exists":
      return { kind: "again", error: thrown, reason: kind };
    case "lost":
    case "unavailable":
      return { kind, error };
    case "wrong":
      return { kind: "threw", error: thrown };
  }
}
