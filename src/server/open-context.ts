import { openDatabase } from "../../db/sqlite/database.ts";
import { takeDatabase } from "../../db/sqlite/database-owner.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { openReadingThread } from "../../db/sqlite/reading/reading-thread.ts";
import { holdServerLock } from "../../db/sqlite/server-lock.ts";
import { createStores } from "../../db/sqlite/stores.ts";
import type { Clock } from "../clock.ts";
import { deliverEventsJob } from "../jobs/deliver-events.ts";
import { sendMailsJob } from "../jobs/send-mails.ts";
import { watchStorage } from "../jobs/watch-storage.ts";
import type { Log } from "../log.ts";
import { mailTermsOf } from "../mail/compose.ts";
import { orderNotifications } from "../mail/order-mails.ts";
import { createMetrics } from "../metrics.ts";
import { countChanges } from "../monitoring/count-changes.ts";
import { watchEventLoop } from "../monitoring/event-loop.ts";
import type { Settings } from "../settings.ts";
import { LateScheduler } from "./late-scheduler.ts";
import type { ServerContext } from "./server-context.ts";

/** What a server is opened with. */
export interface ContextDependencies {
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the whole database is read first to see that it is sound. */
  readonly isChecked: boolean;
  /** Gets what is to be closed, the last first. */
  readonly opened: AsyncDisposableStack;
}

/**
 * Takes the database file for this server alone, brings it up to date and opens the one way to write to it.
 *
 * @throws DatabaseUnusable.
 */
export function openContext(
  settings: Settings,
  { clock, log, isChecked, opened }: ContextDependencies,
): ServerContext {
  const metrics = createMetrics();
  opened.defer(holdServerLock(settings.database.path));
  takeDatabase(settings.database.path, settings.isDemo ? "demo" : "merchant");
  const database = openDatabase(settings.database.path, undefined, { checked: isChecked });
  opened.defer(() => database.close());
  const scheduler = new LateScheduler();
  const mailTerms = mailTermsOf(settings);
  const wakeSenders = () => {
    scheduler.wake(deliverEventsJob);
    if (mailTerms) scheduler.wake(sendMailsJob);
  };
  const writer = openGroupCommitWriter(database, createStores(database.writer), {
    committed: metrics.committed,
    effectFailed: (error) => log.error("what was to follow a change failed", { error }),
  });
  opened.defer(() => writer.close());
  const reads = createStores(database.reader);
  const shoppers = openReadingThread(database.file);
  opened.defer(() => shoppers.close());
  const merchants = openReadingThread(database.file);
  opened.defer(() => merchants.close());
  opened.defer(watchEventLoop(metrics.loopLate));
  return {
    settings,
    clock,
    log,
    metrics,
    database,
    writer,
    write: countChanges(writer.write, metrics.changes),
    reads,
    goods: { offered: async (id) => (await shoppers.ask("offeredProduct", id)) ?? undefined },
    pictures: { pictureOrigins: () => shoppers.ask("pictureOrigins", null) },
    search: { search: (query) => shoppers.ask("searchProducts", query) },
    orderList: {
      page: (query) => merchants.ask("pageOfOrders", query),
      csv: (query) => merchants.ask("csvOfOrders", query),
      countByStatus: () => merchants.ask("countOrdersByStatus", null),
      count: (filter) => merchants.ask("countOrders", filter),
    },
    productList: { page: (query) => merchants.ask("pageOfProducts", query) },
    salesReads: {
      uncounted: (query) => merchants.ask("uncountedSales", query),
      between: (query) => merchants.ask("salesBetween", query),
    },
    scheduler,
    mailTerms,
    wakeSenders,
    notifications: orderNotifications(mailTerms, log, wakeSenders),
    opened,
  };
}

/** Looks at the database's files as long as the shop is open: see {@link watchStorage}. */
export function watchFiles({ database, writer, log, opened }: ServerContext): void {
  opened.defer(
    watchStorage({
      misplaced: () => database.misplaced(),
      refusal: () => writer.refusal(),
      probe: () => writer.probe(),
      log,
    }),
  );
}
