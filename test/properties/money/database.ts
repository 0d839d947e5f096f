import { Database as Connection } from "bun:sqlite";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { migrationsFolder } from "../../../db/sqlite/database.ts";
import { migrate } from "../../../db/sqlite/migrate.ts";
import { createStores } from "../../../db/sqlite/stores.ts";
import { StorageUnavailable, type Write } from "../../../src/storage.ts";
import type { JobStores, Stores } from "../../../src/stores.ts";
import { runTwice } from "../../run-each-job-twice.ts";
import { withTransaction } from "../../with-transaction.ts";
import type { Owner, World } from "./world.ts";

/**
 * The real tables and stores in memory, behind a writer that lives in the world: a job is one action, and its answer
 * another, so that a process may die between its commit and the answer. Used again from seed to seed.
 */
export class SimulatedDatabase {
  readonly connection = new Connection(":memory:", { strict: true });
  readonly stores: Stores;

  constructor() {
    migrate(this.connection, migrationsFolder);
    this.connection.run("PRAGMA foreign_keys = ON");
    this.stores = createStores(drizzle({ client: this.connection }));
  }

  /** Forgets all rows. */
  clear(): void {
    for (const table of [
      "reservations",
      "orders",
      "outbox_events",
      "refunds",
      "payment_events",
      "payment_attempts",
    ])
      this.connection.run(`DELETE FROM ${table}`);
    for (const table of ["idempotency_records", "checkout_sessions", "variants", "products"])
      this.connection.run(`DELETE FROM ${table}`);
  }

  /** The writer as one process sees it. */
  writerFor(world: World, owner: Owner, failures: number): Write<JobStores> {
    return (job) =>
      new Promise((resolve, reject) => {
        world.later(owner, async () => {
          this.connection.run("BEGIN IMMEDIATE");
          try {
            const effects: (() => void)[] = [];
            const afterCommit = (effect: () => void) => void effects.push(effect);
            const stores = withTransaction(this.stores, { afterCommit });
            const result = await (world.runsJobsTwice ? runTwice(this.connection, stores, job) : job(stores));
            if (world.chance(failures)) throw new StorageUnavailable("The disk is full.");
            this.connection.run("COMMIT");
            for (const effect of effects) effect();
            world.later(owner, () => resolve(result));
          } catch (error) {
            this.connection.run("ROLLBACK");
            world.later(owner, () => reject(error));
          }
        });
      });
  }
}
