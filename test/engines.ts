import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ServingOptions } from "../db/open-options.ts";
import { openPostgres } from "../db/postgres/open.ts";
import { openSqlite } from "../db/sqlite/open.ts";
import type { Clock } from "../src/clock.ts";
import type { OpenDatabase } from "../src/stores.ts";
import { durablePostgres, hasPostgres, sharedPostgres } from "./postgres-server.ts";

/** An engine that the same tests run on. */
export interface TestEngine {
  readonly name: "SQLite" | "PostgreSQL";
  /** Whether it can be had on this machine. */
  readonly isThere: boolean;
  /** Opens a database of its own in a folder, or opens the one of that folder again. */
  open(folder: string, clock: Pick<Clock, "now">, serving?: ServingOptions): Promise<OpenDatabase>;
}

const sqlite: TestEngine = {
  name: "SQLite",
  isThere: true,
  open: (folder, clock) => openSqlite(join(folder, "shop.db"), { opener: "merchant", clock }),
};

const postgres: TestEngine = {
  name: "PostgreSQL",
  isThere: hasPostgres,
  async open(folder, clock, serving) {
    const url = await postgresUrlOf(folder);
    return openPostgres(url, join(folder, "node"), {
      opener: "merchant",
      clock,
      isClockSimulated: true,
      serving,
    });
  },
};

/** Both engines: what is asked of the stores is asked of each. */
export const engines: readonly TestEngine[] = [sqlite, postgres];

/**
 * Whether the tests that open one shop open it on PostgreSQL: `TEST_DATABASE=postgres bun test …`. Those whose subject is
 * SQLite's file skip then.
 */
export const isTestedOnPostgres: boolean = process.env["TEST_DATABASE"] === "postgres";

/** The database that belongs to a folder on the tests' server. */
export async function postgresUrlOf(folder: string): Promise<string> {
  const note = join(folder, "database-url");
  if (!existsSync(note)) {
    const server = await (isTestedOnPostgres ? durablePostgres() : sharedPostgres());
    writeFileSync(note, await server.freshDatabase());
  }
  return readFileSync(note, "utf8");
}

/** The engine that tests of a whole shop run on. */
export const testedEngine: TestEngine = isTestedOnPostgres ? postgres : sqlite;
