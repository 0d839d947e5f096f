import type { Shop } from "../shop.ts";
import type { Product } from "./product.ts";

/** The address of a product's own small page here. */
export function productPageOf(
  { id }: Pick<Product, "id">,
  { publicBaseUrl }: Pick<Shop, "publicBaseUrl">,
): string {
  return `${publicBaseUrl}/products/${encodeURIComponent(id.toWellFormed())}`;
}
