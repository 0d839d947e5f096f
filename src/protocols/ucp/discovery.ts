import { SECOND } from "../../clock.ts";
import type { Shop } from "../../shop.ts";
import { NOTICE } from "../../signing/rotation.ts";
import type { DiscoveryDocument, UcpTerms } from "../protocol.ts";
import type { Capability, Release } from "./words/capabilities.ts";
import { declareHandlers, offeredHandlers, type PaymentTermsOfUcp } from "./words/payment-handlers.ts";

/** Where the operations of UCP are, after the shop's own address. */
export const root = "/ucp";

const wellKnown = "/.well-known/ucp";

/** How long the profile may be taken for current, keys and all; the protocol asks for a minute at least. */
const CACHE_SECONDS = NOTICE / SECOND;

/**
 * `/.well-known/ucp`: what anybody may know of the shop before talking to it, in the newest version; and a profile of its
 * own for each older one, to which that one points.
 *
 * @param releases oldest first.
 */
export function ucpDiscovery(
  shop: Shop,
  releases: readonly Release[],
  terms: PaymentTermsOfUcp & Pick<UcpTerms, "publishedKeys">,
): readonly DiscoveryDocument[] {
  const older = releases.slice(0, -1);
  const supported = Object.fromEntries(
    older.map(({ version }) => [version, `${shop.publicBaseUrl}${wellKnown}/${version}`]),
  );
  const profiles = [
    ...releases.slice(-1).map((newest) => ({
      path: wellKnown,
      profile: profileOf(shop, newest, terms, older.length > 0 ? supported : undefined),
    })),
    ...older.map((release) => ({
      path: `${wellKnown}/${release.version}`,
      profile: profileOf(shop, release, terms),
    })),
  ];
  return profiles.map(({ path, profile }) => ({
    path,
    async body() {
      const keys = await terms.publishedKeys();
      // The same by the name of either version: all signatures name the profile at one address, whatever they are read by.
      return { ...profile, keys, signing_keys: keys };
    },
    cacheSeconds: CACHE_SECONDS,
  }));
}

/** The header by which the shop says who it is when it is the one who calls. */
export function ucpAgentHeader({ publicBaseUrl }: Pick<Shop, "publicBaseUrl">): {
  readonly "ucp-agent": string;
} {
  return { "ucp-agent": `profile="${publicBaseUrl}${wellKnown}"` };
}

/** The shop's profile in a version: only what is served stands in it. */
function profileOf(
  { publicBaseUrl }: Pick<Shop, "publicBaseUrl">,
  { version, capabilities }: Release,
  terms: PaymentTermsOfUcp,
  supported?: Readonly<Record<string, string>>,
) {
  const official = `https://ucp.dev/${version}`;
  return {
    ucp: {
      version,
      supported_versions: supported,
      services: {
        "dev.ucp.shopping": [
          {
            version,
            spec: `${official}/specification/overview`,
            transport: "rest",
            endpoint: `${publicBaseUrl}${root}`,
            schema: `${official}/services/shopping/rest.openapi.json`,
          },
          {
            version,
            spec: `${official}/specification/overview`,
            transport: "mcp",
            endpoint: `${publicBaseUrl}${root}/mcp`,
            schema: `${official}/services/shopping/mcp.openrpc.json`,
          },
        ],
      },
      capabilities: Object.fromEntries(
        capabilities.map((capability) => [capability.name, [entryOf(capability, version, official)]]),
      ),
      payment_handlers: declareHandlers(offeredHandlers(terms), version),
    },
  };
}

function entryOf({ name, spec, extends: parents }: Capability, version: string, official: string) {
  return {
    version,
    spec: `${official}/${spec}`,
    schema: `${official}/schemas/shopping/${name.split(".").slice(3).join("_")}.json`,
    extends: parents?.length === 1 ? parents[0] : parents,
  };
}
