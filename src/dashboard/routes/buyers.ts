import { Type } from "@sinclair/typebox";
import { eraseBuyerRequest } from "../../operations/erase-buyer-request.ts";
import { closed, maybe } from "../../operations/fields.ts";
import { isMistake } from "../../operations/merchant-request.ts";
import { type Erased, eraseBuyer, explainErasureRefusal, exportBuyer } from "../../orders/erase-buyer.ts";
import { type AdminRoute, mutation, query, refuseCall, refuseMistake } from "../route.ts";
import type { AdminServices } from "../services.ts";

const Records = Type.Array(Type.Unknown());

/** Buyers: all that is kept of one, to be handed to them or taken out. */
export function buyerRoutes({ reads, write, clock }: AdminServices): readonly AdminRoute[] {
  const tag = "Buyers";
  const unknown = refuseCall(404, "unknown_buyer", explainErasureRefusal({ kind: "unknown" }));
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
      summary: eraseBuyerRequest.summary,
      description: eraseBuyerRequest.description,
      body: eraseBuyerRequest.fields,
      answer: closed({ orders: Type.Integer(), records: Type.Integer() }),
      async handle({ body, actor, keepAnswer }) {
        const answerOf = ({ orders, records }: Erased) => ({ orders, records });
        const wanted = eraseBuyerRequest.read(body);
        if (isMistake(wanted)) return refuseMistake(wanted);
        const done = await eraseBuyer(
          { write, reads, clock },
          wanted.email,
          actor,
          wanted.evenIfOpen,
          (stores, erased) => keepAnswer(stores, answerOf(erased)),
        );
        if (done.kind === "erased") return answerOf(done);
        return done.kind === "unknown" ? unknown : refuseCall(409, done.kind, explainErasureRefusal(done));
      },
    }),
  ];
}
