import type { ReservedSQL, SQL } from "bun";
import {
  RunAgain,
  StorageUnavailable,
  type Transaction,
  type Write,
  type WriterState,
} from "../../src/storage.ts";
import { causeOf, failureKind } from "./failures.ts";
import { JobScope, lendToRun } from "./job-scope.ts";
import { JobTransaction, wasMarkKept } from "./job-transaction.ts";
import { makeQueries, type Queries } from "./queries.ts";

/** The one way to change a database on a server, and the way to end changing it. */
export interface JobWriter<Stores> extends WriterState {
  readonly write: Write<Stores & Transaction>;
  /** Commits a change that changes nothing but needs the server as any other does. Never rejects: see `refusal`. */
  probe(): Promise<void>;
  /** Refuses new jobs. Settles when all that came before are committed, or their callers told why not. */
  close(): Promise<void>;
}

/** How the writer goes about it. */
export interface JobWriterOptions {
  /** How many jobs are under way at a time; each has a connection. */
  readonly connections: number;
  /**
   * How long to try while the server cannot be reached, ms, before callers hear `StorageUnavailable`; and how long jobs
   * may wait for a connection before the writer is overloaded.
   */
  readonly patience: number;
  /** Called after every commit. Must not throw. */
  readonly committed?: ((jobs: number) => void) | undefined;
  /** Called with what an effect threw that was to follow a commit. Must not throw itself. */
  readonly effectFailed?: ((error: unknown) => void) | undefined;
}

/** So often a job is run again because another came first; between two runs it waits a little longer each time. */
const MOST_RERUNS = 10;
/** So often, when what it wrote is there already: if that is no race, running it again does not help. */
const MOST_RERUNS_FOR_TWINS = 3;
const LONGEST_WAIT = 200;

/** A connection's worth of stores. They are made once; the connection under them is that of the job which has them. */
interface Lane<Stores> {
  readonly lend: (scope: JobScope) => Stores & Transaction;
  transaction: JobTransaction | undefined;
}

/** A job that waits for a lane. */
interface Waiting<Stores> {
  readonly since: number;
  readonly take: (lane: Lane<Stores>) => void;
}

/** What came of running a job once. */
type Run<Result> =
  | { readonly kind: "done"; readonly result: Result; readonly effects: readonly (() => void)[] }
  | { readonly kind: "threw"; readonly error: unknown }
  | { readonly kind: "again"; readonly error: unknown; readonly most: number }
  | { readonly kind: "lost"; readonly error: unknown }
  | { readonly kind: "unavailable"; readonly error: unknown; readonly isUnknown?: boolean };

/**
 * Opens the writer through which jobs change the database, as `Write` promises.
 *
 * Each job has a transaction of its own: the server gathers commits by itself, and a job may have to wait for a row that
 * another one has. It reads with locks and sees what is committed (READ COMMITTED); where it was overtaken all the same,
 * it is run again from its beginning. A connection that is lost while COMMIT is under way leaves open whether the job was
 * kept: a mark that was written with it says so.
 */
