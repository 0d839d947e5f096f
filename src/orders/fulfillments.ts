import type { Instant } from "../clock.ts";
import { type FulfillmentId, newId } from "../ids.ts";
import type { Fulfillment, FulfillmentEvent, FulfillmentStatus, LineItemReference, Order } from "./order.ts";
import { unitsOf, withoutUnits, withUnits } from "./units.ts";

/** What may be said of an event beside what happened. */
export type EventWords = Partial<Pick<FulfillmentEvent, "description" | "location">>;

/** Whether goods are still here: not handed to a carrier, nor to the buyer. */
export function isStillHere(status: FulfillmentStatus): boolean {
  return status === "pending" || status === "processing" || status === "ready_for_pickup";
}

/** The fulfillment after something happened to it. The events that were there stay as they are. */
export function withEvent(
  fulfillment: Fulfillment,
  type: FulfillmentEvent["type"],
  status: FulfillmentStatus,
  now: Instant,
  words: EventWords = {},
): Fulfillment {
  const event: FulfillmentEvent = { id: newId("FulfillmentEventId"), type, occurredAt: now, ...words };
  return { ...fulfillment, status, events: [...fulfillment.events, event] };
}

/** The order with one fulfillment in the place of that with the same id. */
export function withFulfillment(order: Order, fulfillment: Fulfillment): Order {
  const fulfillments = order.fulfillments.map((each) => (each.id === fulfillment.id ? fulfillment : each));
  return { ...order, fulfillments };
}

/** The order's fulfillment of this id. */
export function fulfillmentOf(order: Order, id: FulfillmentId): Fulfillment | undefined {
  return order.fulfillments.find((each) => each.id === id);
}

/** Units of a line among the fulfillments that `counts`. */
export function unitsOfFulfillment(
  { fulfillments }: Pick<Order, "fulfillments">,
  line: LineItemReference["id"],
  counts: (fulfillment: Fulfillment) => boolean,
): number {
  return unitsOf(
    fulfillments.filter(counts).flatMap(({ lineItems }) => lineItems),
    line,
  );
}

/**
 * Takes units out of the waiting fulfillments that `from` names, to go a way of their own. The first that is taken
 * whole becomes the one they then are, with id and events; a part of one becomes a new fulfillment. Another that is
 * taken whole is canceled, since what was told of it stays told, or goes where there was nothing to tell.
 */
export function splitOff(
  order: Order,
  units: readonly LineItemReference[],
  from: (fulfillment: Fulfillment) => boolean,
  now: Instant,
): { readonly others: Order; readonly place: number; readonly taken: Fulfillment } {
  const kept: Fulfillment[] = [];
  let left = units;
  let origin:
    | { readonly fulfillment: Fulfillment; readonly isWhole: boolean; readonly place: number }
    | undefined;
  for (const fulfillment of order.fulfillments) {
    const part = from(fulfillment) ? common(fulfillment.lineItems, left) : [];
    if (part.length === 0) {
      kept.push(fulfillment);
      continue;
    }
    left = withoutUnits(left, part);
    const rest = withoutUnits(fulfillment.lineItems, part);
    const isWhole = rest.length === 0;
    const becomesIt = isWhole && !origin?.isWhole;
    if (!origin || becomesIt) origin = { fulfillment, isWhole, place: kept.length };
    if (!isWhole) kept.push({ ...fulfillment, lineItems: rest });
    else if (!becomesIt && fulfillment.events.length > 0)
      kept.push(withEvent(fulfillment, "canceled", "canceled", now));
  }
  const source = origin?.fulfillment ?? newFulfillment(order, "shipping", units);
  return {
    others: { ...order, fulfillments: kept },
    place: origin?.place ?? kept.length,
    taken: origin?.isWhole
      ? { ...source, lineItems: units }
      : { ...source, id: newId("FulfillmentId"), lineItems: units, events: [] },
  };
}

/** The order with a fulfillment put in at a place. */
export function insertAt(order: Order, place: number, fulfillment: Fulfillment): Order {
  return { ...order, fulfillments: order.fulfillments.toSpliced(place, 0, fulfillment) };
}

/** Takes units that are no longer wanted out of what waits. A fulfillment that loses its last ones is canceled. */
export function withoutWaiting(order: Order, units: readonly LineItemReference[], now: Instant): Order {
  let left = units;
  const fulfillments = order.fulfillments.map((fulfillment) => {
    const part = isStillHere(fulfillment.status) ? common(fulfillment.lineItems, left) : [];
    if (part.length === 0) return fulfillment;
    left = withoutUnits(left, part);
    const rest = withoutUnits(fulfillment.lineItems, part);
    return rest.length > 0
      ? { ...fulfillment, lineItems: rest }
      : withEvent(fulfillment, "canceled", "canceled", now);
  });
  return { ...order, fulfillments };
}

/** The order with these units waiting once more, as they did before they were sent. */
export function waitingAgain(order: Order, lost: Fulfillment): Order {
  const { lineItems, type } = lost;
  if (lineItems.length === 0) return order;
  const waiting = order.fulfillments.find((each) => each.type === type && each.status === "pending");
  if (waiting)
    return withFulfillment(order, { ...waiting, lineItems: withUnits(waiting.lineItems, lineItems) });
  const again = newFulfillment(order, type, lineItems);
  return { ...order, fulfillments: [...order.fulfillments, { ...again, destination: lost.destination }] };
}

/** Goods that nothing has happened to. */
export function newFulfillment(
  { fulfillmentDetails, estimatedDelivery }: Pick<Order, "fulfillmentDetails" | "estimatedDelivery">,
  type: Fulfillment["type"],
  lineItems: readonly LineItemReference[],
): Fulfillment {
  return {
    id: newId("FulfillmentId"),
    type,
    status: "pending",
    lineItems,
    destination: type === "shipping" ? fulfillmentDetails?.address : undefined,
    estimatedDelivery: type === "shipping" ? estimatedDelivery : undefined,
    events: [],
  };
}

/** What both have of each line. */
function common(
  units: readonly LineItemReference[],
  others: readonly LineItemReference[],
): readonly LineItemReference[] {
  return units
    .map(({ id, quantity }) => ({ id, quantity: Math.min(quantity, unitsOf(others, id)) }))
    .filter(({ quantity }) => quantity > 0);
}
