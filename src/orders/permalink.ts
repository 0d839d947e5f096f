import type { Shop } from "../shop.ts";
import type { Order } from "./order.ts";

/** The address of the order's page: whoever has it may see the order. */
export function permalinkOf(order: Pick<Order, "permalinkToken">, shop: Pick<Shop, "publicBaseUrl">): string {
  return `${shop.publicBaseUrl}/orders/${order.permalinkToken}`;
}
