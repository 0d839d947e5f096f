import type { FulfillmentId, LineItemId } from "../ids.ts";
import { type Currency, formatForPeople, type Minor } from "../money.ts";
import { pluralize } from "../pluralize.ts";
import { unreachable } from "../problem.ts";
import type { Fulfillment, Order, OrderLineItem, OrderStatus } from "./order.ts";

/** A line by what the merchant knows it by. Its id is ours. */
export type NamedLine = Pick<OrderLineItem, "title" | "variantId">;

/** Why an order was left as it was. For the merchant: an agent cannot change an order. */
export type OrderRefusal =
  | { readonly kind: "unknown_order" }
  | { readonly kind: "unknown_line"; readonly line: LineItemId }
  | { readonly kind: "unknown_fulfillment"; readonly fulfillment: FulfillmentId }
  /** The order's status does not allow it. */
  | { readonly kind: "wrong_status"; readonly status: OrderStatus }
  /** The fulfillment's status, or its way, does not allow it. */
  | {
      readonly kind: "wrong_fulfillment";
      readonly type: Fulfillment["type"];
      readonly status: Fulfillment["status"];
    }
  | { readonly kind: "not_a_quantity"; readonly line: NamedLine }
  | { readonly kind: "too_many_units"; readonly line: NamedLine; readonly left: number }
  /** Nothing is left that this could be done to. */
  | { readonly kind: "nothing_left" }
  /** Nothing would be different afterwards. */
  | { readonly kind: "no_change" }
  | { readonly kind: "not_an_amount" }
  /** The address of a page is none that a browser opens. */
  | { readonly kind: "not_an_address" }
  /** Minor units. */
  | { readonly kind: "more_than_left"; readonly left: Minor }
  /** Its money was only authorised, and can no longer be taken. */
  | { readonly kind: "not_paid" }
  /** The money cannot be given back now; `why` says what to do. */
  | { readonly kind: "no_refund"; readonly why: string };

/** What a change gives: the order as it is to be, or why there is none. */
export type OrderChange<Value = Order> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: OrderRefusal };

/** Wraps a changed order. */
export function changed<Value>(value: Value): OrderChange<Value> {
  return { ok: true, value };
}

/** Wraps the reason for leaving an order as it is. */
export function refused(refusal: OrderRefusal): { readonly ok: false; readonly refusal: OrderRefusal } {
  return { ok: false, refusal };
}

/** Says to the merchant what happened and what to do about it. Amounts are in the shop's currency. */
export function explainRefusal(refusal: OrderRefusal, currency: Currency): string {
  switch (refusal.kind) {
    case "unknown_order":
      return "There is no such order. List them to find its number or id.";
    case "unknown_line":
      return `The order has no line ${refusal.line}. Show the order to see its lines.`;
    case "unknown_fulfillment":
      return `The order has no delivery ${refusal.fulfillment}. Show the order to see its deliveries.`;
    case "wrong_status":
      return wrongStatus(refusal.status);
    case "wrong_fulfillment":
      return `That does not go with a delivery by ${refusal.type} that is ${refusal.status.replaceAll("_", " ")}.`;
    case "not_a_quantity":
      return `The quantity of ${nameOf(refusal.line)} must be a whole number above zero.`;
    case "too_many_units":
      return `Of ${nameOf(refusal.line)} ${pluralize(refusal.left, "is", "are")} left for that. Ask for no more.`;
    case "nothing_left":
      return "Nothing of the order is left for that.";
    case "no_change":
      return "The order stands like that already.";
    case "not_an_amount":
      return "The amount must be above zero.";
    case "not_an_address":
      return "The address must be one that a browser opens, such as https://parcels.example/1Z999.";
    case "more_than_left":
      return `Only ${formatForPeople(refusal.left, currency)} of the payment is left to give back.`;
    case "not_paid":
      return "The order is not paid: its authorisation ended, or is held by a payment provider that is not set up here.";
    case "no_refund":
      return refusal.why;
    default:
      return unreachable(refusal);
  }
}

function nameOf({ title, variantId }: NamedLine): string {
  return `“${title}” (${variantId})`;
}

function wrongStatus(status: OrderStatus): string {
  switch (status) {
    case "manual_review":
      return "The order is held for review. Confirm it first, or cancel it.";
    case "canceled":
      return "The order is canceled.";
    case "created":
    case "confirmed":
    case "processing":
    case "shipped":
    case "completed":
      return `The order is ${status}, which does not allow that.`;
    default:
      return unreachable(status);
  }
}
