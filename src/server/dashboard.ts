import type { AgentDirectory } from "../agents/directory.ts";
import type { AdminServices, FeedStanding } from "../dashboard/services.ts";
import { demoAdminToken } from "../demo/shop.ts";
import { keepFindings } from "../doctor/findings.ts";
import { feedTerms } from "../feed/terms.ts";
import type { HttpServices } from "../http/http-server.ts";
import { firstSegment } from "../http/route-table.ts";
import type { TokenGuesses } from "../http/token-guesses.ts";
import { deliverEventsJob } from "../jobs/deliver-events.ts";
import type { Scheduler } from "../jobs/scheduler.ts";
import { problemAnswer } from "../operations/perform.ts";
import { whatKeepsFromMoney } from "../payment-provider.ts";
import { catalogUploads } from "./catalog-source.ts";
import type { Feeds } from "./feeds.ts";
import { openOrderService } from "./order-service.ts";
import type { Selling } from "./selling.ts";
import type { ServerContext } from "./server-context.ts";

/** The merchant's dashboard and API over a running shop. */
export function dashboardOf(
  context: ServerContext,
  {
    agents,
    selling,
    feeds,
    jobs,
  }: {
    readonly agents: AgentDirectory;
    readonly selling: Selling;
    readonly feeds: Feeds;
    readonly jobs: Scheduler;
  },
  guesses: TokenGuesses,
): HttpServices["later"] {
  const { settings, write, reads, orderList, productList, salesReads, pendingWork } = context;
  const { mailTerms, clock } = context;
  const { perform, protocols } = selling;
  const { shop, feed, pricing } = settings;
  return dashboardLater({
    token: settings.adminToken,
    demoToken: settings.isDemo && settings.adminToken === demoAdminToken ? demoAdminToken : undefined,
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
    pendingWork,
    lowStock: settings.lowStock,
    findings: keepFindings(async (now) => {
      const { examineSurroundings } = await import("../doctor/examine-surroundings.ts");
      return examineSurroundings(settings, now);
    }, clock),
    feedStanding: () => feedStanding(context, feeds),
    setup: {
      isDemo: settings.isDemo,
      toTakeMoney: whatKeepsFromMoney(settings),
      isPublic: settings.shop.publicBaseUrl.startsWith("https:"),
      sendsMail: mailTerms !== undefined,
    },
    orderService: openOrderService(context, selling),
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

/** What a push's destination has heard last is a row each, by key. */
async function feedStanding(
  { settings, reads }: ServerContext,
  { publication }: Feeds,
): Promise<FeedStanding> {
  const failing: string[] = [];
  for (const { name } of settings.feed.destinations) {
    const state = await reads.feeds.destination(name);
    if (state && state.failures > 0) failing.push(name);
  }
  const { refused = 0, refusedProducts = [] } = publication.made() ?? {};
  return { refused, refusedProducts, failing };
}

/** Loaded with the first request for it: a shop that sells to agents may go for days without anybody looking at it. */
function dashboardLater(services: AdminServices): HttpServices["later"] {
  return {
    owns: (path) => firstSegment(path) === "/admin" || path === "/openapi/admin.json",
    async open() {
      const [{ adminApi }, { dashboardRoutes }] = await Promise.all([
        import("../dashboard/admin-api.ts"),
        import("../dashboard/page-routes.ts"),
      ]);
      return [adminApi(services), dashboardRoutes(services)];
    },
  };
}
