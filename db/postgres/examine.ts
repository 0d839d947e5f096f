import { systemClock } from "../../src/clock.ts";
import type { TakeSnapshot } from "../../src/feed/stores.ts";
import type { Stores } from "../../src/stores.ts";
import { examineServer, whyUnfit, whyUnsafe } from "./examine-server.ts";
import { openFeedSnapshot } from "./feed-snapshot.ts";
import { createLeaseClock } from "./lease-clock.ts";
import { addressOf } from "./location.ts";
import { makeQueries } from "./make-queries.ts";
import { migrationState } from "./migrate.ts";
import { liveNodes, type ServingNode } from "./nodes.ts";
import { openPool } from "./pool.ts";
import { createStores } from "./stores.ts";
import { isUnfinishedCopy, unfinishedCopy } from "./unfinished-copy.ts";

/** A database on a server, looked at without changing it. */
export interface ServerExamination {
  /** The database and its server, without the password. */
  readonly address: string;
  /** The server's version. */
  readonly version: string;
  /** What keeps a shop from it, or loses its orders; absent when nothing does. */
  readonly fault?: string | undefined;
  /** How many migrations it has had, how many we know, and how many whoever uses it must know. */
  readonly migrations: { readonly applied: number; readonly known: number; readonly needed: number };
  /** Processes that serve from it. */
  readonly nodes: readonly ServingNode[];
  readonly sizeBytes: number;
  /** What is in it, for looking; only where its tables are of this program's age. */
  readonly stores: Stores;
  readonly takeSnapshot: TakeSnapshot;
  close(): Promise<void>;
}

/** Opens a database on a server for looking only. @throws DatabaseUnusable when it cannot be reached. */
export async function examinePostgres(url: string): Promise<ServerExamination> {
  const pool = openPool(url, 2);
  try {
    const server = await examineServer(pool, url);
    if (await isUnfinishedCopy(pool)) throw unfinishedCopy(url);
    const migrations = await migrationState(pool);
    const queries = makeQueries(async (text, values) => await pool.unsafe(text, [...values]).values(), false);
    const nodes = migrations.applied === 0 ? [] : await liveNodes(pool);
    const [size] = await queries.rows("select pg_database_size(current_database())");
    return {
      address: addressOf(url),
      version: server.versionName,
      fault: whyUnfit(server, url) ?? whyUnsafe(server, url),
      migrations,
      nodes,
      sizeBytes: Number(size?.[0]),
      stores: createStores(queries, createLeaseClock(systemClock, false)),
      takeSnapshot: () => openFeedSnapshot(pool),
      close: () => pool.close(),
    };
  } catch (error) {
    await pool.close();
    throw error;
  }
}
