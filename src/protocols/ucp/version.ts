import type { ProtocolVersion, UcpTerms } from "../protocol.ts";
import { cartBindings } from "./cart-bindings.ts";
import { catalogBindings } from "./catalog-bindings.ts";
import { documentOf } from "./document.ts";
import { orderBindings } from "./order-bindings.ts";
import { sessionBindings } from "./session-bindings.ts";
import type { UcpWire } from "./wire.ts";
import { order as orderCapability } from "./words/capabilities.ts";

/** One version of UCP as every transport sees it, made from its words. */
export function ucpVersion(wire: UcpWire, terms: UcpTerms): ProtocolVersion {
  const { release } = wire;
  const bindings = [
    ...sessionBindings(wire, terms),
    ...cartBindings(wire),
    ...catalogBindings(wire),
    ...orderBindings(wire),
  ];
  return {
    protocol: "ucp",
    version: release.version,
    bindings,
    idempotencyKey: { in: "header", required: false },
    encodeProblem: wire.error,
    orderEvent: (_, order, shop) => wire.order(order, shop, { release, capabilities: [orderCapability] }),
    document: documentOf(wire, terms),
    tools: bindings,
  };
}
