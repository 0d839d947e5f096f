import { countSales } from "../jobs/count-sales.ts";
import { emptyLog } from "../jobs/empty-log.ts";
import { expireOverdueSessions } from "../jobs/expire-sessions.ts";
import { forgetOldRecords } from "../jobs/forget-old-records.ts";
import { giveSpaceBack } from "../jobs/give-space-back.ts";
import { indexOrders } from "../jobs/index-orders.ts";
import type { RecurringJob } from "../jobs/job.ts";
import { pushFeeds } from "../jobs/push-feeds.ts";
import { recoverPayments } from "../jobs/recover-payments.ts";
import { refreshFeed } from "../jobs/refresh-feed.ts";
import { createScheduler, type Scheduler } from "../jobs/scheduler.ts";
import { watchDatabase } from "../jobs/watch-database.ts";
import type { AlertMails } from "../mail/alert-mails.ts";
import type { Observe } from "../monitoring/observation.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { alertJob } from "./alerts.ts";
import { backupJobs } from "./backups.ts";
import { catalogJobs } from "./catalog-source.ts";
import type { Feeds } from "./feeds.ts";
import type { Selling } from "./selling.ts";
import { senderJobs } from "./senders.ts";
import type { ServerContext } from "./server-context.ts";

/** What jobs work with. */
export interface JobParts {
  readonly selling: Selling;
  readonly feeds: Feeds;
  readonly observe: Observe;
  readonly outgoing: Outgoing;
  readonly alertMails: AlertMails;
  /** Jobs that are there only in some shops. */
  readonly more: readonly RecurringJob[];
}

/** Opens the scheduler with every job of the shop. It runs none before it is started. */
export async function openJobs(context: ServerContext, parts: JobParts): Promise<Scheduler> {
  const { settings, database, write, reads, clock, log, metrics, mailTerms, opened } = context;
  const { selling, feeds, observe, outgoing, alertMails, more } = parts;
  const jobs = createScheduler(
    [
      ...more,
      alertJob(context, outgoing, mailTerms, observe),
      ...(await senderJobs(context, outgoing, mailTerms, alertMails)),
      recoverPayments(selling.payments, [reads.attempts, reads.refunds, reads.paymentEvents], clock),
      expireOverdueSessions(write, reads, clock),
      countSales({
        write,
        reads,
        salesReads: context.salesReads,
        timeZone: settings.shop.timezone,
        clock,
      }),
      indexOrders(write, reads, clock),
      forgetOldRecords(write, clock, settings.retention),
      giveSpaceBack(write, database, clock),
      emptyLog(database),
      ...backupJobs(context),
      refreshFeed(feeds.publication),
      ...pushFeeds(feeds.pushes),
      ...catalogJobs(context),
    ],
    { write, reads, clock, log, ran: metrics.jobRan },
  );
  context.scheduler.set(jobs);
  opened.defer(() => jobs.stop());
  return jobs;
}

/** Takes notice of what other processes write: sends their events, and has `changed` read anew what is kept in memory. */
export function watchOtherProcesses(
  { database, wakeSenders, log, opened }: ServerContext,
  changed: () => Promise<void>,
): void {
  opened.defer(
    watchDatabase({
      version: () => database.version(),
      async changed() {
        try {
          await changed();
        } finally {
          wakeSenders();
        }
      },
      failed: (error) => log.error("what another process changed could not be read yet", { error }),
    }),
  );
}
