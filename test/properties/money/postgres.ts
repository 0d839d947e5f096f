import { type ReservedSQL, SQL } from "bun";
import type { DatabaseConnections } from "../../../db/postgres/database-connections.ts";
import { GroupCommit } from "../../../db/postgres/group-commit.ts";
import { type CommonWork, JobTransaction } from "../../../db/postgres/job-transaction.ts";
import { createLeaseClock } from "../../../db/postgres/lease-clock.ts";
import { makeQueries } from "../../../db/postgres/make-queries.ts";
import { NumberedOrders } from "../../../db/postgres/numbered-orders.ts";
import type { JobStatements, RunStatement } from "../../../db/postgres/queries.ts";
import { SharedReads } from "../../../db/postgres/shared-reads.ts";
import { createStores } from "../../../db/postgres/stores.ts";
import { type Instant, instant } from "../../../src/clock.ts";
import { type RowLocks, StorageUnavailable, type Write } from "../../../src/storage.ts";
import type { JobStores, Stores } from "../../../src/stores.ts";
import { sharedPostgres } from "../../postgres-server.ts";
import { type Row, withNumbers } from "../../shop-database.ts";
import { withTransaction } from "../../with-transaction.ts";
import { type SimulatedDatabase, tablesToClear } from "./database.ts";
import type { Owner, World } from "./world.ts";

/** Opens an empty database on the tests' PostgreSQL, over one connection. */
export async function openSimulatedPostgres(): Promise<SimulatedDatabase> {
  const pool = new SQL(await (await sharedPostgres()).freshDatabase(), { max: 1, bigint: true });
  return new OneConnection(pool, await pool.reserve());
}

/**
 * All processes of a story share a connection, which takes statements in their order, and the world waits until it has
 * answered: so the same seed tells the same story, as on SQLite. What several connections do is for other tests.
 */
class OneConnection implements SimulatedDatabase {
  readonly stores: Stores;
  readonly #pool: SQL;
  readonly #connection: ReservedSQL;
  readonly #jobStores: Stores;
  readonly #common: CommonWork;
  #underWay = 0;
  #transaction: JobTransaction | undefined;
  #now: () => Instant = () => instant(0);

  constructor(pool: SQL, connection: ReservedSQL) {
    this.#pool = pool;
    this.#connection = connection;
    const leases = createLeaseClock({ now: () => this.#now() }, true);
    this.stores = createStores(makeQueries(this.#read, false), leases);
    this.#jobStores = createStores(makeQueries(this.#runInJob, true, this.#ofJobs), leases);
    const connections: DatabaseConnections = { take: async () => connection, giveBack() {} };
    this.#common = {
      connections,
      reads: new SharedReads(connections),
      commits: new GroupCommit(connections, () => {}),
      orders: new NumberedOrders(connections, () => {}),
      committed() {},
    };
  }

  readonly #read: RunStatement = (text, values) =>
    this.#waited(() => this.#connection.unsafe(text, [...values]).values());

  readonly #runInJob: RunStatement = (text, values, waits) =>
    this.#waited(async () => this.#current().run(text, values, waits));

  readonly #ofJobs: JobStatements = {
    count: (text, key, amount) => this.#waited(async () => this.#current().count(text, key, amount)),
    changeFound: (text, values) => this.#waited(() => this.#current().changeFound(text, values)),
    nextOrderNumber: () => this.#waited(async () => this.#current().nextOrderNumber()),
  };

  #current(): JobTransaction {
    if (!this.#transaction) throw new Error("A store was used outside of its write job.");
    return this.#transaction;
  }

  isAtRest(): boolean {
    return this.#underWay === 0;
  }

  async clear(world: World): Promise<void> {
    this.#now = world.clock.now;
    for (const table of [...tablesToClear, "change_marks"])
      await this.#connection.unsafe(`DELETE FROM ${table}`);
  }

  writerFor(world: World, owner: Owner, failures: number): Write<JobStores> {
    return (job, locks = "at_once") =>
      world.actionOf(owner, () =>
        this.#waited(async () => {
          if (world.runsJobsTwice) await this.#undone(job, locks);
          const effects: (() => void)[] = [];
          const result = await this.#inTransaction(
            job,
            (effect) => void effects.push(effect),
            () => {
              if (world.chance(failures)) throw new StorageUnavailable("The disk is full.");
            },
            locks,
          );
          for (const effect of effects) effect();
          return result;
        }),
      );
  }

  /** Runs a job for the first of two times. Should it throw, so will the second. */
  async #undone<Result>(job: (stores: JobStores) => Promise<Result>, locks: RowLocks): Promise<void> {
    const undo = new Error("undone, to be run again");
    try {
      await this.#inTransaction(
        job,
        () => {},
        () => {
          throw undo;
        },
        locks,
      );
    } catch {
      // The second run throws it, too, and is heard.
    }
  }

  /** @param beforeCommit throws to have all of it undone. */
  async #inTransaction<Result>(
    job: (stores: JobStores) => Promise<Result>,
    afterCommit: (effect: () => void) => void,
    beforeCommit: () => void,
    locks: RowLocks,
  ): Promise<Result> {
    const transaction = new JobTransaction(this.#common, locks);
    this.#transaction = transaction;
    try {
      const result = await job(withTransaction(this.#jobStores, { afterCommit }));
      beforeCommit();
      const end = await transaction.commit();
      if (end.kind === "unknown") throw end.error;
      return result;
    } catch (error) {
      await transaction.rollback();
      throw error;
    } finally {
      this.#transaction = undefined;
    }
  }

  rows(query: string): Promise<Row[]> {
    return this.#waited(async () => {
      const rows: Row[] = await this.#connection.unsafe(query);
      return rows.map(withNumbers);
    });
  }

  async close(): Promise<void> {
    this.#connection.release();
    await this.#pool.close();
  }

  async #waited<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }
}
