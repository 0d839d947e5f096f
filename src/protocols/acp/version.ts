import type { Binding } from "../binding.ts";
import type { ProtocolVersion } from "../protocol.ts";
import { cartBindings } from "./cart-bindings.ts";
import { delegatedPaymentBinding } from "./delegated-payment-binding.ts";
import { documentOf } from "./document.ts";
import { sessionBindings } from "./session-bindings.ts";
import type { Wire } from "./wire.ts";

/** One ACP version as every transport sees it, made from its words. */
export function acpVersion(wire: Wire): ProtocolVersion {
  const delegatedPayment = delegatedPaymentBinding(wire);
  return {
    protocol: "acp",
    version: wire.version,
    bindings: [...sessionBindings(wire), ...cartsOf(wire), delegatedPayment],
    idempotencyKey: { in: "header", required: wire.requiresIdempotencyKey },
    encodeProblem: (problem, operation) =>
      operation === delegatedPayment.operation
        ? wire.delegatedPayment.error.encode(problem)
        : wire.error.encode(problem),
    orderEvent: wire.orderEvent.encode,
    document: documentOf(wire),
    // Over MCP a decline is always a session with its message.
    tools: sessionBindings({ ...wire, declineAnswer: "session" }),
  };
}

function cartsOf(wire: Wire): readonly Binding[] {
  const { carts } = wire;
  return carts ? cartBindings({ ...wire, carts }) : [];
}
