import type { Instant } from "../clock.ts";
import type { FulfillmentId, LineItemId } from "../ids.ts";
import { webAddressOf } from "../web-address.ts";
import {
  type EventWords,
  fulfillmentOf,
  isStillHere,
  waitingAgain,
  withEvent,
  withFulfillment,
} from "./fulfillments.ts";
import type { Fulfillment, FulfillmentStatus, Order } from "./order.ts";
import { changed, type OrderChange, refused } from "./refusal.ts";
import { whyNotHandledNow } from "./ship.ts";
import { isOnItsWay, orderStatusAfter } from "./status.ts";
import { withQuantities } from "./units.ts";

/** Goods in the buyer's hands. */
export interface Delivery extends EventWords {
  /** Which; absent: every parcel on its way and everything that was ready to be picked up. */
  readonly fulfillmentId?: FulfillmentId | undefined;
  /** For digital goods that were not handed over by themselves: where they are, or what unlocks them. */
  readonly digital?:
    | { readonly accessUrl?: string | undefined; readonly licenseKey?: string | undefined }
    | undefined;
}

/** Notes that goods have reached the buyer: a parcel arrived, a pickup was fetched, a download was handed over. */
export function deliver(order: Order, delivery: Delivery, now: Instant): OrderChange {
  const stop = whyNotHandledNow(order);
  if (stop) return stop;
  const { fulfillmentId } = delivery;
  if (fulfillmentId === undefined) {
    const arrived = order.fulfillments.filter(
      ({ status }) => isOnItsWay(status) || status === "ready_for_pickup",
    );
    if (arrived.length === 0) return refused({ kind: "nothing_left" });
    return ended(arrived.reduce((all, fulfillment) => handedOver(all, fulfillment, delivery, now), order));
  }
  const fulfillment = fulfillmentOf(order, fulfillmentId);
  if (!fulfillment) return refused({ kind: "unknown_fulfillment", fulfillment: fulfillmentId });
  const { type, status } = fulfillment;
  const canArrive = type === "shipping" ? isOnItsWay(status) : isStillHere(status);
  if (!canArrive || (delivery.digital && type !== "digital"))
    return refused({ kind: "wrong_fulfillment", type, status });
  if (delivery.digital?.accessUrl === undefined) return ended(handedOver(order, fulfillment, delivery, now));
  const accessUrl = webAddressOf(delivery.digital.accessUrl);
  if (accessUrl === undefined) return refused({ kind: "not_an_address" });
  return ended(
    handedOver(order, fulfillment, { ...delivery, digital: { ...delivery.digital, accessUrl } }, now),
  );
}

function handedOver(order: Order, fulfillment: Fulfillment, delivery: Delivery, now: Instant): Order {
  const { description, location, digital } = delivery;
  const arrived = withEvent(fulfillment, "delivered", "delivered", now, { description, location });
  const shown = withFulfillment(order, {
    ...arrived,
    digitalDelivery: digital ? { ...fulfillment.digitalDelivery, ...digital } : fulfillment.digitalDelivery,
  });
  // A parcel counted when it left.
  return fulfillment.type === "shipping"
    ? shown
    : withQuantities(shown, fulfillment.lineItems, { fulfilled: 1 });
}

/** A step on the way that ends nothing well. */
export interface Progress extends EventWords {
  readonly fulfillmentId: FulfillmentId;
  readonly type:
    | "processing"
    | "in_transit"
    | "out_for_delivery"
    | "failed_attempt"
    | "returned_to_sender"
    | "undeliverable";
}

/**
 * Notes a step of goods on their way. A parcel that came back or was lost has failed: its goods wait once more, to be
 * sent again or canceled.
 */
export function track(order: Order, progress: Progress, now: Instant): OrderChange {
  const stop = whyNotHandledNow(order);
  if (stop) return stop;
  const fulfillment = fulfillmentOf(order, progress.fulfillmentId);
  if (!fulfillment) return refused({ kind: "unknown_fulfillment", fulfillment: progress.fulfillmentId });
  const status = statusOf(progress.type, fulfillment);
  if (!status)
    return refused({ kind: "wrong_fulfillment", type: fulfillment.type, status: fulfillment.status });
  const { type, description, location } = progress;
  const moved = withFulfillment(order, withEvent(fulfillment, type, status, now, { description, location }));
  if (status !== "failed") return ended(moved);
  const lost = fulfillment.lineItems
    .map(({ id, quantity }) => ({ id, quantity: Math.min(quantity, fulfilledOf(order, id)) }))
    .filter(({ quantity }) => quantity > 0);
  const back = withQuantities(moved, lost, { fulfilled: -1 });
  return ended(waitingAgain(back, { ...fulfillment, lineItems: lost }));
}

/** Units of a line that went out and were not returned since, by which way ever. */
function fulfilledOf({ lineItems }: Order, id: LineItemId): number {
  return lineItems.find((line) => line.id === id)?.quantity.fulfilled ?? 0;
}

/** Where goods are after a step; `undefined` when it cannot happen to them. */
function statusOf(step: Progress["type"], { type, status }: Fulfillment): FulfillmentStatus | undefined {
  if (step === "processing") return status === "pending" ? "processing" : undefined;
  if (type !== "shipping" || !isOnItsWay(status)) return undefined;
  switch (step) {
    case "in_transit":
    case "out_for_delivery":
      return step;
    case "failed_attempt":
      return status;
    case "returned_to_sender":
    case "undeliverable":
      return "failed";
  }
}

function ended(order: Order): OrderChange {
  return changed({ ...order, status: orderStatusAfter(order) });
}
