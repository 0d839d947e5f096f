/** What a shop can do, by UCP's names; extensions name what they extend. */
export interface Capability {
  readonly name: string;
  readonly extends?: readonly string[] | undefined;
}

export const checkout = "dev.ucp.shopping.checkout";
export const cart = "dev.ucp.shopping.cart";
export const catalogSearch = "dev.ucp.shopping.catalog.search";
export const catalogLookup = "dev.ucp.shopping.catalog.lookup";
export const fulfillment = "dev.ucp.shopping.fulfillment";
export const discount = "dev.ucp.shopping.discount";

/** Everything that is served, in one version of UCP as in another. The only list: what is not here is not there. */
export const served: readonly Capability[] = [
  { name: checkout },
  { name: cart },
  { name: catalogSearch },
  { name: catalogLookup },
  { name: fulfillment, extends: [checkout] },
  { name: discount, extends: [checkout] },
];

/** The versions of capabilities that somebody says it speaks, by name. */
export type OfferedCapabilities = ReadonlyMap<string, readonly string[]>;

/**
 * What shop and caller both speak in a version: what both name, without extensions of what neither of them is left with
 * (UCP 2026-04-08, overview, "Intersection Algorithm"). The shop's capabilities are all of the protocol's own version, so
 * that the highest common one is that, or none.
 */
export function agreedCapabilities(
  offered: OfferedCapabilities,
  version: string,
  ours: readonly Capability[] = served,
): readonly string[] {
  let agreed = ours.filter(({ name }) => offered.get(name)?.includes(version));
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
export function relevantTo(root: string, agreed: readonly string[]): readonly string[] {
  return served
    .filter(({ name, extends: parents }) => name === root || parents?.includes(root))
    .map(({ name }) => name)
    .filter((name) => agreed.includes(name));
}
