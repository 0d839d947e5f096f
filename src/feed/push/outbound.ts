import type { AcpProduct, AcpVariant } from "../acp-product.ts";
import type { SentProduct } from "./push-state.ts";

/** A product as it is to be sent, and what is remembered of it once it was. */
export interface Outbound {
  readonly product: AcpProduct;
  /** What it takes on the wire. */
  readonly bytes: number;
  /** Absent for a product that is gone: then it is forgotten. */
  readonly sent?: SentProduct | undefined;
}

/**
 * A product as it is, ready to be sent.
 *
 * @param gone variants that the agent holds and that are no longer there.
 */
export function outboundOf(product: AcpProduct, gone: SentProduct["variants"]): Outbound {
  const text = JSON.stringify(product);
  const sent: SentProduct = {
    productId: product.id,
    fingerprint: new Bun.CryptoHasher("sha256").update(text).digest("hex"),
    title: product.title,
    variants: product.variants.map(({ id, title }) => ({ id, title })),
  };
  if (gone.length === 0) return { product, bytes: Buffer.byteLength(text), sent };
  const whole = { ...product, variants: [...product.variants, ...gone.map(goneVariant)] };
  return { product: whole, bytes: Buffer.byteLength(JSON.stringify(whole)), sent };
}

/** The API knows no way to take a product out but to say that none of it can be had. */
export function goneProduct({ productId, title, variants }: Omit<SentProduct, "fingerprint">): Outbound {
  const product: AcpProduct = { id: productId, title, variants: variants.map(goneVariant) };
  return { product, bytes: Buffer.byteLength(JSON.stringify(product)) };
}

function goneVariant({ id, title }: SentProduct["variants"][number]): AcpVariant {
  return { id, title, availability: { available: false, status: "discontinued" } };
}
