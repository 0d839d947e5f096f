import type { Actor } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import type { LineItemId } from "../ids.ts";
import type { RefundRequest } from "../payments/begin-refund.ts";
import { unreachable } from "../problem.ts";
import { type Note, note } from "./adjust.ts";
import type { Cancellation, Return } from "./cancel.ts";
import { type Delivery, deliver, type Progress, track } from "./deliver.ts";
import type { Order } from "./order.ts";
import type { MoneyBack } from "./order-service-result.ts";
import type { AuditAction } from "./record-change.ts";
import type { OrderChange } from "./refusal.ts";
import { confirm, holdForReview } from "./review.ts";
import { makeReady, type Pickup, type ShippedParcel, ship } from "./ship.ts";
import { withdraw } from "./withdrawal.ts";

/** Everything a merchant does with an order, from wherever: command, form or call. */
export type OrderWork =
  | OrderGoodsWork
  /** Takes money that was only authorised, with nothing leaving yet. Asked again, it takes nothing more. */
  | { readonly kind: "capture" }
  | OrderGoodsOut
  /** Gives money back. */
  | ({ readonly kind: "refund" } & Omit<RefundRequest, "orderId">);

/** Sends a parcel. Money that was only authorised is taken first: an order that cannot be paid is not sent. */
export type ParcelWork = { readonly kind: "ship" } & ShippedParcel;

/** What is done with goods that stay in the order, and what is noted of it. */
export type OrderGoodsWork =
  | ParcelWork
  | ({ readonly kind: "ready" } & Pickup)
  /** Notes what has arrived. The money for goods that are handed over by it is taken first, as by `ship`. */
  | ({ readonly kind: "deliver" } & Delivery)
  | ({ readonly kind: "track" } & Progress)
  | { readonly kind: "hold" }
  | { readonly kind: "confirm" }
  | ({ readonly kind: "note" } & Note)
  /** Notes that the buyer withdrew from the contract in a letter or by telephone: see `withdrawal.ts`. */
  | { readonly kind: "withdraw"; readonly lineItemIds: readonly LineItemId[] };

/** What takes goods out of the order. What was paid for them goes back, unless told otherwise. */
export type OrderGoodsOut =
  /** Cancels what has not left; it goes back on sale. */
  | ({ readonly kind: "cancel"; readonly money?: MoneyBack | undefined } & Cancellation)
  /** Takes goods back. They go back on sale only with `restock`. */
  | ({
      readonly kind: "return";
      readonly money?: MoneyBack | undefined;
      readonly restock?: boolean | undefined;
    } & Return);

/** The order after work on its goods, or why there is none. */
export function afterGoodsWork(order: Order, work: OrderGoodsWork, now: Instant): OrderChange {
  switch (work.kind) {
    case "ship":
      return ship(order, work, now);
    case "ready":
      return makeReady(order, work, now);
    case "deliver":
      return deliver(order, work, now);
    case "track":
      return track(order, work, now);
    case "hold":
      return holdForReview(order);
    case "confirm":
      return confirm(order);
    case "note":
      return note(order, work, now);
    case "withdraw":
      return withdraw(order, new Set(work.lineItemIds), now);
    default:
      return unreachable(work);
  }
}

/** What the audit says of work on an order's goods. */
export function auditOfGoodsWork(work: OrderGoodsWork, actor: Actor): AuditAction {
  switch (work.kind) {
    case "ship": {
      const { lineItems, carrier, trackingNumber } = work;
      return { actor, action: "order.ship", details: { lineItems, carrier, trackingNumber } };
    }
    case "ready":
      return { actor, action: "order.ready_for_pickup", details: { lineItems: work.lineItems } };
    case "deliver":
      return { actor, action: "order.deliver", details: { fulfillmentId: work.fulfillmentId } };
    case "track": {
      const { fulfillmentId, type } = work;
      return { actor, action: "order.track", details: { fulfillmentId, type } };
    }
    case "hold":
    case "confirm":
      return { actor, action: `order.${work.kind}` };
    case "note": {
      const { lineItems, amount } = work;
      return { actor, action: `order.${work.type}`, details: { lineItems, amount } };
    }
    case "withdraw":
      return { actor, action: "order.withdraw", details: { lineItemIds: work.lineItemIds } };
    default:
      return unreachable(work);
  }
}
