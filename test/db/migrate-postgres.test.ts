import { expect, test } from "bun:test";
import { migratePostgres, migrationState } from "../../db/postgres/migrate.ts";
import { openPool } from "../../db/postgres/pool.ts";
import { hasPostgres, sharedPostgres } from "../postgres-server.ts";

test.skipIf(!hasPostgres)(
  "processes that start together on an empty database wait for the one that makes its tables",
  async () => {
    const url = await (await sharedPostgres()).bareDatabase();
    const pools = Array.from({ length: 3 }, () => openPool(url, 1));
    for (const pool of pools) await pool.unsafe("set lock_timeout = 1");
    await Promise.all(pools.map((pool) => migratePostgres(pool, url)));
    const [first] = pools;
    if (!first) throw new Error("there are pools");
    const { applied, known } = await migrationState(first);
    expect(applied).toBe(known);
    for (const pool of pools) await pool.close();
  },
);
