import { formatForPeople } from "../../../money.ts";
import type { LineItemReference, Order } from "../../../orders/order.ts";
import type { GoodsOutForeseen } from "../../../orders/order-service-result.ts";
import type { ConfirmQuestion } from "./confirm-view.ts";

/** "2 × Canvas tote, 1 × Beanie". */
function unitsInWords({ lineItems }: Order, units: readonly LineItemReference[]): string {
  const titleOf = (id: string) => lineItems.find((line) => line.id === id)?.title ?? id;
  return units.map(({ id, quantity }) => `${quantity} × ${titleOf(id)}`).join(", ");
}

const told = "The buyer and the agent are told. This cannot be undone.";

/** @param foreseen what it would take out and give back. */
export function askToCancel(order: Order, { units, amount }: GoodsOutForeseen): ConfirmQuestion {
  const money = moneyInWords(order, amount);
  return {
    title: "Cancel?",
    effects: [`Cancels ${unitsInWords(order, units)}, which go back on sale.`, money, told],
    button: amount === 0 ? "Cancel now" : `Cancel and give back ${formatForPeople(amount, order.currency)}`,
  };
}

/** @param isRestocked whether the goods go back on sale. */
export function askToTakeBack(
  order: Order,
  { units, amount }: GoodsOutForeseen,
  isRestocked: boolean,
): ConfirmQuestion {
  const sale = isRestocked ? "They go back on sale." : "They do not go back on sale.";
  return {
    title: "Take back?",
    effects: [`Takes back ${unitsInWords(order, units)}. ${sale}`, moneyInWords(order, amount), told],
    button:
      amount === 0 ? "Take back now" : `Take back and give back ${formatForPeople(amount, order.currency)}`,
  };
}

function moneyInWords({ currency }: Order, amount: GoodsOutForeseen["amount"]): string {
  return amount === 0
    ? "No money goes back."
    : `${formatForPeople(amount, currency)} go back to the buyer, the way they were paid.`;
}

/** @param amount to go back. */
export function askToRefund({ currency }: Order, amount: GoodsOutForeseen["amount"]): ConfirmQuestion {
  const words = formatForPeople(amount, currency);
  return {
    title: "Refund?",
    effects: [`${words} go back to the buyer, the way they were paid. The goods stay in the order.`, told],
    button: `Give back ${words}`,
  };
}

/** @param units to be sent; none means every unit there is. */
export function askToSend(
  order: Order,
  units: readonly LineItemReference[],
  how: readonly (string | undefined)[],
): ConfirmQuestion {
  const by = how.filter((word) => word !== undefined).join(" ");
  return {
    title: "Send?",
    effects: [
      `Notes that ${unitsInWords(order, units)} left${by === "" ? "" : ` by ${by}`}. Money that was only authorised is taken.`,
      told,
    ],
    button: "Send now",
  };
}

export const askWhetherArrived: ConfirmQuestion = {
  title: "Has it arrived?",
  effects: ["Notes that everything sent, or ready to be picked up, is with the buyer.", told],
  button: "It has arrived",
};

export const askToCapture: ConfirmQuestion = {
  title: "Take the money?",
  effects: [
    "Takes the money that was authorised, with nothing sent yet. It can be given back by a refund alone.",
  ],
  button: "Take the money",
};
