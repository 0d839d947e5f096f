import type { SQL } from "bun";
import {
  type RowLocks,
  StorageUnavailable,
  type Transaction,
  type Write,
  type WriterState,
} from "../../src/storage.ts";
import { connectionsOf, type DatabaseConnections, limitConnections } from "./database-connections.ts";
import { GroupCommit } from "./group-commit.ts";
import { makeLane } from "./job-lane.ts";
import { type EndedJob, runUntilEnded } from "./job-run.ts";
import type { CommonWork } from "./job-transaction.ts";
import { NumberedOrders } from "./numbered-orders.ts";
import { createPlaces } from "./places.ts";
import type { Queries } from "./queries.ts";
import { SharedReads } from "./shared-reads.ts";

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
  /** How many jobs are under way at a time. */
  readonly jobs: number;
  /** How many transactions have a connection at a time. The pool has more: reads share these. */
  readonly connections: number;
  /** Where all connections are taken from: the pool itself where this is left out. */
  readonly shared?: DatabaseConnections;
  /**
   * How long to try while the server cannot be reached, ms, before callers hear `StorageUnavailable`; and how long jobs
   * may wait for their turn or for a connection before the writer is overloaded.
   */
  readonly patience: number;
  /** Called after every commit with how many jobs shared it. Must not throw. */
  readonly committed?: ((jobs: number) => void) | undefined;
  /** Called with what an effect threw that was to follow a commit. Must not throw itself. */
  readonly effectFailed?: ((error: unknown) => void) | undefined;
}

/**
 * Opens the writer through which jobs change the database, as `Write` promises.
 *
 * A job that locks or changes rows has a transaction of its own, since it may have to wait for a row that another one has:
 * the server gathers their commits by itself. It reads with locks and sees what is committed (READ COMMITTED); where it was
 * overtaken all the same, it is run again from its beginning. Jobs that only look at rows and add new ones, and those that
 * lock rows at their end, have no transaction of their own: they share what they ask and their commits. A connection that is
 * lost while a commit is under way leaves open whether it was kept: a mark that was written with it says so.
 */
export function openJobWriter<Stores extends object>(
  pool: SQL,
  makeStores: (queries: Queries) => Stores,
  {
    jobs,
    connections,
    shared = connectionsOf(pool),
    patience,
    committed = () => {},
    effectFailed = throwLater,
  }: JobWriterOptions,
): JobWriter<Stores> {
  const lanes = createPlaces(jobs, () => makeLane(makeStores));
  const transactions = limitConnections(shared, connections);
  // Whoever has locked rows, as those do who have drawn numbers, may still have to read. Connections for that are left then,
  // since reads wait for nobody.
  const common: CommonWork = {
    connections: transactions,
    committed,
    reads: new SharedReads(shared),
    commits: new GroupCommit(transactions, committed),
    orders: new NumberedOrders(transactions, committed),
  };
  const underWay = new Set<Promise<unknown>>();
  let refusal: StorageUnavailable | undefined;
  let closed = false;

  function write<Result>(
    job: (stores: Stores & Transaction) => Promise<Result>,
    locks: RowLocks = "at_once",
  ): Promise<Result> {
    if (closed) return Promise.reject(new StorageUnavailable("The database is closing."));
    const work = inLane(job, locks);
    const watched = work.then(
      () => {},
      () => {},
    );
    underWay.add(watched);
    void watched.finally(() => underWay.delete(watched));
    return work;
  }

  async function inLane<Result>(
    job: (stores: Stores & Transaction) => Promise<Result>,
    locks: RowLocks,
  ): Promise<Result> {
    const since = performance.now();
    const lane = await lanes.take(since);
    let ended: EndedJob<Result>;
    try {
      ended = await runUntilEnded(pool, common, patience, since, lane, job, locks);
    } finally {
      lanes.giveBack(lane);
    }
    switch (ended.kind) {
      case "threw":
        throw ended.error;
      case "unavailable":
        throw refuse(ended.error, ended.isUnknown === true);
      case "done":
        refusal = undefined;
        for (const effect of ended.effects) follow(effect);
        return ended.result;
    }
  }

  function refuse(error: unknown, isUnknown: boolean): StorageUnavailable {
    refusal = unavailable(error, isUnknown);
    return refusal;
  }

  /** The change is kept, whatever becomes of what follows it. */
  function follow(effect: () => void): void {
    try {
      effect();
    } catch (error) {
      effectFailed(error);
    }
  }

  function isOverloaded(): boolean {
    const now = performance.now();
    return [lanes, transactions].some((line) => now - (line.waitingSince() ?? now) > patience);
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
