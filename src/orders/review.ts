import type { Order } from "./order.ts";
import { changed, type OrderChange, refused } from "./refusal.ts";
import { transitions } from "./status.ts";

/** Holds an order back until somebody has looked at it. Nothing of it can be sent meanwhile. */
export function holdForReview(order: Order): OrderChange {
  return moved(order, "manual_review");
}

/** Lets an order go on that was held, or takes on one that was only received. */
export function confirm(order: Order): OrderChange {
  return moved(order, "confirmed");
}

function moved(order: Order, status: "manual_review" | "confirmed"): OrderChange {
  if (order.status === status) return refused({ kind: "no_change" });
  return transitions[order.status].includes(status)
    ? changed({ ...order, status })
    : refused({ kind: "wrong_status", status: order.status });
}
