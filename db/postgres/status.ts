import type { SQL } from "bun";
import type { DatabaseStatus, ServerStatus } from "../../src/database-status.ts";
import { copiedTables } from "../copy/copied-tables.ts";
import { examineServer } from "./examine-server.ts";
import { addressOf } from "./location.ts";
import { migrationState } from "./migrate.ts";
import { liveNodes } from "./nodes.ts";
import { openPool } from "./pool.ts";
import { isUnfinishedCopy, unfinishedCopy } from "./unfinished-copy.ts";

/** How a database on a server stands. @throws DatabaseUnusable when it cannot be reached, or is part of a copy. */
export async function postgresStatus(url: string): Promise<DatabaseStatus> {
  const pool = openPool(url, 1);
  try {
    const { versionName } = await examineServer(pool, url);
    if (await isUnfinishedCopy(pool)) throw unfinishedCopy(url);
    // To count a large table takes longer than any request may.
    await pool.unsafe("set statement_timeout = 0");
    const migrations = await migrationState(pool);
    const [size] = await pool.unsafe("select pg_database_size(current_database())").values();
    return {
      engine: "PostgreSQL",
      version: versionName,
      place: addressOf(url),
      migrations,
      bytes: Number(size?.[0]),
      server: await serverStatus(pool, migrations.applied > 0),
      tables: await tables(pool),
    };
  } finally {
    await pool.close();
  }
}

async function tables(pool: SQL): Promise<DatabaseStatus["tables"]> {
  const found = await pool
    .unsafe("select tablename from pg_tables where schemaname = current_schema()")
    .values();
  const there = new Set(found.map(([name]: readonly unknown[]) => String(name)));
  const counted: { name: string; rows: number }[] = [];
  for (const { name } of copiedTables()) {
    if (!there.has(name)) continue;
    const [count] = await pool.unsafe(`select count(*) from ${name}`).values();
    counted.push({ name, rows: Number(count?.[0]) });
  }
  return counted;
}

async function serverStatus(pool: SQL, hasTables: boolean): Promise<ServerStatus> {
  const [settings] = await pool
    .unsafe("select current_setting('synchronous_commit'), current_setting('synchronous_standby_names')")
    .values();
  const standbys = await pool
    .unsafe("select application_name, state, sync_state from pg_stat_replication order by application_name")
    .values();
  return {
    nodes: hasTables ? await liveNodes(pool) : [],
    synchronousCommit: String(settings?.[0]),
    synchronousStandbys: String(settings?.[1]),
    standbys: standbys.map(([name, state, synchrony]: readonly unknown[]) => ({
      name: String(name),
      state: state == null ? undefined : String(state),
      synchrony: synchrony == null ? undefined : String(synchrony),
    })),
  };
}
