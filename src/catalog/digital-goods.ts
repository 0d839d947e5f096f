import type { Product } from "./product.ts";

/** What is handed out for a digital product: a file, a key, or both. */
export interface DigitalGoods {
  /** Where the file is, https or http. Buyers are led there by a signed link that expires. */
  readonly downloadUrl?: string | undefined;
  /** What unlocks it; the same for every buyer. */
  readonly licenseKey?: string | undefined;
}

/**
 * The fields that hold it: those the merchant set (see {@link Product.merchantFields}) or, where there are none, those
 * the source brings ({@link Product.attributes}). No feed shows them.
 */
export const digitalGoodsFields = { downloadUrl: "download_url", licenseKey: "license_key" } as const;

/** What is to be handed out for a product; `undefined` when nothing is, or nothing that can be. */
export function digitalGoodsOf({
  attributes = {},
  merchantFields = {},
}: Partial<Pick<Product, "attributes" | "merchantFields">>): DigitalGoods | undefined {
  const said = { ...attributes, ...merchantFields };
  const address = said[digitalGoodsFields.downloadUrl];
  const url = address ? URL.parse(address) : null;
  // Escaped as a browser would: a redirect can name nothing else.
  const downloadUrl = url && /^https?:$/.test(url.protocol) ? url.href : undefined;
  const licenseKey = said[digitalGoodsFields.licenseKey] || undefined;
  return downloadUrl === undefined && licenseKey === undefined ? undefined : { downloadUrl, licenseKey };
}

/** Whether a product is sold without being shipped and has nothing to hand out: its buyers pay, and wait. */
export function lacksDigitalGoods(
  product: Pick<Product, "attributes" | "merchantFields" | "variants">,
): boolean {
  return (
    product.variants.some((variant) => !variant.requiresShipping) && digitalGoodsOf(product) === undefined
  );
}
