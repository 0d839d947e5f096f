import { type SQL, sql } from "drizzle-orm";
import { after, type Clock, type Instant } from "../../src/clock.ts";

/**
 * By what leases are measured: the database's clock, which is the same for every process. What a process asks for is a
 * length of time, and what it hears is how much of one is left, so that its own clock may say what it likes.
 */
export interface LeaseClock {
  /** The present moment, ms, in a statement that is filled with {@link filling}. */
  readonly moment: SQL<number>;
  /** The same in a statement that finds by an index what is due: it stands still while the statement runs. */
  readonly fixedMoment: SQL<number>;
  /** When a lease ends that is taken now and lasts for the placeholder `length`, ms. */
  readonly until: SQL;
  /**
   * Later than a lease of about that length can end, unless the database's clock was set back since it was taken. Twice as
   * far: who waits for its turn asks for a lease some milliseconds shorter than the one another has just taken.
   */
  readonly beyond: SQL;
  /** What {@link moment} and {@link fixedMoment} need to be filled with. */
  filling(): { readonly leaseMoment: number | null };
  /** How long a lease lasts that ends at this moment of the process's clock, ms; below zero where that is past. */
  lengthUntil(until: Instant): number;
  /** When a lease with so much left ends, by the process's clock. */
  endOf(left: number): Instant;
}

/**
 * The clock of leases for a process.
 *
 * @param isSimulated whether the process's clock stands for the database's: for tests, which stop it and make it jump.
 */
export function createLeaseClock(clock: Pick<Clock, "now">, isSimulated: boolean): LeaseClock {
  const given = sql`${sql.placeholder("leaseMoment")}::bigint`;
  const moment = sql<number>`coalesce(${given}, (extract(epoch from clock_timestamp()) * 1000)::bigint)`;
  const length = sql`${sql.placeholder("length")}::bigint`;
  return {
    moment,
    until: sql`${moment} + ${length}`,
    beyond: sql`${moment} + 2 * ${length}`,
    fixedMoment: sql<number>`coalesce(${given}, (extract(epoch from statement_timestamp()) * 1000)::bigint)`,
    filling: () => ({ leaseMoment: isSimulated ? clock.now() : null }),
    lengthUntil: (until) => until - clock.now(),
    endOf: (left) => after(clock.now(), left),
  };
}
