import type { Transaction } from "../../src/storage.ts";
import { type JobScope, lendToRun } from "./job-scope.ts";
import type { JobTransaction } from "./job-transaction.ts";
import { makeQueries, type Queries } from "./queries.ts";

/** A connection's worth of stores. They are made once; the connection under them is that of the job which has them. */
export interface Lane<Stores> {
  readonly lend: (scope: JobScope) => Stores & Transaction;
  transaction: JobTransaction | undefined;
}

/** As many lanes as jobs are under way at a time. Whoever finds none free waits for one, first come, first served. */
export interface Lanes<Stores> {
  /** @param since when the job came that is to have the lane, by `performance.now()`. */
  take(since: number): Promise<Lane<Stores>>;
  giveBack(lane: Lane<Stores>): void;
  /** Since when the first in line waits; `undefined` where nobody does. */
  waitingSince(): number | undefined;
}

/** Makes the {@link Lanes} of a writer. */
export function createLanes<Stores extends object>(
  count: number,
  makeStores: (queries: Queries) => Stores,
): Lanes<Stores> {
  const free = Array.from({ length: count }, () => makeLane(makeStores));
  const waiting: { readonly since: number; readonly take: (lane: Lane<Stores>) => void }[] = [];
  return {
    take(since) {
      const lane = free.pop();
      return lane ? Promise.resolve(lane) : new Promise((take) => waiting.push({ since, take }));
    },
    giveBack(lane) {
      const next = waiting.shift();
      if (next) next.take(lane);
      else free.push(lane);
    },
    waitingSince: () => waiting[0]?.since,
  };
}

function makeLane<Stores extends object>(makeStores: (queries: Queries) => Stores): Lane<Stores> {
  const lane: { transaction: JobTransaction | undefined } = { transaction: undefined };
  const queries = makeQueries((text, values, waits) => {
    if (!lane.transaction) throw new Error("A store was used outside of its write job.");
    return lane.transaction.run(text, values, waits);
  }, true);
  return Object.assign(lane, { lend: lendToRun(makeStores(queries)) });
}
