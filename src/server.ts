import { rm } from "node:fs/promises";
import { openDatabase } from "../db/sqlite/database.ts";
import { openFeedSnapshot } from "../db/sqlite/feed-snapshot.ts";
import { openImportStaging } from "../db/sqlite/import-staging.ts";
import { createProductSearch } from "../db/sqlite/product-search.ts";
import { holdServerLock } from "../db/sqlite/server-lock.ts";
import { createStores, type Stores } from "../db/sqlite/stores.ts";
import { openWriteDoor } from "../db/sqlite/write-door.ts";
import { createCartOperations } from "./acp/cart-operations.ts";
import { createDelegatedPaymentOperations } from "./acp/delegated-payment-operations.ts";
import { createSessionOperations } from "./acp/operations.ts";
import { newestWire } from "./acp/versions.ts";
import type { AdminServices } from "./admin/services.ts";
import { openAgentDirectory } from "./agents/directory.ts";
import { seedDefaultAgent } from "./agents/seed.ts";
import type { LiveRates } from "./carriers/live-rates.ts";
import { isOpen } from "./carts/carts.ts";
import { createPaymentServices } from "./checkout/payment-services.ts";
import { createQuoting } from "./checkout/quoting.ts";
import { version } from "./cli/version.ts";
import { type Clock, systemClock } from "./clock.ts";
import { demoCatalog } from "./demo/catalog.ts";
import { CodeGuesses } from "./discounts/code-guesses.ts";
import { ageRestrictions } from "./feed/age-restriction.ts";
import { pullFolder, pushFolder } from "./feed/folders.ts";
import { openPublication } from "./feed/pull/publication.ts";
import { createPushes, FAILURES_TO_ALARM } from "./feed/push/pushes.ts";
import { feedTerms } from "./feed/terms.ts";
import { feedRoutes } from "./http/feed-routes.ts";
import type { HealthCheck } from "./http/health.ts";
import { type HttpServices, startHttp } from "./http/http-server.ts";
import { stripeWebhook } from "./http/stripe-webhook.ts";
import { deliverEvents, deliverEventsJob } from "./jobs/deliver-events.ts";
import { expireOverdueSessions } from "./jobs/expire-sessions.ts";
import { forgetOldRecords } from "./jobs/forget-old-records.ts";
import { importFromSource } from "./jobs/import-catalog.ts";
import type { RecurringJob } from "./jobs/job.ts";
import { pushFeeds } from "./jobs/push-feeds.ts";
import { recoverPayments, recoverPaymentsJob } from "./jobs/recover-payments.ts";
import { refreshFeed } from "./jobs/refresh-feed.ts";
import { createScheduler, type Scheduler } from "./jobs/scheduler.ts";
import { sendMails, sendMailsJob } from "./jobs/send-mails.ts";
import { takeUpLeftOpen } from "./jobs/take-up-left-open.ts";
import { watchDatabase } from "./jobs/watch-database.ts";
import { type Log, makeLog } from "./log.ts";
import { mailTermsOf, senderOf } from "./mail/compose.ts";
import { orderMails } from "./mail/order-mails.ts";
import { paymentFailedMail } from "./mail/payment-mails.ts";
import { createPost } from "./mail/post.ts";
import { createTroubleMails } from "./mail/trouble-mails.ts";
import { mcpRoutes } from "./mcp/mcp-routes.ts";
import { shopTools, shortFlow } from "./mcp/shop-tools.ts";
import { createMetrics } from "./metrics.ts";
import { openDownload } from "./orders/digital-goods.ts";
import { createDownloadLinks, downloadSecret } from "./orders/download-link.ts";
import { createOrderDesk } from "./orders/order-desk.ts";
import { noticeAppendedEvents } from "./outbox/appended-events.ts";
import { createDeliveries } from "./outbox/deliveries.ts";
import { createOutgoing, type Outgoing } from "./outgoing/outgoing.ts";
import { openPaymentProvider } from "./payment-provider.ts";
import { unresolvedPayments } from "./payments/unresolved.ts";
import { priceCart } from "./pricing/price-cart.ts";
import { compileRules } from "./pricing/rules.ts";
import type { TaxSource } from "./pricing/tax-quote.ts";
import type { Settings } from "./settings.ts";
import type { Write } from "./storage.ts";

/** A shop that is open. */
export interface RunningServer {
  /** `http://HOST:PORT`, with the port it really got. */
  readonly url: string;
  /** Finishes what is in flight and closes the database. */
  stop(): Promise<void>;
}

