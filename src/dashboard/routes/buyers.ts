import { Type } from "@sinclair/typebox";
import { closed, maybe } from "../../operations/fields.ts";
import { type Erased, eraseBuyer, exportBuyer } from "../../orders/erase-buyer.ts";
import { type AdminRoute, mutation, query, refuseCall } from "../route.ts";
import type { AdminServices } from "../services.ts";

const Records = Type.Array(Type.Unknown());

/** Buyers: all that is kept of one, to be handed to them or taken out. */
export function buyerRoutes({ reads, write, clock }: AdminServices): readonly AdminRoute[] {
  const tag = "Buyers";
  const unknown = refuseCall(404, "unknown_buyer", "Nothing is kept of this address.");
  return [
    query("/buyers/export", {
      tag,
      summary: "Get everything that is kept of a buyer",
      description: "For a buyer who asks what you know: orders, checkouts, carts and payments.",
      query: { email: { description: "The buyer's e-mail address.", schema: { type: "string" } } },
      answer: closed({
        buyer: maybe(Type.Unknown()),
        orders: Records,
        sessions: Records,
        carts: Records,
        payments: Records,
      }),
      async handle({ query }) {
        const found = await exportBuyer(reads, query.text("email") ?? "");
        if (!found) return unknown;
        const { buyer, orders, sessions, carts, payments } = found;
        return {
          buyer,
          orders: [...orders],
          sessions: [...sessions],
          carts: [...carts],
          payments: [...payments],
        };
      },
    }),
    mutation("/buyers/erase", {
      tag,
      summary: "Take a buyer out of everything that is kept, for good",
      description:
        "Orders stay, without the person. The database file keeps the old text in parts it no longer uses until `checkstand buyers erase` or a restore from a backup writes it anew; backups made before, the payment provider and the agent keep what they have.",
      body: closed({
        email: Type.String({ minLength: 3, maxLength: 320 }),
        even_if_open: Type.Optional(Type.Boolean({ description: "Also while orders are not delivered." })),
      }),
      answer: closed({ orders: Type.Integer(), records: Type.Integer() }),
      async handle({ body, actor, keepAnswer }) {
        const answerOf = ({ orders, records }: Erased) => ({ orders, records });
        const done = await eraseBuyer(
          { write, reads, clock },
          body.email,
          actor,
          body.even_if_open ?? false,
          (stores, erased) => keepAnswer(stores, answerOf(erased)),
        );
        switch (done.kind) {
          case "erased":
            return answerOf(done);
          case "unknown":
            return unknown;
          case "payment_under_way":
            return refuseCall(
              409,
              done.kind,
              "A payment of theirs is not decided yet. Try again in an hour.",
            );
          case "orders_open":
            return refuseCall(
              409,
              done.kind,
              `Not delivered yet: ${done.numbers.join(", ")}. Deliver or cancel these orders first, or say even_if_open.`,
            );
        }
      },
    }),
  ];
}
