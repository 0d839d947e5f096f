import type { SQL } from "bun";
import { createProductLookup } from "../../src/catalog/lookup.ts";
import { StorageUnavailable } from "../../src/storage.ts";
import type { OpenDatabase, Stores } from "../../src/stores.ts";
import type { DatabaseOpener, OpenOptions } from "../open-options.ts";
import { pendingWorkOver } from "../pending-work.ts";
import { DatabaseUnusable } from "../sqlite/database-file.ts";
import { examineServer, type ServerSettings, whyUnfit, whyUnsafe } from "./examine-server.ts";
import { causeOf, failureKind } from "./failures.ts";
import { openFeedSnapshot } from "./feed-snapshot.ts";
import { openJobWriter } from "./job-writer.ts";
import { type KeptPool, openKeptPool } from "./kept-pool.ts";
import { createLeaseClock, type LeaseClock } from "./lease-clock.ts";
import { addressOf } from "./location.ts";
import { makeQueries } from "./make-queries.ts";
import { migratePostgres } from "./migrate.ts";
import { joinNodes, type Node } from "./nodes.ts";
import { createOrderList } from "./order-list.ts";
import { createPictureOrigins } from "./picture-origins.ts";
import { createProductList } from "./product-list.ts";
import { createProductSearch } from "./product-search.ts";
import type { RunStatement, Value } from "./queries.ts";
import { createSalesReads } from "./sales-store.ts";
import { isByKey, SharedReads } from "./shared-reads.ts";
import { createStores } from "./stores.ts";
import { isUnfinishedCopy, unfinishedCopy } from "./unfinished-copy.ts";

/** How many jobs are under way at a time. */
const JOBS = 32;

/** How many of them, and how many reads outside of jobs, have a connection at a time. */
const CONNECTIONS = 10;

/** How many of those for reads stay with what is found by a key, which does not wait for questions that take long. */
const KEPT_FOR_READS = 4;

/** How many connections more are there for what jobs read together. */
const SHARED_CONNECTIONS = 3;

/** How long to try while the server cannot be reached, ms. */
const PATIENCE = 5_000;

/**
 * Opens a database on a PostgreSQL server, bringing its tables up to date.
 *
 * @param url `postgres://user:password@host:port/database`.
 * @param beside the path that what this process keeps on its own machine has its names begin with.
 * @throws DatabaseUnusable when the server cannot be reached, is not fit to keep orders, or its tables are a newer program's.
 */
export async function openPostgres(url: string, beside: string, options: OpenOptions): Promise<OpenDatabase> {
  const { clock, serving, committed, effectFailed, isClockSimulated = false } = options;
  await using closing = new AsyncDisposableStack();
  const keptReading = openKeptPool(url, CONNECTIONS, KEPT_FOR_READS);
  closing.defer(() => keptReading.close());
  const reading = keptReading.pool;
  const { hasLz4 } = await prepare(reading, url, options);
  const all = CONNECTIONS + SHARED_CONNECTIONS;
  const writing = openKeptPool(url, all, all - 1, {
    // Jobs ask by keys. A plan that was made while its table was small would else read it whole for as long as it is kept.
    enable_seqscan: "off",
    // What has no index then looks so dear that the server would compile it each time.
    jit: "off",
    // Documents and answers are long enough to be compressed; the server's own way takes three times as long.
    ...(hasLz4 && { default_toast_compression: "lz4" }),
  });
  closing.defer(() => writing.close());
  const leases: LeaseClock = createLeaseClock(clock, isClockSimulated);
  const writer = openJobWriter<Stores>(writing.pool, (queries) => createStores(queries, leases), {
    jobs: JOBS,
    connections: CONNECTIONS,
    shared: writing.connections,
    patience: PATIENCE,
    committed,
    effectFailed,
  });
  closing.defer(() => writer.close());
  const queries = makeQueries(readOn(keptReading), false);
  const reads = createStores(queries, leases);
  const orderList = createOrderList(queries);
  const node: Node | undefined = serving && (await joinNodes(reading, url, serving));
  if (node) closing.defer(() => node.close());
  const opened = closing.move();
  return {
    state: {
      isAlone: false,
      file: undefined,
      beside,
      version: () => node?.version() ?? 0,
      // To look costs nothing here.
      requestArrived() {},
      async sizes() {
        const [found] = await reading.unsafe("select pg_database_size(current_database())").values();
        return { file: Number(found?.[0]), log: 0 };
      },
      // The server clears away what was deleted, and uses the room again.
      unusedBytes: () => 0,
      giveBack() {},
      emptyLog() {},
      misplaced: () => undefined,
      liveNodes: () => node?.liveNodes() ?? 1,
      wakeOthers: (topic) => node?.wakeOthers(topic),
    },
    writer,
    reads,
    questions: {
      search: createProductSearch(queries, reads.catalog),
      lookup: createProductLookup(reads.catalog),
      pictures: createPictureOrigins(queries),
      orderList,
      pendingWork: pendingWorkOver(reads, orderList),
      productList: createProductList(queries, reads.catalog),
      salesReads: createSalesReads(queries),
    },
    takeSnapshot: () => openFeedSnapshot(reading),
    close: () => opened.disposeAsync(),
  };
}

