import type { Order } from "../orders/order.ts";
import type { Shop } from "../shop.ts";
import type { CheckoutSession } from "./session.ts";
import type { CheckoutReads, SessionRevision } from "./stores.ts";

/** Everything an answer about a session can show, richer than any ACP version. Each version's Wire picks its part. */
export interface CheckoutView {
  readonly session: CheckoutSession;
  /** Present once the session is completed. */
  readonly order?: Order | undefined;
  readonly shop: Shop;
  /** Of the session as it is stored, where it was only looked at; absent in the job that changes it. */
  readonly revision?: SessionRevision | undefined;
}

/** A session with what belongs beside it in an answer. */
export async function viewOf(
  { orders }: Pick<CheckoutReads, "orders">,
  session: CheckoutSession,
  { shop }: Pick<CheckoutView, "shop">,
): Promise<CheckoutView> {
  const order = session.orderId && (await orders.find(session.orderId));
  return { session, order, shop };
}
