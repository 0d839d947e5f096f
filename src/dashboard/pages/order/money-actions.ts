import { asId, type RefundId } from "../../../ids.ts";
import type { OrderService } from "../../../orders/order-service.ts";
import { explainRefusal } from "../../../orders/refusal.ts";
import type { Shop } from "../../../shop.ts";
import { askToCapture, askToRefund } from "./confirm-questions.ts";
import { amountIn, textIn } from "./form-fields.ts";
import type { OrderAction } from "./order-action.ts";

/** What is done with the money of an order: given back, or taken where it was only authorised. */
export function moneyActions(
  orderService: Pick<OrderService, "refundable">,
  shop: Shop,
): readonly OrderAction[] {
  const refund: OrderAction = {
    name: "refund",
    work(order, form) {
      const amount = amountIn(form, order);
      if (typeof amount === "string") return amount;
      return {
        kind: "refund",
        // Sent again it is the same refund, by its id, and is taken to its end.
        id: asId<RefundId>(`ref_${form.get("form_key")}`),
        of: { kind: "amount", amount },
        restock: false,
        reason: textIn(form, "description"),
      };
    },
    async ask(order, form) {
      const amount = amountIn(form, order);
      if (typeof amount === "string") return amount;
      const left = await orderService.refundable(order.id);
      // Once confirmed it may be the same refund, sent again: then the rest is no measure of it.
      if (amount <= left || form.has("confirmed")) return askToRefund(order, amount);
      return explainRefusal(
        left === 0 ? { kind: "nothing_left" } : { kind: "more_than_left", left },
        shop.currency,
      );
    },
  };
  const capture: OrderAction = {
    name: "capture",
    work: () => ({ kind: "capture" }),
    ask: () => askToCapture,
  };
  return [refund, capture];
}
