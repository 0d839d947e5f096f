import { openShopDatabase } from "../../db/open-database.ts";
import type { Clock } from "../clock.ts";
import { deliverEventsJob } from "../jobs/deliver-events.ts";
import { gatherCalls } from "../jobs/gathered-calls.ts";
import { sendMailsJob } from "../jobs/send-mails.ts";
import { watchStorage } from "../jobs/watch-storage.ts";
import type { Log } from "../log.ts";
import { mailTermsOf } from "../mail/compose.ts";
import { orderNotifications } from "../mail/order-mails.ts";
import { createMetrics } from "../metrics.ts";
import { countChanges } from "../monitoring/count-changes.ts";
import { watchEventLoop } from "../monitoring/event-loop.ts";
import type { Settings } from "../settings.ts";
import type { RunJob, WakeTopic } from "../storage.ts";
import { version } from "../version.ts";
import { LateScheduler } from "./late-scheduler.ts";
import type { ServerContext } from "./server-context.ts";

/** How often senders look for what is new, at most, ms: each look asks the database what waits, for all that came. */
const WAKE_SENDERS_EVERY = 20;

/** What a server is opened with. */
export interface ContextDependencies {
  readonly clock: Clock;
  /** Whether the database measures leases by `clock`, too: for tests. */
  readonly isClockSimulated: boolean | undefined;
  readonly log: Log;
  /** Whether the whole database is read first to see that it is sound. */
  readonly isChecked: boolean;
  /** How a write job is run, where not simply once. */
  readonly runJob: RunJob | undefined;
  /** Gets what is to be closed, the last first. */
  readonly opened: AsyncDisposableStack;
}

/**
 * Opens the database (a file for this server alone, or one that a server keeps for several), brings it up to date and
 * opens the one way to write to it.
 *
 * @throws DatabaseUnusable.
 */
export async function openContext(
  settings: Settings,
  { clock, isClockSimulated, log, isChecked, runJob, opened }: ContextDependencies,
): Promise<ServerContext> {
  const metrics = createMetrics();
  const scheduler = new LateScheduler();
  const mailTerms = mailTermsOf(settings);
  const jobOf: Readonly<Record<WakeTopic, string | undefined>> = {
    events: deliverEventsJob,
    mails: mailTerms && sendMailsJob,
  };
  const database = await openShopDatabase(settings.database, {
    opener: settings.isDemo ? "demo" : "merchant",
    clock,
    isClockSimulated,
    runJob,
    committed: metrics.committed,
    effectFailed: (error) => log.error("what was to follow a change failed", { error }),
    serving: {
      isChecked,
      settingsHash: settingsHash(settings),
      program: version,
      differs: (count) => log.warn("other processes of this shop have other settings or secrets", { count }),
      // Whoever runs the job hears of it; the others have nothing to run.
      woken: (topic) => scheduler.wakeRunning(jobOf[topic]),
      failed: (error) => log.warn("the other processes of this shop could not be looked at", { error }),
    },
  });
  opened.defer(() => database.close());
  opened.defer(watchEventLoop(metrics.loopLate));
  const { state, writer, reads, questions, takeSnapshot } = database;
  const wakes = gatherCalls(WAKE_SENDERS_EVERY, () => {
    scheduler.wake(deliverEventsJob);
    state.wakeOthers("events");
    if (!mailTerms) return;
    scheduler.wake(sendMailsJob);
    state.wakeOthers("mails");
  });
  opened.defer(wakes.stop);
  return {
    settings,
    clock,
    log,
    metrics,
    database: state,
    writer,
    write: countChanges(writer.write, metrics.changes),
    reads,
    ...questions,
    takeSnapshot,
    scheduler,
    mailTerms,
    wakeSenders: wakes.call,
    notifications: orderNotifications(mailTerms, log, wakes.call),
    opened,
  };
}

/**
 * Of what every process of a shop must have alike, so that whichever answers says the same. Where a process listens, and
 * where it keeps its files, is its machine's affair.
 */
function settingsHash({
  isDemo,
  shopFile: _,
  logLevel: __,
  server: { host: ___, port: ____, tls: _____, ...server },
  database: ______,
  backup: _______,
  ...shared
}: Settings): string {
  return new Bun.CryptoHasher("sha256").update(JSON.stringify({ isDemo, server, ...shared })).digest("hex");
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
