import type { Shop } from "../../shop.ts";
import type { DiscoveryDocument, ProtocolVersion, UcpTerms } from "../protocol.ts";
import { served } from "./words/capabilities.ts";
import { paymentHandlers } from "./words/payment.ts";

/** Where the operations of UCP are, after the shop's own address. */
export const root = "/ucp";

/** How long the profile may be taken for current; the protocol asks for a minute at least. */
const CACHE_SECONDS = 3_600;

/** `/.well-known/ucp`: what anybody may know of the shop before talking to it. */
export function ucpDiscovery(
  shop: Shop,
  versions: readonly ProtocolVersion[],
  terms: Pick<UcpTerms, "isSandbox">,
): readonly DiscoveryDocument[] {
  const version = versions.at(-1)?.version ?? "";
  return [{ path: "/.well-known/ucp", body: profileOf(shop, version, terms), cacheSeconds: CACHE_SECONDS }];
}

/** The shop's profile in a version: only what is served stands in it. */
export function profileOf(
  { publicBaseUrl }: Pick<Shop, "publicBaseUrl">,
  version: string,
  terms: Pick<UcpTerms, "isSandbox">,
) {
  const official = `https://ucp.dev/${version}`;
  return {
    ucp: {
      version,
      services: {
        "dev.ucp.shopping": [
          {
            version,
            spec: `${official}/specification/overview`,
            transport: "rest",
            endpoint: `${publicBaseUrl}${root}`,
            schema: `${official}/services/shopping/rest.openapi.json`,
          },
        ],
      },
      capabilities: Object.fromEntries(
        served.map(({ name, extends: parents }) => {
          const parts = name.split(".").slice(3);
          return [
            name,
            [
              {
                version,
                spec: `${official}/specification/${parts.join("/")}`,
                schema: `${official}/schemas/shopping/${parts.join("_")}.json`,
                extends: parents?.length === 1 ? parents[0] : parents,
              },
            ],
          ];
        }),
      ),
      payment_handlers: paymentHandlers(version, terms),
    },
  };
}
