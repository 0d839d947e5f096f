import type { DiscoveryDocument, UcpTerms } from "../protocol.ts";
import type { Release } from "./words/capabilities.ts";

/** How long it may be taken for current: as long as the profile reader takes any for current that says nothing. */
const CACHE_SECONDS = 60;

/**
 * Where an imaginary platform has its profile in a version, which a merchant calls as from the documentation. The shop
 * serves it itself, in the sandbox alone.
 */
export function examplePlatformAddress({ publicBaseUrl }: Pick<UcpTerms, "publicBaseUrl">, version: string) {
  return `${publicBaseUrl}${pathOf(version)}`;
}

/** The profiles of that platform, which can do all that the shop can. */
export function examplePlatform(releases: readonly Release[]): readonly DiscoveryDocument[] {
  return releases.map(({ version, capabilities }) => ({
    path: pathOf(version),
    cacheSeconds: CACHE_SECONDS,
    body: () => ({
      ucp: {
        version,
        services: {},
        capabilities: Object.fromEntries(capabilities.map(({ name }) => [name, [{ version }]])),
        payment_handlers: {},
      },
    }),
  }));
}

function pathOf(version: string): string {
  return `/.well-known/ucp/example-platform/${version}`;
}
