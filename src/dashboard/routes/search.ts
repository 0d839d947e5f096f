import { Type } from "@sinclair/typebox";
import { closed, maybe } from "../../operations/fields.ts";
import { findEverywhere } from "../find-everywhere.ts";
import { type AdminRoute, query, refuseCall } from "../route.ts";
import type { AdminServices } from "../services.ts";

/** Of each kind so many are given. */
const MOST_OF_A_KIND = 20;

/** The dashboard's search over everything. */
export function searchRoutes(services: AdminServices): readonly AdminRoute[] {
  return [
    query("/search", {
      tag: "Orders",
      summary: "Search the whole shop",
      description:
        "Orders, products, discount codes, agents and checkouts that have these words, at most 20 of each. Each is looked up where its kind is.",
      query: {
        search: {
          description:
            "An order's number, a name or e-mail address, an item, a SKU, a tracking number, the id of a payment or checkout, a code, an agent.",
          schema: { type: "string" },
        },
      },
      answer: closed({
        orders: Type.Array(closed({ number: Type.Integer(), status: Type.String() })),
        products: Type.Array(closed({ id: Type.String(), title: Type.String() })),
        discount: maybe(Type.String({ description: "Its code." })),
        session: maybe(Type.String({ description: "Its id." })),
        agents: Type.Array(Type.String()),
      }),
      async handle({ query }) {
        const text = query.text("search");
        if (text === undefined) return refuseCall(422, "missing_search", "Say what to look for: ?search=…");
        const found = await findEverywhere(services, text, MOST_OF_A_KIND);
        return {
          orders: found.orders.map(({ number, status }) => ({ number, status })),
          products: found.products.map(({ id, title }) => ({ id, title })),
          discount: found.discount?.code,
          session: found.session?.id,
          agents: [...found.agents],
        };
      },
    }),
  ];
}
