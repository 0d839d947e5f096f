import type { DocumentDecoration } from "elysia";
import type { Wire } from "../../protocols/acp/wire.ts";
import {
  componentNames,
  everywhere,
  idempotencyKeyParameter,
  onPost,
  refusals,
  schemaRef,
  versionParameter,
} from "./session-operations.ts";

/** What the OpenAPI document of a version says of delegated payment, beside its request body. */
export function documentDelegatedPayment(wire: Wire): DocumentDecoration {
  return {
    tags: ["Delegated payment"],
    operationId: "delegatePayment",
    summary: "Make a token of a card (sandbox)",
    description:
      "Stands in for the payment service that an agent asks for a token before it completes a session. Only while no real provider is configured: never send a real card here. The token pays once, for the session, merchant, currency and amount of its allowance.",
    parameters: [versionParameter(wire), idempotencyKeyParameter(wire)],
    responses: {
      201: {
        description: "The token, to be sent when the session is completed.",
        content: { "application/json": { schema: schemaRef(componentNames.delegatedPayment) } },
      },
      ...refusals(wire.delegatedPayment, [...everywhere, ...onPost], componentNames.delegatedPaymentError),
    },
  };
}
