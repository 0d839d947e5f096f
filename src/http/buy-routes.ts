import { Elysia } from "elysia";
import { type PurchaseVisitServices, PurchaseVisits } from "./pages/checkout/purchase-visits.ts";
import { contextOf } from "./request-context.ts";
import { respond } from "./respond.ts";

/** The ways into a checkout: links that name goods, and the pages of carts. Looking makes nothing, the button does. */
export function buyRoutes(services: PurchaseVisitServices) {
  const visits = new PurchaseVisits(services);
  return new Elysia({ normalize: false })
    .get("/buy/*", async ({ request }) => {
      const context = contextOf(request);
      return respond(context, await visits.showLink(request, context.clientAddress()));
    })
    .post("/buy/*", async ({ request }) => {
      const context = contextOf(request);
      return respond(context, await visits.beginFromLink(request, context.clientAddress()));
    })
    .get("/carts/:token", async ({ request, params }) =>
      respond(contextOf(request), await visits.showCart(params.token, request)),
    )
    .post("/carts/:token", async ({ request, params }) => {
      const context = contextOf(request);
      return respond(context, await visits.beginFromCart(params.token, request, context.clientAddress()));
    });
}
