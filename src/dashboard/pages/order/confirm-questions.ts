import { formatForPeople } from "../../../money.ts";
import type { LineItemReference, Order } from "../../../orders/order.ts";
import type { GoodsOutForeseen } from "../../../orders/order-service-result.ts";
import type { ConfirmQuestion } from "./confirm-question.ts";

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

/**
 * @param amount to go back.
 * @param units what it is for, which leaves the order; none where it is for an amount alone.
 */
export function askToRefund(
  order: Order,
  amount: GoodsOutForeseen["amount"],
  units: readonly LineItemReference[],
  isRestocked: boolean,
): ConfirmQuestion {
  const words = formatForPeople(amount, order.currency);
  const goods =
    units.length === 0
      ? "The goods stay in the order."
      : `${unitsInWords(order, units)} ${isRestocked ? "leave the order and go back on sale." : "leave the order, and do not go back on sale."}`;
  return {
    effects: [`${words} go back to the buyer, the way they were paid.`, goods, told],
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
    effects: [
      `Notes that ${unitsInWords(order, units)} left${by === "" ? "" : ` by ${by}`}. Money that was only authorised is taken.`,
      told,
    ],
    button: "Ship now",
  };
}

/** @param by where the goods are and what unlocks them, as far as each is said. */
export function askToHandOver(goods: string, by: readonly (string | undefined)[]): ConfirmQuestion {
  const said = by.filter((word) => word !== undefined).join(", ");
  return {
    effects: [`Gives the buyer ${goods}: ${said}. Money that was only authorised is taken.`, told],
    button: "Hand over now",
  };
}

export const askWhetherArrived: ConfirmQuestion = {
  effects: ["Notes that everything sent, or ready to be picked up, is with the buyer.", told],
  button: "It has arrived",
};

/** @param units that the buyer can fetch. */
export function askWhetherReady(order: Order, units: readonly LineItemReference[]): ConfirmQuestion {
  return {
    effects: [`Tells the buyer that ${unitsInWords(order, units)} can be picked up.`, told],
    button: "It is ready",
  };
}

/** @param step what happened to the parcel, in words. */
export function askToNoteStep(parcel: string, step: string): ConfirmQuestion {
  return { effects: [`Notes of ${parcel}: ${step}.`, told], button: "Note it" };
}

/** @param what was agreed on, in words. */
export function askToNote(what: string): ConfirmQuestion {
  return { effects: [`Notes on the order: ${what}. No money moves by it.`, told], button: "Note it" };
}

export const askToCapture: ConfirmQuestion = {
  effects: [
    "Takes the money that was authorised, with nothing sent yet. It can be given back by a refund alone.",
  ],
  button: "Take the money",
};
