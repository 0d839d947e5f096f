import type { OrderService } from "../../../orders/order-service.ts";
import type { GoodsOutForeseen } from "../../../orders/order-service-result.ts";
import type { OrderGoodsOut } from "../../../orders/order-work.ts";
import { explainRefusal } from "../../../orders/refusal.ts";
import type { Shop } from "../../../shop.ts";
import { askToCancel, askToSend, askToTakeBack, askWhetherArrived } from "./confirm-questions.ts";
import type { ConfirmQuestion } from "./confirm-view.ts";
import { moneyIn, textIn, unitsIn } from "./form-fields.ts";
import type { OrderAction } from "./order-action.ts";

/** What is done with the goods of an order: sent, arrived, canceled, taken back. */
export function goodsActions(
  orderService: Pick<OrderService, "foresee">,
  shop: Shop,
): readonly OrderAction[] {
  async function ask(
    id: Parameters<OrderService["foresee"]>[0],
    work: OrderGoodsOut,
    question: (found: GoodsOutForeseen) => ConfirmQuestion,
  ) {
    const found = await orderService.foresee(id, work);
    return found.ok ? question(found.value) : explainRefusal(found.refusal, shop.currency);
  }

  return [
    ...deliveryActions,
    {
      name: "cancel",
      work: (_, form) => cancellation(form),
      ask: (order, form) => ask(order.id, cancellation(form), (found) => askToCancel(order, found)),
    },
    {
      name: "return",
      work: (_, form) => takingBack(form),
      ask: (order, form) =>
        ask(order.id, takingBack(form), (found) => askToTakeBack(order, found, form.has("restock"))),
    },
  ];
}

function cancellation(form: URLSearchParams): OrderGoodsOut {
  return {
    kind: "cancel",
    lineItems: unitsIn(form),
    money: moneyIn(form),
    description: textIn(form, "description"),
  };
}

function takingBack(form: URLSearchParams): OrderGoodsOut {
  return { ...cancellation(form), kind: "return", restock: form.has("restock") };
}

/** Sends the units that a form names. */
export const shipAction = {
  name: "ship",
  work: (_, form) => ({
    kind: "ship",
    lineItems: unitsIn(form),
    carrier: textIn(form, "carrier"),
    trackingNumber: textIn(form, "tracking_number"),
  }),
  ask(order, form) {
    const units = unitsIn(form);
    return units.length === 0
      ? "Say how many of which item are sent."
      : askToSend(order, units, [textIn(form, "carrier"), textIn(form, "tracking_number")]);
  },
} as const satisfies OrderAction;

const deliveryActions: readonly OrderAction[] = [
  shipAction,
  { name: "deliver", work: () => ({ kind: "deliver" }), ask: () => askWhetherArrived },
];
