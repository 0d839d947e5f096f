import type { Transaction } from "../../src/storage.ts";
import { type JobScope, lendToRun } from "./job-scope.ts";
import type { JobTransaction } from "./job-transaction.ts";
import { makeQueries } from "./make-queries.ts";
import type { Queries } from "./queries.ts";

/** The stores of one job at a time. They are made once; the transaction under them is that of the job which has them. */
export interface Lane<Stores> {
  readonly lend: (scope: JobScope) => Stores & Transaction;
  transaction: JobTransaction | undefined;
}

/** Makes a {@link Lane} that no job has yet. */
export function makeLane<Stores extends object>(makeStores: (queries: Queries) => Stores): Lane<Stores> {
  const lane: { transaction: JobTransaction | undefined } = { transaction: undefined };
  const current = () => {
    if (!lane.transaction) throw new Error("A store was used outside of its write job.");
    return lane.transaction;
  };
  const queries = makeQueries((text, values, waits) => current().run(text, values, waits), true, {
    count: (text, key, amount) => current().count(text, key, amount),
    changeFound: (text, values) => current().changeFound(text, values),
    nextOrderNumber: () => current().nextOrderNumber(),
  });
  return Object.assign(lane, { lend: lendToRun(makeStores(queries)) });
}
