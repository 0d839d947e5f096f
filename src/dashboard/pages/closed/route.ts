import { Elysia } from "elysia";
import { pageReply } from "../../../http/pages/layout.ts";
import { contextOf } from "../../../http/request-context.ts";
import { respond } from "../../../http/respond.ts";
import type { Shop } from "../../../shop.ts";
import { closedDashboardPage } from "./view.ts";

/** `/admin` of a shop without an ADMIN_TOKEN: a page that says how to open the dashboard. Nobody can sign in. */
export function closedDashboardRoutes(shop: Shop) {
  const reply = pageReply(shop, closedDashboardPage(), 403);
  return new Elysia({ normalize: false }).get("/admin", ({ request }) => respond(contextOf(request), reply));
}
