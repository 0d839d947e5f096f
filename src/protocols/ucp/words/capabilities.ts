/** What a shop can do, by UCP's name. */
export interface Capability {
  readonly name: string;
  /** What an extension extends. */
  readonly extends?: readonly string[] | undefined;
  /** Where a version's prose of it is, after the version's own address. */
  readonly spec: string;
}

/** A version of UCP with everything that is served in it: what is not here is not there. */
export interface Release {
  /** `YYYY-MM-DD`. */
  readonly version: string;
  readonly capabilities: readonly Capability[];
}

export const checkout = "dev.ucp.shopping.checkout";
export const cart = "dev.ucp.shopping.cart";
export const catalogSearch = "dev.ucp.shopping.catalog.search";
export const catalogLookup = "dev.ucp.shopping.catalog.lookup";
export const order = "dev.ucp.shopping.order";
export const fulfillment = "dev.ucp.shopping.fulfillment";
export const discount = "dev.ucp.shopping.discount";
export const buyerConsent = "dev.ucp.shopping.buyer_consent";

/** The versions of capabilities that somebody says it speaks, by name. */
export type OfferedCapabilities = ReadonlyMap<string, readonly string[]>;

/**
 * What shop and caller both speak in a version: what both name, without extensions of what neither of them is left with
 * (UCP 2026-04-08, overview, "Intersection Algorithm"). The shop's capabilities are all of the protocol's own version, so
 * that the highest common one is that, or none.
 */
export function agreedCapabilities(
  offered: OfferedCapabilities,
  { version, capabilities }: Release,
): readonly string[] {
  let agreed = capabilities.filter(({ name }) => offered.get(name)?.includes(version));
  for (;;) {
    const names = new Set(agreed.map(({ name }) => name));
    const kept = agreed.filter(
      ({ extends: parents }) => !parents || parents.some((parent) => names.has(parent)),
    );
    if (kept.length === agreed.length) return kept.map(({ name }) => name);
    agreed = kept;
  }
}

/** Of capabilities agreed on, those that an answer about `root` speaks of: itself, and what extends it. */
export function relevantTo(
  root: string,
  { capabilities }: Release,
  agreed: readonly string[],
): readonly string[] {
  return capabilities
    .filter(({ name, extends: parents }) => name === root || parents?.includes(root))
    .map(({ name }) => name)
    .filter((name) => agreed.includes(name));
}
