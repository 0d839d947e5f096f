import type { OrderService } from "../../../orders/order-service.ts";
import type { OrderAction } from "./order-action.ts";

/** Keeping an order back to look at it, and letting it go on. */
export function reviewActions(orderService: OrderService): readonly OrderAction[] {
  return [
    {
      name: "hold",
      work: (order, _, inSameTransaction) =>
        orderService.holdForReview(order.id, "dashboard", inSameTransaction),
    },
    {
      name: "confirm",
      work: (order, _, inSameTransaction) => orderService.confirm(order.id, "dashboard", inSameTransaction),
    },
  ];
}
