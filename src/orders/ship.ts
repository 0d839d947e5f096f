import type { Instant } from "../clock.ts";
import { webAddressOf } from "../web-address.ts";
import {
  type EventWords,
  insertAt,
  isStillHere,
  splitOff,
  unitsOfFulfillment,
  withEvent,
} from "./fulfillments.ts";
import type { Fulfillment, LineItemReference, Order } from "./order.ts";
import { changed, type OrderChange, refused } from "./refusal.ts";
import { orderStatusAfter } from "./status.ts";
import { tracked } from "./tracking-page.ts";
import { chooseUnits, type UnitsLeft, unfulfilled, withQuantities } from "./units.ts";

/** A parcel that leaves. */
export interface ShippedParcel extends EventWords {
  /** What is in it; absent: everything that has not left. */
  readonly lineItems?: readonly LineItemReference[] | undefined;
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
  /** Where the parcel is tracked; absent: made from carrier and number where the carrier is known. */
  readonly trackingUrl?: string | undefined;
}

/** Hands goods to a carrier: one parcel, of all that waits or a part of it. */
export function ship(order: Order, shipment: ShippedParcel, now: Instant): OrderChange {
  const stop = whyNotHandledNow(order);
  if (stop) return stop;
  const chosen = chooseUnits(order, shipment.lineItems, unitsForCarrier);
  if (!chosen.ok) return chosen;
  const trackingUrl = shipment.trackingUrl === undefined ? undefined : webAddressOf(shipment.trackingUrl);
  if (trackingUrl === undefined && shipment.trackingUrl !== undefined)
    return refused({ kind: "not_an_address" });
  const { others, place, taken } = splitOff(order, chosen.value, isWaitingGoods, now);
  const way = tracked({ ...shipment, trackingUrl });
  const parcel = withEvent({ ...taken, ...way, type: "shipping" }, "shipped", "shipped", now, {
    description: shipment.description,
    location: shipment.location,
  });
  const sent = withQuantities(insertAt(others, place, parcel), chosen.value, { fulfilled: 1 });
  return changed({ ...sent, status: orderStatusAfter(sent) });
}

/** What of an order waits to be handed to a carrier; nothing of one that is fetched, held or canceled. */
export function unitsToShip(order: Order): readonly LineItemReference[] {
  if (whyNotHandledNow(order) || order.fulfillments.some(({ type }) => type === "pickup")) return [];
  return order.lineItems
    .map((line) => ({ id: line.id, quantity: unitsForCarrier(line) }))
    .filter(({ quantity }) => quantity > 0);
}

/** Units that a carrier can still get. */
export const unitsForCarrier: UnitsLeft = (line) => (line.requiresShipping ? unfulfilled(line) : 0);

/** Goods the buyer may come for. */
export interface Pickup extends EventWords {
  /** What is ready; absent: everything that is not yet. */
  readonly lineItems?: readonly LineItemReference[] | undefined;
}

/** Tells that goods can be picked up. They count as handed over when the buyer has come: see `deliver`. */
export function makeReady(order: Order, pickup: Pickup, now: Instant): OrderChange {
  const stop = whyNotHandledNow(order);
  if (stop) return stop;
  const chosen = chooseUnits(order, pickup.lineItems, (line) =>
    line.requiresShipping ? unfulfilled(line) - unitsOfFulfillment(order, line.id, isReady) : 0,
  );
  if (!chosen.ok) return chosen;
  const { others, place, taken } = splitOff(
    order,
    chosen.value,
    (fulfillment) => isWaitingGoods(fulfillment) && !isReady(fulfillment),
    now,
  );
  const ready = withEvent({ ...taken, type: "pickup" }, "ready_for_pickup", "ready_for_pickup", now, {
    description: pickup.description,
    location: pickup.location,
  });
  const prepared = insertAt(others, place, ready);
  return changed({ ...prepared, status: orderStatusAfter(prepared) });
}

/** An order that is held or ended is not worked on. */
export function whyNotHandledNow({ status }: Order): ReturnType<typeof refused> | undefined {
  return status === "manual_review" || status === "canceled"
    ? refused({ kind: "wrong_status", status })
    : undefined;
}

function isWaitingGoods({ type, status }: Fulfillment): boolean {
  return type !== "digital" && isStillHere(status);
}

function isReady({ status }: Fulfillment): boolean {
  return status === "ready_for_pickup";
}
