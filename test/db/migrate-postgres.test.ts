import { describe, expect, test } from "bun:test";
import { migratePostgres, migrationState, postgresMigrationsFolder } from "../../db/postgres/migrate.ts";
import { openPool } from "../../db/postgres/pool.ts";
import { hasPostgres, sharedPostgres } from "../postgres-server.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { firstMigrations } from "./first-migrations.ts";
import { addMigration } from "./one-migration-more.ts";

const addsColumn = 'ALTER TABLE "orders" ADD COLUMN "wrapping" text;';

/** A database as today's program makes it, and the migrations of a later one, whose last has these statements. */
async function openBefore(...statements: readonly string[]) {
  const folder = temporaryFolder();
  const later = firstMigrations(postgresMigrationsFolder, folder.path, () => true);
  addMigration(later, ...statements);
  const url = await (await sharedPostgres()).freshDatabase();
  const pool = openPool(url, 3);
  return {
    pool,
    migrate: () => migratePostgres(pool, url, later),
    openWithTodays: () => migratePostgres(pool, url),
    async [Symbol.asyncDispose]() {
      await pool.close();
      folder[Symbol.dispose]();
    },
  };
}

describe.skipIf(!hasPostgres)("on PostgreSQL (not installed here: apt-get install postgresql)", () => {
  test("processes that start together on an empty database wait for the one that makes its tables", async () => {
    const url = await (await sharedPostgres()).bareDatabase();
    const pools = Array.from({ length: 3 }, () => openPool(url, 1));
    for (const pool of pools) await pool.unsafe("set lock_timeout = 1");
    await Promise.all(pools.map((pool) => migratePostgres(pool, url)));
    const [first] = pools;
    if (!first) throw new Error("there are pools");
    const { applied, known } = await migrationState(first);
    expect(applied).toBe(known);
    for (const pool of pools) await pool.close();
  });

  test("a program opens what a later one has only added to", async () => {
    await using database = await openBefore(addsColumn);
    await database.migrate();
    await database.openWithTodays();
    const { applied, known } = await migrationState(database.pool);
    expect(applied).toBe(known + 1);
  });

  test("a program does not open what a later one has left it behind on, and says so", async () => {
    await using database = await openBefore("-- needs: 1000", addsColumn);
    await database.migrate();
    await expect(database.openWithTodays()).rejects.toThrow("needs a Checkstand that knows 1000");
  });

  test("what would leave a program behind is not applied while one serves", async () => {
    await using database = await openBefore("-- needs: 1000", addsColumn);
    await database.pool.unsafe(
      `INSERT INTO nodes (id, settings_hash, program, started_at, seen_at)
       SELECT 'node', 'hash', '0.1.0', moment, moment FROM (SELECT (extract(epoch FROM now()) * 1000)::bigint AS moment) AS now`,
    );
    await expect(database.migrate()).rejects.toThrow("is served by 1 process of an earlier Checkstand");
    await database.openWithTodays();
    await database.pool.unsafe("DELETE FROM nodes");
    await database.migrate();
  });

  test("a table that somebody reads for long is waited for without keeping others from it", async () => {
    await using database = await openBefore(addsColumn);
    const reader = await database.pool.reserve();
    await reader.unsafe("BEGIN");
    await reader.unsafe("SELECT count(*) FROM orders");
    const migrating = database.migrate();
    const waits =
      "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'ALTER TABLE%' AND state = 'active'";
    while (Number((await database.pool.unsafe(waits).values())[0]?.[0]) === 0) await Bun.sleep(5);
    // It comes to its turn although the reader is not through yet.
    await database.pool.unsafe("SELECT count(*) FROM orders");
    await reader.unsafe("COMMIT");
    reader.release();
    await migrating;
  });
});
