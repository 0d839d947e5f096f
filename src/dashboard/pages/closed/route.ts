import { Elysia } from "elysia";
import { contextOf } from "../../../http/request-context.ts";
import { respond } from "../../../http/respond.ts";
import type { Shop } from "../../../shop.ts";
import { assetRoutes } from "../../shell/assets.ts";
import { bareReply } from "../../shell/layout.ts";
import { closedDashboardPage } from "./view.ts";

/** `/admin` of a shop without an ADMIN_TOKEN: a page that says how to open the dashboard. Nobody can sign in. */
export function closedDashboardRoutes(shop: Shop) {
  const root = new URL(shop.publicBaseUrl).pathname.replace(/\/$/, "");
  const reply = bareReply(shop, root, closedDashboardPage(), 403);
  return new Elysia({ normalize: false })
    .use(assetRoutes())
    .get("/admin", ({ request }) => respond(contextOf(request), reply));
}
