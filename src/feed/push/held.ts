import type { AcpProduct } from "../acp-product.ts";
import type { SentProduct } from "./push-state.ts";

/** A member of what may be an object. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** Whether the agent's product can no longer be had, every variant of it. */
export function isGone(found: unknown): boolean {
  return variantsOf(found).every(isUnavailable);
}

function isUnavailable(variant: unknown): boolean {
  return memberOf(memberOf(variant, "availability"), "available") === false;
}

/** What the agent offers of a product that we do not. */
export function staleVariants(found: unknown, wanted: AcpProduct): SentProduct["variants"] {
  const ids = new Set(wanted.variants.map(({ id }) => id));
  return asSent({ variants: variantsOf(found).filter((variant) => !isUnavailable(variant)) }).variants.filter(
    ({ id }) => !ids.has(id),
  );
}

/** What has to be known of an agent's product to take it out. */
export function asSent(found: unknown): Omit<SentProduct, "fingerprint"> {
  const [id, title] = ["id", "title"].map((name) => memberOf(found, name));
  const variants = variantsOf(found).flatMap((variant) => {
    const [variantId, variantTitle] = ["id", "title"].map((name) => memberOf(variant, name));
    return typeof variantId === "string" ? [{ id: variantId, title: String(variantTitle ?? variantId) }] : [];
  });
  return { productId: String(id), title: String(title ?? id), variants };
}

function variantsOf(found: unknown): readonly unknown[] {
  const variants = memberOf(found, "variants");
  return Array.isArray(variants) ? variants : [];
}

/**
 * Whether the agent holds all that we say: every member as it was sent, in lists too. It may hold more, and variants
 * and members in another order.
 */
export function holds(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found)) return false;
    return wanted.every((item, index) => {
      const id = memberOf(item, "id");
      return holds(
        id === undefined ? found[index] : found.find((other) => memberOf(other, "id") === id),
        item,
      );
    });
  }
  if (typeof wanted !== "object" || wanted === null) return Object.is(found, wanted);
  return Object.entries(wanted).every(([name, value]) => holds(memberOf(found, name), value));
}
