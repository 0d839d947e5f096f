import { openDatabase } from "../db/sqlite/database.ts";
import { takeDatabase } from "../db/sqlite/database-owner.ts";
import { openGroupCommitWriter } from "../db/sqlite/group-commit-writer.ts";
import { createProductSearch } from "../db/sqlite/product-search.ts";
import { holdServerLock } from "../db/sqlite/server-lock.ts";
import { createStores } from "../db/sqlite/stores.ts";
import { openAgentDirectory } from "./agents/directory.ts";
import { seedDefaultAgent } from "./agents/seed.ts";
import { isOpen } from "./carts/carts.ts";
import { createPaymentServices } from "./checkout/payment-services.ts";
import { createQuoting } from "./checkout/quoting.ts";
import { type Clock, systemClock } from "./clock.ts";
import { clockAheadOf } from "./demo/sandbox-clock.ts";
import { ageRestrictions } from "./feed/age-restriction.ts";
import { feedRoutes } from "./http/feed-routes.ts";
import { startHttp } from "./http/http-server.ts";
import { stripeWebhook } from "./http/stripe-webhook.ts";
import { TokenGuesses } from "./http/token-guesses.ts";
import { createClaimHolder } from "./idempotency/holder.ts";
import { deliverEventsJob } from "./jobs/deliver-events.ts";
import { expireOverdueSessions } from "./jobs/expire-sessions.ts";
import { forgetOldRecords } from "./jobs/forget-old-records.ts";
import { pushFeeds } from "./jobs/push-feeds.ts";
import { recoverPayments, recoverPaymentsJob } from "./jobs/recover-payments.ts";
import { refreshFeed } from "./jobs/refresh-feed.ts";
import { resumeOpenAttempts } from "./jobs/resume-open-attempts.ts";
import { createScheduler, type Scheduler } from "./jobs/scheduler.ts";
import { sendMailsJob } from "./jobs/send-mails.ts";
import { watchDatabase } from "./jobs/watch-database.ts";
import { watchStorage } from "./jobs/watch-storage.ts";
import { type Log, makeLog } from "./log.ts";
import { createAlertMails } from "./mail/alert-mails.ts";
import { mailTermsOf } from "./mail/compose.ts";
import { orderNotifications } from "./mail/order-mails.ts";
import { paymentFailedMail } from "./mail/payment-mails.ts";
import { mcpRoutes } from "./mcp/mcp-routes.ts";
import { shopTools, shortFlow } from "./mcp/shop-tools.ts";
import { createMetrics } from "./metrics.ts";
import { countChanges } from "./monitoring/count-changes.ts";
import { watchEventLoop } from "./monitoring/event-loop.ts";
import { PaymentWindow } from "./monitoring/payment-window.ts";
import { createPerform } from "./operations/perform.ts";
import { openDownload } from "./orders/digital-goods.ts";
import { createDownloadLinks, downloadSecret } from "./orders/download-link.ts";
import { createOrderService } from "./orders/order-service.ts";
import { createOutgoing } from "./outgoing/outgoing.ts";
import { openPaymentProvider } from "./payment-provider.ts";
import { priceCart } from "./pricing/price-cart.ts";
import { compileRules } from "./pricing/rules.ts";
import { askWith } from "./protocols/binding.ts";
import { openProtocols } from "./protocols/registry.ts";
import { openAccess } from "./server/access.ts";
import { alertJob } from "./server/alerts.ts";
import { backupJobs } from "./server/backups.ts";
import { catalogJobs } from "./server/catalog-source.ts";
import { openDashboard } from "./server/dashboard.ts";
import { fillDemoShop } from "./server/demo-shop.ts";
import { openFeeds } from "./server/feeds.ts";
import { healthChecks } from "./server/health-checks.ts";
import { openLiveRates } from "./server/live-rates.ts";
import { observeShop } from "./server/observe.ts";
import { compareClocks } from "./server/provider-clock.ts";
import { senderJobs } from "./server/senders.ts";
import type { ServerContext } from "./server/server-context.ts";
import { openTaxSource } from "./server/tax-source.ts";
import type { Settings } from "./settings.ts";
import type { JobStores } from "./stores.ts";
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
  /** Where it says what it does; stderr unless a test listens. */
  readonly log?: Log | undefined;
  /** Whether the whole database is read first to see that it is sound; for a huge one that takes long. */
  readonly isChecked?: boolean | undefined;
}

