import type { Shop } from "../shop.ts";
import type { Cart } from "./cart.ts";

/** The address of the cart's page (`continue_url`): whoever has it may see the cart. */
export function cartPageOf(cart: Pick<Cart, "pageToken">, shop: Pick<Shop, "publicBaseUrl">): string {
  return `${shop.publicBaseUrl}/carts/${cart.pageToken}`;
}
