import { stat } from "node:fs/promises";
import type { OpenDatabase, Stores } from "../../src/stores.ts";
import type { OpenOptions } from "../open-options.ts";
import { openCheckpoints } from "./checkpoints/checkpoint-thread.ts";
import { openDatabase } from "./database.ts";
import { takeDatabase } from "./database-owner.ts";
import { openFeedSnapshot } from "./feed-snapshot.ts";
import { openGroupCommitWriter } from "./group-commit-writer.ts";
import { openReadingThread } from "./reading/reading-thread.ts";
import { holdServerLock } from "./server-lock.ts";
import { createStores } from "./stores.ts";

/**
 * Opens a database in a file, making it when it is missing and bringing its tables up to date. A server has the file to
 * itself among servers until it is closed.
 *
 * @throws DatabaseUnusable.
 */
export async function openSqlite(
  path: string,
  { opener, serving, committed, effectFailed, runJob }: OpenOptions,
): Promise<OpenDatabase> {
  await using closing = new AsyncDisposableStack();
  if (serving) closing.defer(holdServerLock(path));
  takeDatabase(path, opener);
  const database = openDatabase(path, undefined, { checked: serving?.isChecked ?? false });
  closing.defer(() => database.close());
  const { $client } = database.writer;
  const checkpoints = openCheckpoints(database.file, $client);
  closing.defer(() => checkpoints.close());
  const once = openGroupCommitWriter<Stores>(database, createStores(database.writer), {
    committed(jobs) {
      checkpoints.committed(jobs);
      committed?.(jobs);
    },
    ...(effectFailed && { effectFailed }),
  });
  closing.defer(() => once.close());
  const writer: typeof once = runJob
    ? { ...once, write: (job) => once.write((stores) => runJob($client, stores, job)) }
    : once;
  const reads = createStores(database.reader, database.contents);
  const shoppers = openReadingThread(database.file);
  closing.defer(() => shoppers.close());
  const merchants = openReadingThread(database.file);
  closing.defer(() => merchants.close());
  const opened = closing.move();
  const { file } = database;
  return {
    state: {
      isAlone: true,
      file,
      beside: file,
      version: () => database.contents.version(),
      requestArrived: () => database.contents.requestArrived(),
      sizes: async () => ({
        file: await sizeOf(file),
        log: await sizeOf(`${file}-wal`),
      }),
      unusedBytes: () => database.unusedBytes(),
      giveBack: () => database.giveBack(),
      emptyLog: () => database.emptyLog(),
      misplaced: () => database.misplaced(),
      liveNodes: () => 1,
      wakeOthers() {},
    },
    writer,
    reads,
    questions: {
      search: { search: (query) => shoppers.ask("searchProducts", query) },
      lookup: { productsOf: (ids) => shoppers.ask("productsOf", ids) },
      pictures: { pictureOrigins: () => shoppers.ask("pictureOrigins", null) },
      orderList: {
        page: (query) => merchants.ask("pageOfOrders", query),
        csv: (query) => merchants.ask("csvOfOrders", query),
        countOpen: () => merchants.ask("countOpenOrders", null),
        count: (filter) => merchants.ask("countOrders", filter),
      },
      pendingWork: { pending: (query) => merchants.ask("pendingWork", query) },
      productList: { page: (query) => merchants.ask("pageOfProducts", query) },
      salesReads: {
        uncounted: (query) => merchants.ask("uncountedSales", query),
        between: (query) => merchants.ask("salesBetween", query),
      },
    },
    takeSnapshot: () => openFeedSnapshot(file),
    close: () => opened.disposeAsync(),
  };
}

/** The size of a file, bytes; 0 where there is none. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
