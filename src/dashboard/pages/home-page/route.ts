import { Elysia } from "elysia";
import type { OrderStatus } from "../../../orders/order.ts";
import { unresolvedPayments } from "../../../payments/unresolved.ts";
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
/** More unresolved payments than a person reads of. */
const MOST_UNRESOLVED = 100;

/** `/admin`: what needs the merchant, and what was sold. */
export function homeRoute({ asSignedIn, show }: PageFrame, services: AdminServices) {
  const { shop, reads, orderList, salesReads, observe, setup, clock } = services;

  async function salesOf(root: string, period: Period) {
    const today = dayOf(clock.now(), shop.timezone);
    const from = dayAfter(today, 1 - 2 * period);
    const [{ days, isBehind }, agents] = await Promise.all([
      salesReads.between({ from, to: today, timeZone: shop.timezone }),
      reads.agents.all(),
    ]);
    const names = new Map(agents.map(({ id, name }) => [String(id), name]));
    return { root, period, today, days, isBehind, currency: shop.currency, agents: names };
  }

  async function needs() {
    const [observation, unresolved, counts, alerts] = await Promise.all([
      observe(),
      unresolvedPayments(reads, clock.now(), MOST_UNRESOLVED),
      orderList.countByStatus(),
      reads.alerts.all(),
    ]);
    const overduePayments = unresolved.filter(({ isOverdue }) => isOverdue).length;
    const countOf = (statuses: readonly OrderStatus[]) =>
      statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
    const [toShip, onHold] = [countOf(orderTabs.unfulfilled), countOf(orderTabs.on_hold)];
    return needsOf({ toShip, onHold, overduePayments, observation, alerts });
  }

  async function steps(hasOrders: boolean) {
    const [{ products }, keys] = await Promise.all([reads.catalog.count(), reads.agents.keys()]);
    const hasKeys = keys.some(({ revokedAt }) => revokedAt === undefined);
    return setupSteps({ ...setup, products, hasKeys, hasOrders });
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
          limit: ORDERS_BESIDE,
        }),
        orderList.page({ filter: {}, sort: "newest", limit: ORDERS_BESIDE }),
      ]);
      const view = {
        root,
        sales,
        needs: needed,
        toShip: toShip.orders.filter(({ isToShip }) => isToShip),
        newest: newest.orders,
        steps: await steps(newest.orders.length > 0),
      };
      return show(who, dashboardHomePage(view, shop));
    }),
  );
}

const periodNames = periods.map(String);

function periodOf(name: string): Period {
  return periods.find((period) => String(period) === name) ?? 30;
}
