import type { Actor } from "../audit/audit.ts";
import type { Answer } from "../idempotency/answer.ts";
import { changeOrder, type MerchantContext } from "../operations/orders.ts";
import type { Order } from "../orders/order.ts";
import type { ParcelWork } from "../orders/order-work.ts";
import { explainRefusal } from "../orders/refusal.ts";
import { type Problem, ProblemError } from "../problem.ts";
import { merchant } from "./merchant.ts";
import type { AdminServices } from "./services.ts";

/** An order of several that are shipped at once, and its parcel. */
export interface OrderToShip {
  readonly order: Order;
  readonly parcel: ParcelWork;
}

/** By whom, and under which key: the same one ships each order once. */
export interface ShippedBy {
  readonly actor: Actor;
  /** 32 hexadecimal digits. */
  readonly key: string | undefined;
}

/**
 * Ships several orders, each by itself: what is refused of one keeps no other. Gives for each, in their order, why
 * nothing was done; `undefined` where it was shipped.
 */
export async function shipOrders(
  services: Pick<AdminServices, "perform" | "orderService" | "shop">,
  orders: readonly OrderToShip[],
  { actor, key }: ShippedBy,
): Promise<readonly (string | undefined)[]> {
  const context: MerchantContext = { orderService: services.orderService, actor };
  const reasons: (string | undefined)[] = [];
  for (const { order, parcel } of orders) {
    const { status, body } = await services.perform({
      operation: changeOrder,
      input: { orderId: order.id, work: parcel },
      context,
      caller: merchant,
      key,
      body: parcel,
      encode: (change) =>
        change.ok ? shipped : notShipped(explainRefusal(change.refusal, services.shop.currency)),
      refuse: askedBefore,
    });
    reasons.push(status === shipped.status ? undefined : body);
  }
  return reasons;
}

/** What is kept under the key of one order. */
const shipped: Answer = { status: 200, body: "" };

/** May be tried again. */
function notShipped(reason: string): Answer {
  return { status: 409, body: reason, passing: true };
}

/** @throws ProblemError for any problem but that the same key is at work. */
function askedBefore(problem: Problem): Answer {
  if (problem.kind !== "idempotency_conflict" && problem.kind !== "idempotency_in_flight")
    throw new ProblemError(problem);
  return notShipped("It is being shipped already. Look at the order for what came of it.");
}
