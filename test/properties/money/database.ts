import { Database as Connection } from "bun:sqlite";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { migrationsFolder } from "../../../db/sqlite/database.ts";
import { migrate } from "../../../db/sqlite/migrate.ts";
import { createStores } from "../../../db/sqlite/stores.ts";
import { StorageUnavailable, type Write } from "../../../src/storage.ts";
import type { JobStores, Stores } from "../../../src/stores.ts";
import { runTwice } from "../../run-each-job-twice.ts";
import type { Row } from "../../shop-database.ts";
import { withTransaction } from "../../with-transaction.ts";
import { openSimulatedPostgres } from "./postgres.ts";
import type { AtRest, Owner, World } from "./world.ts";

/**
 * The real tables and stores of an engine behind a writer that lives in the world: a job is one action, and its answer
 * another, so that a process may die between its commit and the answer. Used again from seed to seed.
 */
export interface SimulatedDatabase extends AtRest {
  /** For looking, and for what no process does. */
  readonly stores: Stores;
  /** Forgets all rows, before the story of this world. */
  clear(world: World): Promise<void>;
  /** The writer as one process sees it. */
  writerFor(world: World, owner: Owner, failures: number): Write<JobStores>;
  /** The rows of a query in words that both engines know. */
  rows(query: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** Opens an empty one: a file in memory, or on a server of the tests' own. */
export async function openSimulatedDatabase(engine: "SQLite" | "PostgreSQL"): Promise<SimulatedDatabase> {
  return engine === "SQLite" ? new SqliteInMemory() : await openSimulatedPostgres();
}

/** Of these the rows are forgotten between two stories, what refers to others first. */
export const tablesToClear = [
  "reservations",
  "orders",
  "outbox_events",
  "refunds",
  "payment_events",
  "payment_attempts",
  "idempotency_records",
  "checkout_sessions",
  "variants",
  "products",
] as const;

class SqliteInMemory implements SimulatedDatabase {
  readonly #connection = new Connection(":memory:", { strict: true });
  readonly stores: Stores;

  constructor() {
    migrate(this.#connection, migrationsFolder);
    this.#connection.run("PRAGMA foreign_keys = ON");
    this.stores = createStores(drizzle({ client: this.#connection }));
  }

  /** What is asked is answered at once. */
  isAtRest(): boolean {
    return true;
  }

  async clear(): Promise<void> {
    for (const table of tablesToClear) this.#connection.run(`DELETE FROM ${table}`);
  }

  writerFor(world: World, owner: Owner, failures: number): Write<JobStores> {
    return (job) =>
      world.actionOf(owner, async () => {
        this.#connection.run("BEGIN IMMEDIATE");
        try {
          const effects: (() => void)[] = [];
          const afterCommit = (effect: () => void) => void effects.push(effect);
          const stores = withTransaction(this.stores, { afterCommit });
          const result = await (world.runsJobsTwice ? runTwice(this.#connection, stores, job) : job(stores));
          if (world.chance(failures)) throw new StorageUnavailable("The disk is full.");
          this.#connection.run("COMMIT");
          for (const effect of effects) effect();
          return result;
        } catch (error) {
          this.#connection.run("ROLLBACK");
          throw error;
        }
      });
  }

  async rows(query: string): Promise<Row[]> {
    return this.#connection.query<Row, []>(query).all();
  }

  async close(): Promise<void> {
    this.#connection.close();
  }
}
