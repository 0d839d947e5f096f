import { Elysia } from "elysia";
import { agentNames } from "../../../agents/agent-names.ts";
import { dayAfter, dayOf } from "../../../shop-days.ts";
import { readQuery } from "../../query.ts";
import type { AdminServices } from "../../services.ts";
import { orderTabs } from "../orders/list-query.ts";
import type { PageFrame } from "../page-frame.ts";
import { needsOf } from "./needs.ts";
import { type Period, periods } from "./sales-view.ts";
import { setupSteps } from "./setup-steps.ts";
import { dashboardHomePage } from "./view.ts";

/** How many orders each of the lists beside the charts has. */
const ORDERS_BESIDE = 6;
/** So many of the oldest open orders are looked at for those to ship: some are fetched, or wait for a download. */
const OLDEST_OPEN = 4 * ORDERS_BESIDE;

/** `/admin`: what needs the merchant, and what was sold. */
export function homeRoute({ asSignedIn, show }: PageFrame, services: AdminServices) {
  const { shop, reads, orderList, salesReads, pendingWork, lowStock, findings, jobs } = services;
  const { feedStanding, setup, clock } = services;

  async function salesOf(root: string, period: Period) {
    const today = dayOf(clock.now(), shop.timezone);
    const from = dayAfter(today, 1 - 2 * period);
    const { days, isBehind } = await salesReads.between({ from, to: today, timeZone: shop.timezone });
    const agents = await agentNames(
      reads,
      days.map(({ agentId }) => agentId),
    );
    return { root, period, today, days, isBehind, currency: shop.currency, agents };
  }

  async function needs() {
    const pending = await pendingWork.pending({ now: clock.now(), lowStock });
    const found = { pending, jobs: jobs.status(), feed: await feedStanding(), findings: findings.latest() };
    return {
      ...found,
      needs: needsOf({ ...found, findings: found.findings?.findings }, shop),
      isLooking: found.findings === undefined,
    };
  }

  async function steps(hasProducts: boolean, hasOrders: boolean) {
    const keys = await reads.agents.keys();
    const hasKeys = keys.some(({ revokedAt }) => revokedAt === undefined);
    const hasOwner = await reads.people.hasOwner();
    return setupSteps({ ...setup, hasOwner, hasProducts, hasKeys, hasOrders });
  }

  return new Elysia({ normalize: false }).get("/admin", ({ request }) =>
    asSignedIn(request, async (who) => {
      const { root } = who.view;
      const period = readQuery(request.url).oneOf("days", periodNames) ?? "30";
      const [sales, needed, toShip, newest] = await Promise.all([
        salesOf(root, periodOf(period)),
        needs(),
        orderList.page({
          filter: { statuses: orderTabs.unfulfilled },
          sort: "oldest",
          limit: OLDEST_OPEN,
        }),
        orderList.page({ filter: {}, sort: "newest", limit: ORDERS_BESIDE }),
      ]);
      const { pending, ...shown } = needed;
      const view = {
        root,
        sales,
        ...shown,
        toShip: toShip.orders.filter(({ isToShip }) => isToShip).slice(0, ORDERS_BESIDE),
        newest: newest.orders,
        steps: await steps(pending.hasProducts, newest.orders.length > 0),
      };
      return show(who, dashboardHomePage(view, shop));
    }),
  );
}

const periodNames = periods.map(String);

function periodOf(name: string): Period {
  return periods.find((period) => String(period) === name) ?? 30;
}
