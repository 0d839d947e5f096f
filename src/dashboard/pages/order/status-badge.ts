import type { Html } from "../../../html.ts";
import type { OrderStatus } from "../../../orders/order.ts";
import { badge, type Tone } from "../../parts/page-parts.ts";

/** How an order stands, in a merchant's words. */
export const orderStatusWords: Readonly<Record<OrderStatus, string>> = {
  created: "New",
  confirmed: "Unfulfilled",
  manual_review: "On hold",
  processing: "In progress",
  shipped: "Shipped",
  completed: "Completed",
  canceled: "Canceled",
};

const tones: Readonly<Record<OrderStatus, Tone>> = {
  created: "info",
  confirmed: "warn",
  manual_review: "bad",
  processing: "info",
  shipped: "info",
  completed: "good",
  canceled: "neutral",
};

/** How an order stands, at a glance. */
export function orderStatusBadge(status: OrderStatus): Html {
  return badge(orderStatusWords[status], tones[status]);
}
