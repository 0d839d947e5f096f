import type { OrderService } from "../../../orders/order-service.ts";
import type { GoodsOutForeseen } from "../../../orders/order-service-result.ts";
import { explainRefusal, type OrderChange } from "../../../orders/refusal.ts";
import type { Shop } from "../../../shop.ts";
import { askToCancel, askToSend, askToTakeBack, askWhetherArrived } from "./confirm-questions.ts";
import type { ConfirmQuestion } from "./confirm-view.ts";
import { moneyIn, textIn, unitsIn } from "./form-fields.ts";
import type { OrderAction } from "./order-action.ts";

/** What is done with the goods of an order: sent, arrived, canceled, taken back. */
export function goodsActions(orderService: OrderService, shop: Shop): readonly OrderAction[] {
  async function ask(
    foreseen: Promise<OrderChange<GoodsOutForeseen>>,
    question: (found: GoodsOutForeseen) => ConfirmQuestion,
  ) {
    const found = await foreseen;
    return found.ok ? question(found.value) : explainRefusal(found.refusal, shop.currency);
  }

  const cancel: OrderAction = {
    name: "cancel",
    work: (order, form, inSameTransaction) =>
      orderService.cancel(
        order.id,
        { lineItems: unitsIn(form), money: moneyIn(form), description: textIn(form, "description") },
        "dashboard",
        inSameTransaction,
      ),
    ask: (order, form) =>
      ask(orderService.foreseeCancel(order.id, { lineItems: unitsIn(form), money: moneyIn(form) }), (found) =>
        askToCancel(order, found),
      ),
  };
  const takeBack: OrderAction = {
    name: "return",
    work: (order, form, inSameTransaction) =>
      orderService.takeBack(
        order.id,
        {
          lineItems: unitsIn(form),
          money: moneyIn(form),
          restock: form.has("restock"),
          description: textIn(form, "description"),
        },
        "dashboard",
        inSameTransaction,
      ),
    ask: (order, form) =>
      ask(orderService.foreseeReturn(order.id, { lineItems: unitsIn(form), money: moneyIn(form) }), (found) =>
        askToTakeBack(order, found, form.has("restock")),
      ),
  };
  return [...deliveryActions(orderService), cancel, takeBack];
}

function deliveryActions(orderService: OrderService): readonly OrderAction[] {
  const ship: OrderAction = {
    name: "ship",
    work: (order, form, inSameTransaction) =>
      orderService.ship(
        order.id,
        {
          lineItems: unitsIn(form),
          carrier: textIn(form, "carrier"),
          trackingNumber: textIn(form, "tracking_number"),
        },
        "dashboard",
        inSameTransaction,
      ),
    ask(order, form) {
      const units = unitsIn(form);
      return units.length === 0
        ? "Say how many of which item are sent."
        : askToSend(order, units, [textIn(form, "carrier"), textIn(form, "tracking_number")]);
    },
  };
  const deliver: OrderAction = {
    name: "deliver",
    work: (order, _, inSameTransaction) => orderService.deliver(order.id, {}, "dashboard", inSameTransaction),
    ask: () => askWhetherArrived,
  };
  return [ship, deliver];
}
