import type { ReservedSQL } from "bun";
import { RunAgain } from "../../src/storage.ts";
import type { TransactionEnd } from "./commit-mark.ts";
import type { DatabaseConnections } from "./database-connections.ts";
import { Gathering } from "./gathering.ts";
import { commitTogether, type EndingJob, MOST_JOBS_AT_ONCE } from "./group-commit.ts";
import type { JobChanges } from "./merged-changes.ts";
import type { RunStatement } from "./queries.ts";

/** The number before the first order's: people trust a shop that does not start at 1. */
const BEFORE_FIRST = 1000;

/** The row of `settings` that holds the number of the last order. */
export const LAST_NUMBER = "last_order_number";

const drawNext = `update "settings" set "value" = ("value"::bigint + $2::bigint)::text where "name" = $1 returning "value"`;
const drawFirst = `insert into "settings" ("name", "value") values ($1, (${BEFORE_FIRST} + $2::bigint)::text)
  on conflict ("name") do update set "value" = ("settings"."value"::bigint + $2::bigint)::text returning "value"`;

/**
 * Takes the numbers that the next orders are known by. Whoever wants the next waits for whoever has these to commit or to
 * give them up.
 *
 * @returns the last of them.
 */
export async function drawOrderNumbers(run: RunStatement, count: number): Promise<number> {
  // What may be there already costs those who wait for it much more than what is.
  const [found] = await run(drawNext, [LAST_NUMBER, count], true);
  const [drawn] = found ? [found] : await run(drawFirst, [LAST_NUMBER, count], true);
  return Number(drawn?.[0]);
}

/** The number of a job's order. It is lost, with those of the jobs that drew together, unless all of them are kept. */
export interface DrawnNumber {
  readonly number: number;
  /**
   * Keeps what the job has changed, once all who drew with it are over.
   *
   * @throws why nothing was kept; RunAgain where that was for another job's sake.
   */
  keep(changes: JobChanges): Promise<TransactionEnd>;
  /** For a job that comes to nothing. Settles when none of those that drew with it are kept. */
  giveUp(): Promise<void>;
}

/** A job that makes an order. */
interface Draw {
  readonly tell: (drawn: DrawnNumber) => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * Jobs that make orders, and have locked nothing else. Those that ask for a number while others are being committed draw
 * together, and are committed by one transaction: no number may be left out, so that one of them alone cannot fail.
 */
export class NumberedOrders {
  readonly #connections: DatabaseConnections;
  readonly #committed: (jobs: number) => void;
  readonly #gathering = new Gathering<Draw>(MOST_JOBS_AT_ONCE, (draws) => this.#serve(draws));

  /** @param committed called after every commit with how many jobs shared it. */
  constructor(connections: DatabaseConnections, committed: (jobs: number) => void) {
    this.#connections = connections;
    this.#committed = committed;
  }

  draw(): Promise<DrawnNumber> {
    const { promise, resolve: tell, reject: refuse } = Promise.withResolvers<DrawnNumber>();
    this.#gathering.add({ tell, refuse });
    return promise;
  }

  async #serve(draws: readonly Draw[]): Promise<void> {
    const connection = await this.#connections.take();
    try {
      const last = await begin(connection, draws.length);
      const jobs = draws.map(({ tell }, index) => giveNumber(last - draws.length + 1 + index, tell));
      await this.#commit(connection, await Promise.all(jobs));
    } finally {
      this.#connections.giveBack(connection);
    }
  }

  /** Tells all how it ended. */
  async #commit(connection: ReservedSQL, jobs: readonly NumberedJob[]): Promise<void> {
    const toKeep = jobs.flatMap((job) => (job.kind === "to_keep" ? [job] : []));
    if (toKeep.length < jobs.length) {
      await connection`ROLLBACK`.catch(() => {});
      for (const { refuse } of jobs)
        refuse(new RunAgain("an order that was numbered with it came to nothing"));
      return;
    }
    try {
      await commitTogether(connection, toKeep, false, this.#committed);
    } catch (error) {
      for (const { refuse } of toKeep)
        refuse(
          toKeep.length > 1 ? new RunAgain("others' orders could not be kept", { cause: error }) : error,
        );
    }
  }
}

/** A job that has a number, and is over: to be kept, or come to nothing. */
type NumberedJob =
  | (EndingJob & { readonly kind: "to_keep" })
  | { readonly kind: "given_up"; readonly refuse: () => void };

/** Gives a job its number, and settles when it is over. */
function giveNumber(number: number, tell: Draw["tell"]): Promise<NumberedJob> {
  const { promise: ended, resolve: end } = Promise.withResolvers<NumberedJob>();
  tell({
    number,
    keep(changes) {
      const { promise, resolve, reject } = Promise.withResolvers<TransactionEnd>();
      end({ kind: "to_keep", changes, tell: resolve, refuse: reject });
      return promise;
    },
    giveUp() {
      const { promise, resolve } = Promise.withResolvers<void>();
      end({ kind: "given_up", refuse: resolve });
      return promise;
    },
  });
  return ended;
}

/** @returns the last number. @throws what the server says; the connection is in no transaction then. */
async function begin(connection: ReservedSQL, count: number): Promise<number> {
  const run: RunStatement = async (text, values) => connection.unsafe(text, [...values]).values();
  const begun = connection`BEGIN`.execute();
  try {
    const [last] = await Promise.all([drawOrderNumbers(run, count), begun]);
    return last;
  } catch (error) {
    await connection`ROLLBACK`.catch(() => {});
    throw error;
  }
}