export interface ServerDependencies {
  readonly clock?: Clock | undefined;
  /** Where it says what it does; stderr unless a test listens. */
  readonly log?: Log | undefined;
}

/**
 * Opens the shop: database, services, HTTP and jobs, in this order; closing goes the other way.
 *
 * @throws DatabaseUnusable, SeedRefused or CannotListen, with nothing left open.
 */
export async function startServer(
  settings: Settings,
  { clock = systemClock, log = makeLog(settings.logLevel) }: ServerDependencies = {},
): Promise<RunningServer> {
  /** What is open so far and how to close it, the last first. */
  const opened = new AsyncDisposableStack();
  try {
    const metrics = createMetrics();
    opened.defer(holdServerLock(settings.database.path));
    const database = openDatabase(settings.database.path);
    opened.defer(() => database.close());
    const mailTerms = mailTermsOf(settings);
    let jobs: Scheduler | undefined;
    const wakeSenders = () => {
      jobs?.wake(deliverEventsJob);
      if (mailTerms) jobs?.wake(sendMailsJob);
    };
    const appendedEvents = noticeAppendedEvents();
    const stores = createStores(database.writer, {
      mailsOf: orderMails(mailTerms, log),
      watch: appendedEvents.watch,
    });
    const door = openWriteDoor(database, stores, {
      committed(count) {
        metrics.committed(count);
        if (appendedEvents.taken()) wakeSenders();
      },
    });
    opened.defer(() => door.close());
    const reads = createStores(database.reader);

    await door.write(({ agents }) => seedDefaultAgent(agents, settings.agentSeed, clock.now()));
    if (settings.isDemo) await fillDemoShop(door.write, settings, clock);
    const agents = await openAgentDirectory(reads.agents);

    const { shop } = settings;
    const rules = compileRules(settings.pricing);
    const downloads = createDownloadLinks(await door.write(({ secrets }) => downloadSecret(secrets)), shop);
    const terms = {
      shop,
      price: (cart: Parameters<typeof priceCart>[0]) => priceCart(cart, rules),
      limits: settings.session.limits,
      ageRestrictionOf: ageRestrictions(settings.feed),
      trustsTaxExemptions: settings.session.trustsTaxExemptions,
      codeGuesses: new CodeGuesses(),
      sessionLifetimeMs: settings.session.lifetimeMs,
      suggestedPriceWindowMs: settings.session.suggestedPriceWindowMs,
      asksForTax: settings.payments.mode === "stripe" && settings.payments.tax !== undefined,
      downloads,
    };
    const provider = await openPaymentProvider(settings, door.write, clock);
    const troubleMails = createTroubleMails({ terms: mailTerms, write: door.write, clock, log });
    const payments = createPaymentServices<Stores>({
      write: door.write,
      reads,
      provider,
      terms,
      clock,
      alert(alert) {
        const { kind, attemptId, sessionId, orderId, error } = alert;
        log.error("a payment needs a person", { kind, attemptId, sessionId, orderId, error });
        troubleMails.ofPayment(alert);
      },
      async besides({ mails }, { attempt, view: { session }, change }) {
        if (change !== "released" || !mailTerms) return;
        const to = session.buyer?.email ?? session.fulfillmentDetails?.email;
        const now = clock.now();
        const mail = paymentFailedMail(attempt, to, now, mailTerms);
        if (mail) await mails.append(mail, now);
      },
      eventKept: () => jobs?.wake(recoverPaymentsJob),
      ended: (how) => metrics.attemptEnded(how),
    });
    const outgoing = createOutgoing({ development: settings.server.isDevelopment });
    const liveRates = await openLiveRates(settings, outgoing, clock, log);
    if (liveRates) opened.defer(() => liveRates.close());
    const taxSource = await openTaxSource(settings, clock, log);
    const takingUp = takeUpLeftOpen(payments.settlement, reads.attempts, log);
    opened.defer(() => takingUp);
    /** Names this process among the holders of idempotency claims. */
    const holder = crypto.randomUUID();
    const operations = createSessionOperations({
      write: door.write,
      reads,
      settlement: payments.settlement,
      terms,
      payments: { provider: provider.name, offersAuthentication: shop.payment.acquirer !== undefined },
      quoting:
        liveRates || taxSource ? createQuoting({ rates: liveRates, tax: taxSource }, reads) : undefined,
      clock,
      holder,
    });

    const publication = await openPublication({
      folder: pullFolder(database.file),
      generation: settings.feed.generation,
      terms: (now) => feedTerms(shop, settings.feed, settings.pricing.shipping, settings.feed, now),
      takeSnapshot: () => openFeedSnapshot(database.file),
      lastChange: () => reads.feeds.lastChange(),
      refreshMs: settings.feed.refreshMs,
      clock,
      version,
    });
    const pushes = createPushes({
      shop,
      settings: settings.feed,
      shipping: settings.pricing.shipping,
      takeSnapshot: () => openFeedSnapshot(database.file),
      write: door.write,
      reads,
      outgoing,
      development: settings.server.isDevelopment,
      folder: pushFolder(database.file),
      version,
      clock,
      log,
      alarm(alarm) {
        const { destination, kind } = alarm;
        log.error("a feed destination needs a person", { destination, kind });
        troubleMails.ofFeed(alarm);
      },
    });
    // What a push that was cut off has left behind.
    await rm(pushFolder(database.file), { recursive: true, force: true });
    const deliveries = createDeliveries<Stores>({
      write: door.write,
      reads,
      outgoing,
      shop,
      clock,
      log,
      retryBaseMs: settings.webhookRetryBaseMs,
      attempted: (verdict) => metrics.eventSent(verdict),
      report: (stores, trouble) => troubleMails.ofDelivery(stores, trouble),
    });
    const mailJobs: RecurringJob[] = [];
    if (settings.smtpUrl !== undefined && mailTerms) {
      // Only a shop that sends mail needs the library for it.
      const { openSmtp } = await import("./mail/smtp.ts");
      const transport = openSmtp(settings.smtpUrl, senderOf(mailTerms));
      opened.defer(() => transport.close());
      const { webhookRetryBaseMs: retryBaseMs } = settings;
      const attempted = metrics.mailSent;
      const post = createPost({ write: door.write, reads, transport, clock, log, retryBaseMs, attempted });
      mailJobs.push(sendMails(post));
    }
    jobs = createScheduler(
      [
        deliverEvents(deliveries),
        ...mailJobs,
        recoverPayments(payments, [reads.attempts, reads.refunds, reads.paymentEvents]),
        expireOverdueSessions(door.write, reads, clock),
        forgetOldRecords(door.write, clock),
        refreshFeed(publication),
        pushFeeds(pushes),
        ...catalogJobs(settings, door.write, reads, clock, log),
      ],
      { write: door.write, reads, clock, log },
    );
    opened.defer(() => jobs.stop());
    opened.defer(
      watchDatabase(
        () => database.version(),
        async () => {
          wakeSenders();
          await agents.reload();
        },
      ),
    );

    const scheduler = jobs;
    const desk = await openDesk(settings, {
      shop,
      write: door.write,
      reads,
      desk: createOrderDesk<Stores>({
        write: door.write,
        reads,
        refunds: payments.refunds,
        captures: payments.captures,
        provider: provider.name,
        clock,
      }),
      jobs: scheduler,
      catalogSource: async () => settings.catalog && reads.catalogSources.find(settings.catalog.location),
      agentsChanged: () => agents.reload(),
      eventsReplayed: () => scheduler.wake(deliverEventsJob),
      clock,
    });
    const tools = shopTools({
      operations,
      search: createProductSearch(database.reader, reads.catalog),
      catalog: reads.catalog,
      orders: reads.orders,
      sessions: reads.sessions,
      shop,
      unreleased: settings.unreleased,
      clock,
    });
    const http = startHttp({
      settings,
      operations,
      authenticate: (token) => agents.authenticate(token),
      delegatedPayments:
        provider.name === "sandbox"
          ? createDelegatedPaymentOperations({ write: door.write, clock, holder })
          : undefined,
      carts: createCartOperations({ write: door.write, reads, terms, clock, holder }),
      findCart: async (token) => {
        const cart = await reads.carts.byPageToken(token);
        return cart && isOpen(cart, clock.now()) ? cart : undefined;
      },
      more: [
        ...desk,
        feedRoutes({ publication, accessToken: settings.feed.accessToken }),
        ...(provider.name === "stripe" ? [stripeWebhook(payments.events)] : []),
        mcpRoutes({ tools, described: shortFlow, shop, newest: newestWire, clock }),
      ],
      findOrder: (token) => reads.orders.byPermalinkToken(token),
      openDownload: (token) => openDownload(reads, downloads.read(token), clock.now()),
      checks: healthChecks(reads, jobs, clock, settings.feed),
      metrics,
      log,
      clock,
    });
    opened.defer(() => http.stop());
    await jobs.start();
    log.info("listening");
    return { url: http.url, stop: () => opened.disposeAsync() };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

/** Tax by Stripe, where shop.toml wants it. */
async function openTaxSource(
  { payments, shop }: Settings,
  clock: Clock,
  log: Log,
): Promise<TaxSource | undefined> {
  if (payments.mode !== "stripe" || !payments.tax) return undefined;
  const { createStripeTax } = await import("./payments/stripe/tax.ts");
  return createStripeTax(payments, payments.tax, {
    clock,
    origin: shop.origin,
    failed: (why) => log.warn("tax could not be had from Stripe", { kind: why }),
  });
}

/** Carriers' own rates, where shop.toml wants them. */
async function openLiveRates(
  { liveRates, shop }: Settings,
  outgoing: Outgoing,
  clock: Clock,
  log: Log,
): Promise<LiveRates | undefined> {
  if (!liveRates) return undefined;
  const { createLiveRates } = await import("./carriers/live-rates.ts");
  const { country, state, city, postal_code: postalCode } = shop.origin;
  return createLiveRates(liveRates, {
    outgoing,
    clock,
    origin: { country, state, city, postalCode },
    currency: shop.currency,
    failed: ({ kind, status }) => log.warn("carriers' rates could not be had", { kind, status }),
  });
}

/** The merchant's desk, in a shop that has a token to open it. */
async function openDesk(
  { adminToken: token }: Settings,
  services: Omit<AdminServices, "token">,
): Promise<HttpServices["more"]> {
  if (token === undefined) return [];
  const [{ adminApi }, { deskRoutes }] = await Promise.all([
    import("./admin/admin-api.ts"),
    import("./admin/desk-routes.ts"),
  ]);
  return [adminApi({ ...services, token }), deskRoutes({ ...services, token })];
}

/** Only an empty database: never over a merchant's own products. */
async function fillDemoShop(write: Write<Stores>, { shop }: Settings, clock: Clock): Promise<void> {
  await write(async ({ catalog }) => {
    const { products } = await catalog.count();
    if (products > 0) return;
    for (const product of demoCatalog(shop.publicBaseUrl)) await catalog.put(product, clock.now());
  });
}

/** None where the catalogue is imported by hand. */
function catalogJobs(
  { catalog: source, shop }: Settings,
  write: Write<Stores>,
  reads: Stores,
  clock: Clock,
  log: Log,
): readonly RecurringJob[] {
  if (!source) return [];
  const assumptions = { currency: shop.currency, timezone: shop.timezone };
  const { catalog, catalogSources: sources } = reads;
  const tools = { catalog, sources, write, clock, assumptions, openStaging: openImportStaging };
  return [importFromSource(source, tools, write, log)];
}

function healthChecks(
  reads: Stores,
  jobs: Pick<Scheduler, "status">,
  clock: Clock,
  { destinations }: Settings["feed"],
): readonly HealthCheck[] {
  return [
    {
      name: "database",
      async look() {
        // One row: counting all of a large catalogue would hold up buyers at every look.
        await reads.catalog.titles(undefined, 1);
        return { state: "ok" };
      },
    },
    {
      name: "jobs",
      async look() {
        const count = jobs.status().filter((job) => job.isFailing).length;
        return { state: count === 0 ? "ok" : "degraded", count };
      },
    },
    {
      name: "unresolved_payments",
      async look() {
        const unresolved = await unresolvedPayments(reads, clock.now(), 100);
        const count = unresolved.filter(({ isOverdue }) => isOverdue).length;
        return { state: count === 0 ? "ok" : "degraded", count };
      },
    },
    {
      name: "events_given_up",
      async look() {
        const count = await reads.outbox.countGivenUp();
        return { state: count === 0 ? "ok" : "degraded", count };
      },
    },
    {
      name: "feed_destinations_failing",
      async look() {
        const states = await Promise.all(destinations.map(({ name }) => reads.feeds.destination(name)));
        const count = states.filter((state) => (state?.failures ?? 0) >= FAILURES_TO_ALARM).length;
        return { state: count === 0 ? "ok" : "degraded", count };
      },
    },
  ];
}
