import { Elysia } from "elysia";
import { readQuery } from "../../query.ts";
import type { AdminServices } from "../../services.ts";
import { orderStatuses } from "../../shapes/order.ts";
import type { PageFrame } from "../page-frame.ts";
import { ordersPage } from "./view.ts";

/** How many orders a page lists. */
const ORDERS_A_PAGE = 50;

/** `/admin/orders`: the orders, the latest first. */
export function ordersRoute(
  { asSignedIn, show }: PageFrame,
  { shop, reads }: Pick<AdminServices, "shop" | "reads">,
) {
  return new Elysia({ normalize: false }).get("/admin/orders", ({ request }) =>
    asSignedIn(request, async (who) => {
      const query = readQuery(request.url);
      const [status, search = ""] = [query.oneOf("status", orderStatuses), query.text("search")];
      const before = query.wholeNumber("before", Number.MAX_SAFE_INTEGER);
      const found = await reads.orders.search(
        { status, text: search === "" ? undefined : search },
        before,
        ORDERS_A_PAGE + 1,
      );
      const orders = found.slice(0, ORDERS_A_PAGE);
      const nextBefore = found.length > ORDERS_A_PAGE ? orders.at(-1)?.number : undefined;
      return show(who, ordersPage({ root: who.view.root, orders, status, search, nextBefore }, shop), {
        search,
      });
    }),
  );
}
