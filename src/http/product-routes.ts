import { Elysia } from "elysia";
import { type ProductVisitServices, ProductVisits } from "./pages/checkout/product-visits.ts";
import { readForm } from "./pages/form-body.ts";
import { contextOf } from "./request-context.ts";
import { respond } from "./respond.ts";

/** The pages of products, for a shop that has no others. */
export function productRoutes(services: ProductVisitServices) {
  const visits = new ProductVisits(services);
  return new Elysia({ normalize: false })
    .get("/products/:id", async ({ request, params }) =>
      respond(contextOf(request), await visits.show(params.id, request)),
    )
    .post("/products/:id", async ({ request, params }) => {
      const context = contextOf(request);
      const fields = await readForm(request);
      return respond(context, await visits.buy(params.id, fields, request, context.clientAddress()));
    });
}
