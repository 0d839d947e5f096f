import { exampleIdempotencyKey, type VersionDocument } from "../documentation.ts";
import { components } from "./components.ts";
import type { Wire } from "./wire.ts";

const introduction = `Sell through AI agents: an agent creates a checkout session, updates it until nothing is missing, and completes it with a delegated payment token.

Amounts are whole numbers of minor units (cents for usd). Every answer carries a \`Request-Id\`. Errors are flat objects: \`type\`, \`code\`, \`message\` and, where one field is to blame, its JSONPath in \`param\`.`;

/** How the OpenAPI document of a version begins. */
export function documentOf(wire: Wire): VersionDocument {
  const { version, carts, delegatedPayment } = wire;
  return {
    name: version,
    title: "Agentic Commerce Protocol",
    description: introduction,
    headers: [
      {
        name: "API-Version",
        required: true,
        description: "The ACP version that this document describes.",
        schema: { type: "string", enum: [version], default: version },
      },
      {
        name: "Idempotency-Key",
        required: wire.requiresIdempotencyKey,
        description:
          "A new one (a UUID, say) for each new request, and the same one for each retry of it: a retry gets the first answer again. On this page the example value stands for a new one at every press.",
        schema: { type: "string", minLength: 1, maxLength: 255 },
        example: exampleIdempotencyKey,
        onChangesOnly: true,
      },
    ],
    tags: [
      { name: "Checkout sessions", description: "From the first item to the paid order." },
      { name: "Carts", description: "Things put together before anybody pays." },
      { name: "Delegated payment", description: "The sandbox's stand-in for an agent's payment service." },
    ],
    schemas: {
      [components.create]: wire.create.schema,
      [components.update]: wire.update.schema,
      [components.complete]: wire.complete.schema,
      [components.cancel]: wire.cancel.schema,
      [components.session]: wire.session.schema,
      [components.error]: wire.error.schema,
      ...(carts && {
        [components.cartCreate]: carts.create.schema,
        [components.cartUpdate]: carts.update.schema,
        [components.cart]: carts.cart.schema,
      }),
      [components.delegate]: delegatedPayment.delegate.schema,
      [components.delegatedPayment]: delegatedPayment.answer.schema,
      [components.delegatedPaymentError]: delegatedPayment.error.schema,
    },
  };
}
