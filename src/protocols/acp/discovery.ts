import { type Static, Type } from "@sinclair/typebox";
import type { Shop } from "../../shop.ts";
import type { DiscoveryDocument } from "../protocol.ts";
import { newestWire, servedVersions } from "./versions.ts";
import { closed, enumeration, Url } from "./words/fields.ts";

const Version = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });

/** `/.well-known/acp.json` (2026-04-17, DiscoveryResponse). */
export const Discovery = closed({
  protocol: closed({
    name: Type.Literal("acp"),
    version: Version,
    supported_versions: Type.Array(Version, { uniqueItems: true, description: "Oldest first." }),
    documentation_url: Url,
  }),
  api_base_url: Url,
  transports: Type.Array(enumeration(["rest", "mcp"]), { uniqueItems: true }),
  capabilities: closed({
    services: Type.Array(enumeration(["checkout", "orders", "delegate_payment", "carts"]), {
      uniqueItems: true,
    }),
    extensions: Type.Array(closed({ name: Type.String() })),
    intervention_types: Type.Array(enumeration(["3ds", "biometric", "address_verification"]), {
      uniqueItems: true,
    }),
    supported_currencies: Type.Array(Type.String({ pattern: "^[a-z]{3}$" }), { uniqueItems: true }),
    supported_locales: Type.Array(Type.String()),
  }),
});

/**
 * What anyone may know of the shop before talking to it: released versions oldest first, where the API is, what it
 * does. No merchant ids: they are for agents that have a key, in a session.
 */
function discoveryOf(shop: Shop): Static<typeof Discovery> {
  return {
    protocol: {
      name: "acp",
      version: newestWire.version,
      supported_versions: [...servedVersions()],
      documentation_url: `${shop.publicBaseUrl}/docs`,
    },
    api_base_url: shop.publicBaseUrl,
    transports: ["rest", "mcp"],
    capabilities: {
      services: ["checkout", "orders", "carts"],
      extensions: [{ name: "discount" }],
      intervention_types: shop.payment.acquirer ? ["3ds"] : [],
      supported_currencies: [shop.currency],
      supported_locales: ["en-US"],
    },
  };
}

/** Where anybody finds it: at the root of the origin (RFC 8615), for an hour. */
export function acpDiscovery(shop: Shop): readonly DiscoveryDocument[] {
  const discovery = discoveryOf(shop);
  return [{ path: "/.well-known/acp.json", body: () => discovery, cacheSeconds: 3600 }];
}
