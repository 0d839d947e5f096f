import { Elysia } from "elysia";
import { pageReply } from "../http/pages/layout.ts";
import { contextOf } from "../http/request-context.ts";
import { respond } from "../http/respond.ts";
import type { Shop } from "../shop.ts";
import { closedDeskPage } from "./pages/closed-desk-page.ts";

/** `/admin` of a shop without an ADMIN_TOKEN: a page that says how to open the dashboard. Nobody can sign in. */
export function closedDeskRoutes(shop: Shop) {
  const reply = pageReply(shop, closedDeskPage(), 403);
  return new Elysia({ normalize: false }).get("/admin", ({ request }) => respond(contextOf(request), reply));
}
