import type { Order } from "../orders/order.ts";
import type { Shop } from "../shop.ts";
import type { CheckoutSession } from "./session.ts";

/** Everything an answer about a session can show, richer than any ACP version. Each version's Wire picks its part. */
export interface CheckoutView {
  readonly session: CheckoutSession;
  /** Present once the session is completed. */
  readonly order?: Order | undefined;
  readonly shop: Shop;
}
