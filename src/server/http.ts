import type { AgentDirectory } from "../agents/directory.ts";
import { escalateSession } from "../checkout/escalate.ts";
import { feedRoutes } from "../http/feed-routes.ts";
import { startHttp } from "../http/http-server.ts";
import type { Listener } from "../http/listener.ts";
import { providerWebhook } from "../http/provider-webhook.ts";
import type { RouteAccess } from "../http/route-access.ts";
import { testingRoutes } from "../http/testing-routes.ts";
import { TokenGuesses } from "../http/token-guesses.ts";
import type { Scheduler } from "../jobs/scheduler.ts";
import { AssistantLimits } from "../mcp/assistant-limits.ts";
import { challengeRoutes } from "../mcp/challenge-routes.ts";
import { mcpRoutes } from "../mcp/mcp-routes.ts";
import { negotiatedRoutes } from "../mcp/negotiated-routes.ts";
import { describedTools, shopTools } from "../mcp/shop-tools.ts";
import type { Observe } from "../monitoring/observation.ts";
import { openDownload } from "../orders/digital-goods.ts";
import { dashboardOf } from "./dashboard.ts";
import type { Feeds } from "./feeds.ts";
import { healthChecks } from "./health-checks.ts";
import { openOrderService } from "./order-service.ts";
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
  const { settings, clock, log, metrics, reads, writer, database } = context;
  const { agents, selling, feeds, jobs, observe, access } = parts;
  const { protocols, ask, downloads } = selling;
  const guesses = new TokenGuesses({ clock, log, metrics, nodes: database });
  return startHttp({
    settings,
    protocols,
    ask,
    isSandbox: settings.payments.mode === "sandbox",
    arrived: () => database.requestArrived(),
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
      ...testingRoutes(settings.server.testingSecret, {
        orderService: openOrderService(context, selling),
        currency: settings.shop.currency,
        escalate: (id) => context.write((stores) => escalateSession(stores, id, clock.now())),
      }),
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
    nodes: database,
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
  { settings, reads, clock, search, lookup, pictures, database }: ServerContext,
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
    limits: new AssistantLimits(settings.server.rateLimit, clock, database),
    browserOrigins: settings.server.browserOrigins,
    clock,
  });
}

/** Where the payment provider tells of what happened, if it does. */
function providerEvents({ provider: { name, signatureHeader }, payments }: HttpParts["selling"]) {
  return signatureHeader === undefined ? [] : [providerWebhook(name, signatureHeader, payments.events)];
}
