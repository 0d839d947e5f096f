import { Elysia } from "elysia";
import { orderPageRoutes } from "./pages/order/route.ts";
import { ordersRoute } from "./pages/orders/route.ts";
import { openPageFrame } from "./pages/page-frame.ts";
import { signInRoutes } from "./pages/sign-in/route.ts";
import type { AdminServices } from "./services.ts";

/** The merchant's dashboard in a browser, under `/admin`: pages and forms without scripts, behind a sign-in. */
export function dashboardRoutes(services: AdminServices) {
  const frame = openPageFrame(services);
  return new Elysia({ normalize: false })
    .use(ordersRoute(frame, services))
    .use(signInRoutes(frame, services))
    .use(orderPageRoutes(frame, services));
}
