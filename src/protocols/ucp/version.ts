import type { ProtocolVersion, UcpTerms } from "../protocol.ts";
import { cartBindings } from "./cart-bindings.ts";
import { catalogBindings } from "./catalog-bindings.ts";
import { sessionBindings } from "./session-bindings.ts";
import type { UcpWire } from "./wire.ts";

/** One version of UCP as every transport sees it, made from its words. */
export function ucpVersion(wire: UcpWire, terms: UcpTerms): ProtocolVersion {
  return {
    protocol: "ucp",
    version: wire.release.version,
    bindings: [...sessionBindings(wire, terms), ...cartBindings(wire), ...catalogBindings(wire)],
    idempotencyKey: { in: "header", required: false },
    encodeProblem: wire.error,
    orderEvent: (_, order, shop) => wire.orderEvent(order, shop),
    tools: [],
  };
}
