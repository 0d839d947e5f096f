import type { LineItemId } from "../ids.ts";
import { type Minor, minor, scale, ZERO } from "../money.ts";
import type { LineItemReference, Order, OrderLineItem } from "./order.ts";
import { changed, type OrderChange, refused } from "./refusal.ts";

/** Counts how many units of a line something can still be done to. */
export type UnitsLeft = (line: OrderLineItem) => number;

/** Units neither handed over nor canceled. */
export const unfulfilled: UnitsLeft = ({ quantity }) => quantity.current - quantity.fulfilled;

/** Units that reached the buyer, or their carrier, and did not come back. */
export const fulfilled: UnitsLeft = ({ quantity }) => quantity.fulfilled;

/**
 * The units a change is for: those asked for, each line once, or everything that is left where nothing is said.
 * Refused when a line is unknown, has fewer left, or nothing is left at all.
 */
export function chooseUnits(
  order: Order,
  asked: readonly LineItemReference[] | undefined,
  left: UnitsLeft,
): OrderChange<readonly LineItemReference[]> {
  if (!asked) {
    const all = order.lineItems.map((line) => ({ id: line.id, quantity: left(line) }));
    const units = all.filter(({ quantity }) => quantity > 0);
    return units.length === 0 ? refused({ kind: "nothing_left" }) : changed(units);
  }
  const units: LineItemReference[] = [];
  for (const [id, same] of Map.groupBy(asked, (each) => each.id)) {
    const line = order.lineItems.find((each) => each.id === id);
    if (!line) return refused({ kind: "unknown_line", line: id });
    if (!same.every(({ quantity }) => Number.isSafeInteger(quantity) && quantity > 0))
      return refused({ kind: "not_a_quantity", line });
    const quantity = same.reduce((all, each) => all + each.quantity, 0);
    if (quantity > left(line)) return refused({ kind: "too_many_units", line, left: left(line) });
    units.push({ id, quantity });
  }
  return units.length === 0 ? refused({ kind: "nothing_left" }) : changed(units);
}

/** How many units of the line are among these. */
export function unitsOf(units: readonly LineItemReference[], id: LineItemId): number {
  return units.reduce((all, each) => (each.id === id ? all + each.quantity : all), 0);
}

/** The first less the second, without lines that come to nothing. */
export function withoutUnits(
  units: readonly LineItemReference[],
  gone: readonly LineItemReference[],
): readonly LineItemReference[] {
  return units
    .map(({ id, quantity }) => ({ id, quantity: quantity - unitsOf(gone, id) }))
    .filter(({ quantity }) => quantity > 0);
}

/** Both together, each line once. */
export function withUnits(
  units: readonly LineItemReference[],
  more: readonly LineItemReference[],
): readonly LineItemReference[] {
  const all = Map.groupBy([...units, ...more], ({ id }) => id);
  return [...all].map(([id, same]) => ({ id, quantity: unitsOf(same, id) }));
}

/** The order with the quantities of its lines changed by so many units of each. */
export function withQuantities(
  order: Order,
  units: readonly LineItemReference[],
  by: { readonly current?: 1 | -1 | undefined; readonly fulfilled?: 1 | -1 | undefined },
): Order {
  const lineItems = order.lineItems.map((line) => {
    const count = unitsOf(units, line.id);
    if (count === 0) return line;
    const { ordered, current, fulfilled } = line.quantity;
    const quantity = {
      ordered,
      current: current + count * (by.current ?? 0),
      fulfilled: fulfilled + count * (by.fulfilled ?? 0),
    };
    return { ...line, quantity };
  });
  return { ...order, lineItems };
}

/**
 * What the buyer paid for some units of a line, after discounts and with tax, minor units. The line's money is shared
 * out among its units one after the other, so that giving it back in parts, in whatever sizes, gives back its total to
 * the cent.
 *
 * @param gone how many units went before: canceled, returned or refunded.
 */
export function priceOfUnits(
  { amounts, quantity }: Pick<OrderLineItem, "amounts" | "quantity">,
  gone: number,
  units: number,
): Minor {
  const upTo = (count: number) => (count === 0 ? ZERO : scale(amounts.total, count, quantity.ordered));
  return minor(upTo(gone + units) - upTo(gone));
}