/**
 * Opens the shop: database, services, HTTP and jobs, in this order; closing goes the other way.
 *
 * @throws DatabaseUnusable, SeedRefused or CannotListen, with nothing left open.
 */
export async function startServer(
  settings: Settings,
  { clock: given = systemClock, log = makeLog(settings.logLevel), isChecked = true }: ServerDependencies = {},
): Promise<RunningServer> {
  /** What is open so far and how to close it, the last first. */
  const opened = new AsyncDisposableStack();
  log.info("starting", { program: version });
  /** How far a demo shop's clock was moved, ms. */
  let aheadMs = 0;
  const clock = settings.isDemo ? clockAheadOf(given, () => aheadMs) : given;
  try {
    const metrics = createMetrics();
    const guesses = new TokenGuesses({ clock, log, metrics });
    opened.defer(holdServerLock(settings.database.path));
    takeDatabase(settings.database.path, settings.isDemo ? "demo" : "merchant");
    const database = openDatabase(settings.database.path, undefined, { checked: isChecked });
    opened.defer(() => database.close());
    const mailTerms = mailTermsOf(settings);
    let jobs: Scheduler | undefined;
    const wakeSenders = () => {
      jobs?.wake(deliverEventsJob);
      if (mailTerms) jobs?.wake(sendMailsJob);
    };
    const writer = openGroupCommitWriter(database, createStores(database.writer), {
      committed: metrics.committed,
      effectFailed: (error) => log.error("what was to follow a change failed", { error }),
    });
    opened.defer(() => writer.close());
    const reads = createStores(database.reader);
    aheadMs = await reads.sandboxClock.ahead();
    const write = countChanges(writer.write, metrics.changes);
    opened.defer(watchEventLoop(metrics.loopLate));
    const context: ServerContext = { settings, clock, log, metrics, database, write, reads, opened };

    await write(({ agents }) => seedDefaultAgent(agents, settings.agentSeed, clock.now()));
    if (settings.isDemo) await fillDemoShop(context);
    const agents = await openAgentDirectory(reads.agents);

    const { shop } = settings;
    const rules = compileRules(settings.pricing);
    const downloads = createDownloadLinks(await write(({ secrets }) => downloadSecret(secrets)), shop);
    const terms = {
      shop,
      price: (cart: Parameters<typeof priceCart>[0]) => priceCart(cart, rules),
      limits: settings.session.limits,
      ageRestrictionOf: ageRestrictions(settings.feed),
      trustsTaxExemptions: settings.session.trustsTaxExemptions,
      sessionLifetimeMs: settings.session.lifetimeMs,
      suggestedPriceWindowMs: settings.session.suggestedPriceWindowMs,
      asksForTax: settings.payments.mode === "stripe" && settings.payments.tax !== undefined,
      downloads,
    };
    const recentPayments = new PaymentWindow(clock);
    const provider = await openPaymentProvider(settings, write, clock);
    const alertMails = createAlertMails({ terms: mailTerms, write, clock, log });
    const notifications = orderNotifications(mailTerms, log, wakeSenders);
    const payments = createPaymentServices<JobStores>({
      write,
      reads,
      provider,
      terms,
      notifications,
      clock,
      alert(alert) {
        const { kind, attemptId, sessionId, orderId, error } = alert;
        log.error("a payment needs a person", { kind, attemptId, sessionId, orderId, error });
        alertMails.ofPayment(alert);
      },
      async besides({ mails }, { attempt, view: { session }, change }) {
        if (change !== "released" || !mailTerms) return;
        const to = session.buyer?.email ?? session.fulfillmentDetails?.email;
        const now = clock.now();
        const mail = paymentFailedMail(attempt, to, now, mailTerms);
        if (mail) await mails.append(mail, now);
      },
      eventKept: () => jobs?.wake(recoverPaymentsJob),
      ended(how) {
        metrics.attemptEnded(how);
        recentPayments.ended(how === "succeeded");
      },
    });
    const outgoing = createOutgoing({ development: settings.server.isDevelopment });
    const access = await openAccess(context, outgoing);
    const liveRates = await openLiveRates(context, outgoing);
    const taxSource = await openTaxSource(context);
    const resuming = resumeOpenAttempts(payments.settlement, reads.attempts, log);
    opened.defer(() => resuming);
    // Only one server works on a file, and this one holds its lock: whoever holds a claim in it is dead.
    await write(({ idempotency }) => idempotency.endHolds());
    const holder = createClaimHolder({
      write,
      clock,
      failed: (error) => log.warn("an idempotency claim could not be written down; it runs out", { error }),
    });
    const protocols = openProtocols(settings);
    const ask = askWith(createPerform({ write, clock, holder }), {
      reads,
      settlement: payments.settlement,
      terms,
      payments: { provider: provider.name, offersAuthentication: shop.payment.acquirer !== undefined },
      quoting:
        liveRates || taxSource ? createQuoting({ rates: liveRates, tax: taxSource }, reads) : undefined,
      clock,
    });

    const { publication, pushes } = await openFeeds(context, outgoing, alertMails);
    const providerClock = compareClocks(settings.payments, { outgoing, clock, log });
    const observe = observeShop(context, {
      jobs: { status: () => jobs?.status() ?? [] },
      publication,
      payments: recentPayments,
      clockAheadMs: () => providerClock?.aheadMs(),
    });
    jobs = createScheduler(
      [
        ...(providerClock ? [providerClock.job] : []),
        alertJob(context, outgoing, mailTerms, observe),
        ...(await senderJobs(context, outgoing, mailTerms, alertMails)),
        recoverPayments(payments, [reads.attempts, reads.refunds, reads.paymentEvents], clock),
        expireOverdueSessions(write, reads, clock),
        forgetOldRecords(write, clock, settings.retention),
        ...backupJobs(context),
        refreshFeed(publication),
        ...pushFeeds(pushes),
        ...catalogJobs(context),
        ...access.jobs,
      ],
      { write, reads, clock, log, ran: metrics.jobRan },
    );
    opened.defer(() => jobs.stop());
    opened.defer(
      watchDatabase({
        version: () => database.version(),
        async changed() {
          aheadMs = await reads.sandboxClock.ahead();
          wakeSenders();
          await agents.reload();
        },
        failed: (error) => log.error("what another process changed could not be read yet", { error }),
      }),
    );

    opened.defer(
      watchStorage({
        misplaced: () => database.misplaced(),
        refusal: () => writer.refusal(),
        probe: () => writer.probe(),
        log,
      }),
    );

    const scheduler = jobs;
    const orderService = await openDashboard(settings, {
      shop,
      write,
      reads,
      orderService: createOrderService<JobStores>({
        write,
        reads,
        refunds: payments.refunds,
        captures: payments.captures,
        provider: provider.name,
        notifications,
        clock,
      }),
      jobs: scheduler,
      catalogSource: async () => settings.catalog && reads.catalogSources.find(settings.catalog.location),
      agentsChanged: () => agents.reload(),
      eventsReplayed: () => scheduler.wake(deliverEventsJob),
      guesses,
      holder,
      clock,
    });
    const http = startHttp({
      settings,
      protocols,
      ask,
      isSandbox: settings.payments.mode === "sandbox",
      authenticate: (token) => agents.authenticate(token),
      guesses,
      findCart: async (token) => {
        const cart = await reads.carts.byPageToken(token);
        return cart && isOpen(cart, clock.now()) ? cart : undefined;
      },
      more: [
        ...orderService,
        feedRoutes({
          publication,
          accessToken: settings.feed.accessToken,
          guesses,
          guideDialect: settings.guideDialect,
        }),
        ...(provider.name === "stripe" ? [stripeWebhook(payments.events)] : []),
        mcpRoutes({
          makeTools: () =>
            shopTools({
              ask,
              protocols,
              search: createProductSearch(database.reader, reads.catalog),
              catalog: reads.catalog,
              orders: reads.orders,
              sessions: reads.sessions,
              shop,
              clock,
            }),
          described: shortFlow,
          shop,
          newest: protocols.main.newest,
          browserOrigins: settings.server.browserOrigins,
          clock,
        }),
      ],
      access: access.lists,
      findOrder: (token) => reads.orders.byPermalinkToken(token),
      openDownload: (token) => openDownload(reads, downloads.read(token), clock.now()),
      observe,
      checks: healthChecks(context, jobs, writer),
      metrics,
      log,
      clock,
    });
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
