import { Elysia } from "elysia";
import { type CheckoutVisitServices, CheckoutVisits } from "./pages/checkout/visits.ts";
import { readForm } from "./pages/form-body.ts";
import { contextOf } from "./request-context.ts";
import { respond } from "./respond.ts";

/** The page on which a buyer finishes and pays a checkout, and where the payment provider sends them back to. */
export function checkoutRoutes(services: CheckoutVisitServices) {
  const visits = new CheckoutVisits(services);
  return new Elysia({ normalize: false })
    .get("/checkout/:token", async ({ request, params }) =>
      respond(contextOf(request), await visits.show(params.token, request)),
    )
    .post("/checkout/:token", async ({ request, params }) => {
      const context = contextOf(request);
      const address = context.clientAddress();
      const limited = visits.slowDown(params.token, address, request);
      return respond(
        context,
        limited ?? (await visits.act(params.token, await readForm(request), request, address)),
      );
    })
    .get("/checkout/:token/return", async ({ request, params }) =>
      respond(contextOf(request), await visits.returned(params.token, request)),
    )
    .get("/checkout/:token/back", async ({ request, params }) =>
      respond(contextOf(request), await visits.back(params.token, request)),
    );
}
