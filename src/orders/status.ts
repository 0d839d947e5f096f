import type { Fulfillment, Order, OrderStatus } from "./order.ts";

/**
 * Which status may follow which. What is not listed cannot happen: nothing brings a canceled order back, and a completed
 * one stays completed whatever is returned or refunded later.
 */
export const transitions: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  created: ["confirmed", "manual_review", "processing", "shipped", "completed", "canceled"],
  confirmed: ["manual_review", "processing", "shipped", "completed", "canceled"],
  manual_review: ["confirmed", "canceled"],
  processing: ["shipped", "completed", "canceled"],
  // Back to processing when a parcel could not be delivered and its goods wait once more.
  shipped: ["processing", "completed"],
  completed: [],
  canceled: [],
};

/** The statuses of orders of which something is still to be done. In a database, an index holds them and no others. */
export const openOrderStatuses = [
  "created",
  "confirmed",
  "manual_review",
  "processing",
] as const satisfies readonly OrderStatus[];

/** A status of an order of which something is still to be done. */
export type OpenOrderStatus = (typeof openOrderStatuses)[number];

/**
 * Where an order stands after a change of its lines and parcels (ACP 2026-04-17 `Order.status`): `completed` once the
 * buyer has everything that is still wanted, `shipped` once all of it has left, `processing` once any of it is dealt
 * with, `canceled` when nothing was ever delivered and nothing is wanted any more.
 */
export function orderStatusAfter(order: Order): OrderStatus {
  const reached = reachedBy(order);
  return transitions[order.status].includes(reached) ? reached : order.status;
}

function reachedBy({ status, lineItems, fulfillments }: Order): OrderStatus {
  const wanted = lineItems.filter(({ quantity }) => quantity.current > 0);
  if (wanted.length === 0) return fulfillments.some(hasLeft) ? "completed" : "canceled";
  const isUnderWay = fulfillments.some((fulfillment) => isOnItsWay(fulfillment.status));
  if (wanted.every(({ quantity }) => quantity.fulfilled === quantity.current))
    return isUnderWay ? "shipped" : "completed";
  const isBegun = fulfillments.some((each) => each.status !== "pending" && each.status !== "canceled");
  return isBegun ? "processing" : status;
}

/** Whether goods were handed over and did not fail to arrive. */
function hasLeft({ status }: Fulfillment): boolean {
  return isOnItsWay(status) || status === "delivered";
}

/** Whether a parcel has left and has not arrived. */
export function isOnItsWay(status: Fulfillment["status"]): boolean {
  return status === "shipped" || status === "in_transit" || status === "out_for_delivery";
}