export function openJobWriter<Stores extends object>(
  pool: SQL,
  makeStores: (queries: Queries) => Stores,
  { connections, patience, committed, effectFailed = throwLater }: JobWriterOptions,
): JobWriter<Stores> {
  const free: Lane<Stores>[] = Array.from({ length: connections }, makeLane);
  const waiting: Waiting<Stores>[] = [];
  const underWay = new Set<Promise<unknown>>();
  let refusal: StorageUnavailable | undefined;
  let closed = false;

  function makeLane(): Lane<Stores> {
    const lane: { transaction: JobTransaction | undefined } = { transaction: undefined };
    const queries = makeQueries((text, values, waits) => {
      if (!lane.transaction) throw new Error("A store was used outside of its write job.");
      return lane.transaction.run(text, values, waits);
    }, true);
    return Object.assign(lane, { lend: lendToRun(makeStores(queries)) });
  }

  function takeLane(since: number): Promise<Lane<Stores>> {
    const lane = free.pop();
    return lane ? Promise.resolve(lane) : new Promise((take) => waiting.push({ since, take }));
  }

  function giveBack(lane: Lane<Stores>): void {
    const next = waiting.shift();
    if (next) next.take(lane);
    else free.push(lane);
  }

  function write<Result>(job: (stores: Stores & Transaction) => Promise<Result>): Promise<Result> {
    if (closed) return Promise.reject(new StorageUnavailable("The database is closing."));
    const work = inLane(job);
    const watched = work.then(
      () => {},
      () => {},
    );
    underWay.add(watched);
    void watched.finally(() => underWay.delete(watched));
    return work;
  }

  async function inLane<Result>(job: (stores: Stores & Transaction) => Promise<Result>): Promise<Result> {
    const since = performance.now();
    const lane = await takeLane(since);
    let run: Extract<Run<Result>, { kind: "done" }>;
    try {
      run = await runUntilDone(lane, job, since + patience);
    } finally {
      giveBack(lane);
    }
    for (const effect of run.effects) follow(effect);
    committed?.(1);
    return run.result;
  }

  async function runUntilDone<Result>(
    lane: Lane<Stores>,
    job: (stores: Stores & Transaction) => Promise<Result>,
    patienceEnds: number,
  ): Promise<Extract<Run<Result>, { kind: "done" }>> {
    for (let runs = 1; ; runs += 1) {
      const run = await runOnce(lane, job);
      switch (run.kind) {
        case "done":
          refusal = undefined;
          return run;
        case "threw":
          throw run.error;
        case "again":
          if (runs > run.most) throw run.error;
          break;
        case "lost":
          if (performance.now() >= patienceEnds) throw refuse(run.error, false);
          break;
        case "unavailable":
          throw refuse(run.error, run.isUnknown === true);
      }
      await Bun.sleep(Math.random() * Math.min(LONGEST_WAIT, 5 * 2 ** runs));
    }
  }

  function refuse(error: unknown, isUnknown: boolean): StorageUnavailable {
    refusal = unavailable(error, isUnknown);
    return refusal;
  }

  async function runOnce<Result>(
    lane: Lane<Stores>,
    job: (stores: Stores & Transaction) => Promise<Result>,
  ): Promise<Run<Result>> {
    let connection: ReservedSQL;
    try {
      connection = await pool.reserve();
    } catch (error) {
      return failed(error, error);
    }
    const transaction = new JobTransaction(connection);
    const scope = new JobScope();
    lane.transaction = transaction;
    try {
      const result = await job(lane.lend(scope));
      scope.end();
      const end = await transaction.commit();
      const isKept = end.kind === "committed" || (await wasCommitted(end.mark));
      if (isKept === undefined && end.kind === "unknown")
        return { kind: "unavailable", error: end.error, isUnknown: true };
      if (isKept) return { kind: "done", result, effects: scope.effects };
      return { kind: "lost", error: transaction.failure };
    } catch (error) {
      scope.end();
      await transaction.rollback();
      return failed(error, transaction.failure ?? error);
    } finally {
      lane.transaction = undefined;
      connection.release();
    }
  }

  /** Whether a transaction is kept whose end was not heard; `undefined` where nobody can tell. */
  async function wasCommitted(mark: string): Promise<boolean | undefined> {
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

  /** The change is kept, whatever becomes of what follows it. */
  function follow(effect: () => void): void {
    try {
      effect();
    } catch (error) {
      effectFailed(error);
    }
  }

  /** Whoever has waited longest comes first. */
  function isOverloaded(): boolean {
    const [first] = waiting;
    return first !== undefined && performance.now() - first.since > patience;
  }

  async function probe(): Promise<void> {
    try {
      await pool.unsafe(
        "INSERT INTO change_marks (topic, changes) VALUES ('probe', 1) ON CONFLICT (topic) DO UPDATE SET changes = change_marks.changes + 1",
      );
      refusal = undefined;
    } catch (error) {
      refuse(error, false);
    }
  }

  async function close(): Promise<void> {
    closed = true;
    while (underWay.size > 0) await Promise.all(underWay);
  }

  return { write, refusal: () => refusal, isOverloaded, probe, close };
}

/**
 * What to do about a job that threw.
 *
 * @param thrown what its caller would hear.
 * @param reason the first error of a statement, which may be why.
 */
function failed<Result>(thrown: unknown, reason: unknown): Run<Result> {
  if (thrown instanceof RunAgain) return { kind: "again", error: thrown, most: MOST_RERUNS };
  const error = causeOf(reason);
  const kind = failureKind(error);
  switch (kind) {
    case "overtaken":
      return { kind: "again", error, most: MOST_RERUNS };
    case "exists":
      return { kind: "again", error: thrown, most: MOST_RERUNS_FOR_TWINS };
    case "lost":
    case "unavailable":
      return { kind, error };
    case "wrong":
      return { kind: "threw", error: thrown };
  }
}

/** Nobody listens: as loud as an error in an event listener. */
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

function unavailable(cause: unknown, isUnknown: boolean): StorageUnavailable {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const kept = isUnknown ? "Whether it was kept is not known." : "Nothing was kept.";
  return new StorageUnavailable(`The database could not take the change: ${reason}. ${kept}`, { cause });
}
