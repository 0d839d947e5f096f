import type { AgentDirectory } from "../agents/directory.ts";
import { feedTerms } from "../feed/terms.ts";
import { feedRoutes } from "../http/feed-routes.ts";
import { type HttpServices, startHttp } from "../http/http-server.ts";
import type { Listener } from "../http/listener.ts";
import { providerWebhook } from "../http/provider-webhook.ts";
import type { RouteAccess } from "../http/route-access.ts";
import { TokenGuesses } from "../http/token-guesses.ts";
import { deliverEventsJob } from "../jobs/deliver-events.ts";
import type { Scheduler } from "../jobs/scheduler.ts";
import { AssistantLimits } from "../mcp/assistant-limits.ts";
import { challengeRoutes } from "../mcp/challenge-routes.ts";
import { mcpRoutes } from "../mcp/mcp-routes.ts";
import { negotiatedRoutes } from "../mcp/negotiated-routes.ts";
import { describedTools, shopTools } from "../mcp/shop-tools.ts";
import type { Observe } from "../monitoring/observation.ts";
import { problemAnswer } from "../operations/perform.ts";
import { openDownload } from "../orders/digital-goods.ts";
import { createOrderService } from "../orders/order-service.ts";
import type { JobStores } from "../stores.ts";
import { catalogUploads } from "./catalog-source.ts";
import { dashboardLater } from "./dashboard.ts";
import type { Feeds } from "./feeds.ts";
import { healthChecks } from "./health-checks.ts";
import { purchaseRoutes } from "./purchase-routes.ts";
import type { Selling } from "./selling.ts";
import type { ServerContext } from "./server-context.ts";

/** What is served. */
export interface HttpParts {
  readonly agents: AgentDirectory;
  readonly selling: Selling;
  readonly feeds: Feeds;
  readonly jobs: Scheduler;
  readonly observe: Observe;
  /** From where each family of routes may be asked. */
  readonly access: RouteAccess;
}

/** Opens everything that answers requests, and listens. @throws CannotListen. */
export async function openHttp(context: ServerContext, parts: HttpParts): Promise<Listener> {
  const { settings, clock, log, metrics, reads, writer } = context;
  const { agents, selling, feeds, jobs, observe, access } = parts;
  const { protocols, ask, downloads } = selling;
  const guesses = new TokenGuesses({ clock, log, metrics });
  return startHttp({
    settings,
    protocols,
    ask,
    isSandbox: settings.payments.mode === "sandbox",
    async authenticate(token) {
      await agents.refresh();
      return agents.authenticate(token);
    },
    guesses,
    more: [
      feedRoutes({
        publication: feeds.publication,
        accessToken: settings.feed.accessToken,
        guesses,
        guideDialect: settings.guideDialect,
      }),
      ...providerEvents(selling),
      assistantRoutes(context, selling),
      ...toolEndpointRoutes(context, selling),
      ...challengeRoutes(settings.server.openAiAppsChallenge),
      ...purchaseRoutes(context, agents, selling),
    ],
    later: dashboardOf(context, parts, guesses),
    findOrder: (token) => reads.orders.byPermalinkToken(token),
    openDownload: (token) => openDownload(reads, downloads.read(token), clock.now()),
    observe,
    access,
    checks: healthChecks(context, jobs, writer),
    metrics,
    log,
    clock,
  });
}

function dashboardOf(
  context: ServerContext,
  { agents, selling, jobs, observe }: HttpParts,
  guesses: TokenGuesses,
): HttpServices["later"] {
  const { settings, write, reads, orderList, productList, salesReads, notifications, mailTerms, clock } =
    context;
  const { payments, provider, perform, protocols } = selling;
  const { shop, feed, pricing } = settings;
  return dashboardLater(settings, {
    shop: settings.shop,
    write,
    reads,
    orderList,
    productList,
    feedRules: () => ({
      terms: feedTerms(shop, feed, pricing.shipping, feed, clock.now()),
      generation: feed.generation,
    }),
    uploads: catalogUploads(context),
    salesReads,
    observe,
    setup: {
      isDemo: settings.isDemo,
      takesMoney: settings.payments.mode !== "sandbox",
      isPublic: settings.shop.publicBaseUrl.startsWith("https:"),
      sendsMail: mailTerms !== undefined,
    },
    orderService: createOrderService<JobStores>({
      write,
      reads,
      notifications,
      refunds: payments.refunds,
      captures: payments.captures,
      provider: provider.name,
      clock,
    }),
    jobs,
    catalogSource: async () => settings.catalog && reads.catalogSources.find(settings.catalog.location),
    agentsChanged: () => agents.reload(),
    eventsReplayed: () => jobs.wake(deliverEventsJob),
    guesses,
    perform,
    encodeProblem: (problem) => problemAnswer(problem, protocols.main.newest.encodeProblem(problem)),
    clock,
  });
}

/** The tools of each protocol that has an endpoint for them. */
function toolEndpointRoutes({ settings, clock }: ServerContext, { ask, protocols }: Selling) {
  const { shop, server } = settings;
  return protocols.all.flatMap((protocol) =>
    protocol.toolEndpoint
      ? [
          negotiatedRoutes(protocol, protocol.toolEndpoint, {
            ask,
            shop,
            browserOrigins: server.browserOrigins,
            clock,
          }),
        ]
      : [],
  );
}

/** The shop's tools for assistants, at `/mcp`. */
function assistantRoutes(
  { settings, reads, clock, search, lookup, pictures }: ServerContext,
  { ask, perform, services, protocols }: Selling,
) {
  const { shop } = settings;
  return mcpRoutes({
    makeTools: () =>
      shopTools({
        ask,
        perform,
        services,
        protocols,
        search,
        lookup,
        catalog: reads.catalog,
        discounts: reads.discounts,
        orders: reads.orders,
        sessions: reads.sessions,
        shop,
        clock,
      }),
    described: describedTools,
    shop,
    pictures,
    newest: protocols.main.newest,
    limits: new AssistantLimits(settings.server.rateLimit, clock),
    browserOrigins: settings.server.browserOrigins,
    clock,
  });
}

/** Where the payment provider tells of what happened, if it does. */
function providerEvents({ provider: { name, signatureHeader }, payments }: HttpParts["selling"]) {
  return signatureHeader === undefined ? [] : [providerWebhook(name, signatureHeader, payments.events)];
}
