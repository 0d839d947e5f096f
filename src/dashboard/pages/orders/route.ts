import { Elysia } from "elysia";
import { agentNames } from "../../../agents/agent-names.ts";
import { respond } from "../../../http/respond.ts";
import { dayOf } from "../../../shop-days.ts";
import type { AdminServices } from "../../services.ts";
import type { PageFrame } from "../page-frame.ts";
import { ordersCsv } from "./csv.ts";
import { filterOf, readOrdersAsked } from "./list-query.ts";
import { ordersPage } from "./view.ts";

/** How many orders a page lists. */
const ORDERS_A_PAGE = 50;

/** `/admin/orders`: the orders, the latest first; `/admin/orders.csv`, the same for a spreadsheet. */
export function ordersRoute(
  { asSignedIn, show }: PageFrame,
  { shop, reads, orderList, clock }: AdminServices,
) {
  return new Elysia({ normalize: false })
    .get("/admin/orders", ({ request }) =>
      asSignedIn(request, async (who) => {
        const asked = readOrdersAsked(request.url);
        const agents = await reads.agents.all();
        const filter = filterOf(asked, agents, shop.timezone);
        const { sort, behind, search } = asked;
        const [page, found] = await Promise.all([
          orderList.page({ filter, sort, behind, limit: ORDERS_A_PAGE }),
          orderList.count(filter),
        ]);
        const names = await agentNames(
          reads,
          page.orders.map(({ agentId }) => agentId),
        );
        return show(who, ordersPage({ view: who.view, asked, page, found, agents, names }, shop), { search });
      }),
    )
    .get("/admin/orders.csv", ({ request }) =>
      asSignedIn(request, async ({ context }) => {
        const asked = readOrdersAsked(request.url);
        const filter = filterOf(asked, await reads.agents.all(), shop.timezone);
        const today = dayOf(clock.now(), shop.timezone);
        return respond(context, ordersCsv(orderList, filter, asked.sort, today));
      }),
    );
}