/** @throws DatabaseUnusable. */
async function prepare(pool: SQL, url: string, { opener, serving }: OpenOptions): Promise<ServerSettings> {
  const server = await examineServer(pool, url);
  const unfit = whyUnfit(server, url) ?? (serving && whyUnsafe(server, url));
  if (unfit !== undefined) throw new DatabaseUnusable(unfit);
  if (await isUnfinishedCopy(pool)) throw unfinishedCopy(url);
  await migratePostgres(pool, url);
  await takeFor(opener, pool, url);
  await numberChangesOn(pool);
  return server;
}

/** Makes a database its opener's, and keeps the demo shop, whose keys everybody knows, from a merchant's. */
async function takeFor(opener: DatabaseOpener, pool: SQL, url: string): Promise<void> {
  await pool.unsafe(
    "insert into settings (name, value) values ('database_owner', $1) on conflict (name) do nothing",
    [opener],
  );
  const [found] = await pool.unsafe("select value from settings where name = 'database_owner'").values();
  const owner: unknown = found?.[0];
  if (owner === opener) return;
  if (opener === "demo")
    throw new DatabaseUnusable(
      `${addressOf(url)} was not made by the demo shop, and no shop.toml was found. Run this in the folder of your shop.toml, ` +
        "set SHOP_CONFIG to its path, or set DATABASE_URL to an empty database.",
    );
  await pool.unsafe("update settings set value = $1 where name = 'database_owner'", [opener]);
}

/** Changes go on being numbered upwards after the database was brought to a server that counts from the beginning. */
async function numberChangesOn(pool: SQL): Promise<void> {
  await pool.unsafe(
    `insert into settings (name, value)
     select 'feed_change_offset', (max(number) + 1 - pg_current_xact_id()::text::bigint)::text
     from feed_changes having max(number) >= feed_change_number(pg_current_xact_id())
     on conflict (name) do update set value = excluded.value`,
  );
}

/**
 * Reads on the pool; rows of a key together with others that are asked for at the same moment. A connection that was lost
 * is another one's turn, for a while.
 */
function readOn({ pool, connections }: KeptPool): RunStatement {
  const shared = new SharedReads(connections);
  const ask = (text: string, values: readonly Value[]) =>
    isByKey(text) ? shared.ask(text, values) : pool.unsafe(text, [...values]).values();
  return async (text, values) => {
    const patienceEnds = performance.now() + PATIENCE;
    for (;;) {
      try {
        return await ask(text, values);
      } catch (error) {
        const kind = failureKind(causeOf(error));
        if (kind === "wrong" || kind === "exists") throw error;
        if (kind === "unavailable" || performance.now() >= patienceEnds)
          throw new StorageUnavailable(
            `The database could not be read: ${error instanceof Error ? error.message : String(error)}.`,
            { cause: error },
          );
        await Bun.sleep(50);
      }
    }
  };
}
