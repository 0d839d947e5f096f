import { openAgentDirectory } from "./agents/directory.ts";
import { seedDefaultAgent } from "./agents/seed.ts";
import { seedShopAgent } from "./agents/shop-agent.ts";
import { type Clock, systemClock } from "./clock.ts";
import { clockAheadOf } from "./demo/sandbox-clock.ts";
import { type Log, makeLog } from "./log.ts";
import { createAlertMails } from "./mail/alert-mails.ts";
import { createOutgoing, type Outgoing } from "./outgoing/outgoing.ts";
import { openAccess } from "./server/access.ts";
import { fillDemoShop } from "./server/demo-shop.ts";
import { openFeeds } from "./server/feeds.ts";
import { openHttp } from "./server/http.ts";
import { openJobs, watchOtherProcesses } from "./server/jobs.ts";
import { observeShop } from "./server/observe.ts";
import { openContext, watchFiles } from "./server/open-context.ts";
import { compareClocks } from "./server/provider-clock.ts";
import { openSelling } from "./server/selling.ts";
import type { Settings } from "./settings.ts";
import type { RunJob } from "./storage.ts";
import { version } from "./version.ts";

/** A shop that is open. */
export interface RunningServer {
  /** `http://HOST:PORT`, with the port it really got. */
  readonly url: string;
  /**
   * Finishes what is in flight and closes the database.
   *
   * @param signal what told the process to, for the log.
   */
  stop(signal?: string): Promise<void>;
}

export interface ServerDependencies {
  readonly clock?: Clock | undefined;
  /** Whether the database, too, measures leases by `clock`: for tests, which stop it and make it jump. */
  readonly isClockSimulated?: boolean | undefined;
  /** Where it says what it does; stderr unless a test listens. */
  readonly log?: Log | undefined;
  /** Whether the whole database is read first to see that it is sound; for a huge one that takes long. */
  readonly isChecked?: boolean | undefined;
  /** How a write job is run, where not simply once: for tests. */
  readonly runJob?: RunJob | undefined;
  /** The way to other servers, where not over the internet: for tests. */
  readonly outgoing?: Outgoing | undefined;
}

/**
 * Opens the shop: database, services, HTTP and jobs, in this order; closing goes the other way.
 *
 * @throws DatabaseUnusable, SeedRefused or CannotListen, with nothing left open.
 */
export async function startServer(
  settings: Settings,
  {
    clock: given = systemClock,
    log = makeLog(settings.logLevel),
    isChecked = true,
    isClockSimulated,
    runJob,
    outgoing = createOutgoing({ development: settings.server.isDevelopment }),
  }: ServerDependencies = {},
): Promise<RunningServer> {
  const opened = new AsyncDisposableStack();
  log.info("starting", { program: version });
  try {
    /** How far a demo shop's clock was moved, ms. */
    let aheadMs = 0;
    const clock = settings.isDemo ? clockAheadOf(given, () => aheadMs) : given;
    const context = await openContext(settings, {
      clock,
      log,
      isChecked,
      isClockSimulated,
      runJob,
      opened,
    });
    const { write, reads, mailTerms } = context;
    const readSandboxClock = async () => {
      aheadMs = await reads.sandboxClock.ahead();
    };
    await readSandboxClock();
    await write(({ agents }) => seedDefaultAgent(agents, settings.agentSeed, clock.now()));
    await write(({ agents }) => seedShopAgent(agents, clock.now()));
    if (settings.isDemo) await fillDemoShop(context);
    const agents = await openAgentDirectory(reads.agents, () => context.database.version());

    const alertMails = createAlertMails({ terms: mailTerms, write, clock, log });
    const selling = await openSelling(context, agents, outgoing, alertMails);
    const feeds = await openFeeds(context, outgoing, alertMails);
    const providerClock = compareClocks(settings.payments, { outgoing, clock, log });
    const observe = observeShop(context, {
      jobs: context.scheduler,
      publication: feeds.publication,
      payments: selling.recentPayments,
      clockAheadMs: () => providerClock?.aheadMs(),
    });
    const access = await openAccess(context, outgoing);
    const more = [...(providerClock ? [providerClock.job] : []), ...access.jobs];
    const jobs = await openJobs(context, { selling, feeds, observe, outgoing, alertMails, more });
    watchOtherProcesses(context, async () => {
      await readSandboxClock();
      await agents.reload();
    });
    watchFiles(context);

    const http = await openHttp(context, { agents, selling, feeds, jobs, observe, access: access.lists });
    opened.defer(() => http.stop());
    await jobs.start();
    log.info("listening");
    return {
      url: http.url,
      async stop(signal) {
        log.info("stopping, after what is in flight", { signal });
        await opened.disposeAsync();
        log.info("stopped");
      },
    };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}
