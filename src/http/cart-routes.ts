import { Elysia } from "elysia";
import { asId, type CartId } from "../ids.ts";
import type { CartOperations } from "../protocols/acp/cart-operations.ts";
import type { CartWire, Wire } from "../protocols/acp/wire.ts";
import { type BodyReading, bodyReader, respondAnswer } from "./acp-request.ts";
import { documentCartRoutes } from "./docs/cart-operations.ts";
import { admittedContextOf } from "./request-context.ts";

export interface CartServices extends BodyReading {
  readonly carts: CartOperations;
}

const collection = "/carts";
const one = "/carts/:id";
const cancel = "/carts/:id/cancel";

/** The cart routes of a version that has carts (2026-04-17 on). Requests must have passed admission. */
export function cartRoutes(wire: Wire & { readonly carts: CartWire }, services: CartServices) {
  const { carts } = services;
  const documented = documentCartRoutes(wire);
  const read = bodyReader(wire, services);

  async function change(operation: "update" | "cancel", request: Request, id: string, body: unknown) {
    const context = admittedContextOf(request);
    const { agent, idempotencyKey } = context;
    const cartId = asId<CartId>(id);
    return respondAnswer(
      context,
      await carts.perform({ operation, wire, agent, idempotencyKey, cartId, body }),
    );
  }

  return new Elysia({ normalize: false })
    .post(
      collection,
      async ({ request, body }) => {
        const context = admittedContextOf(request);
        const { agent, idempotencyKey } = context;
        return respondAnswer(
          context,
          await carts.perform({ operation: "create", wire, agent, idempotencyKey, body }),
        );
      },
      {
        parse: [read(collection, "required", wire.carts.create.schema), "json"],
        body: wire.carts.create.schema,
        detail: documented.create,
      },
    )
    .get(
      one,
      async ({ request, params }) => {
        const context = admittedContextOf(request);
        context.route = one;
        const cartId = asId<CartId>(params.id);
        return respondAnswer(
          context,
          await carts.perform({ operation: "get", wire, agent: context.agent, cartId }),
        );
      },
      { detail: documented.get },
    )
    .put(one, ({ request, params, body }) => change("update", request, params.id, body), {
      parse: [read(one, "required", wire.carts.update.schema), "json"],
      body: wire.carts.update.schema,
      detail: documented.update,
    })
    .post(cancel, ({ request, params, body }) => change("cancel", request, params.id, body ?? {}), {
      parse: [read(cancel, "optional", wire.cancel.schema), "json"],
      detail: documented.cancel,
    });
}
