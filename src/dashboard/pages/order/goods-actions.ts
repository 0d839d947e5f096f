import { type Html, html } from "../../../html.ts";
import { asId, type FulfillmentId } from "../../../ids.ts";
import type { Fulfillment, Order } from "../../../orders/order.ts";
import type { OrderService } from "../../../orders/order-service.ts";
import type { GoodsOutForeseen } from "../../../orders/order-service-result.ts";
import type { OrderGoodsOut } from "../../../orders/order-work.ts";
import { explainRefusal } from "../../../orders/refusal.ts";
import { unitsForCarrier, unitsToShip } from "../../../orders/ship.ts";
import { isOnItsWay } from "../../../orders/status.ts";
import { chooseUnits, fulfilled, type UnitsLeft, unfulfilled } from "../../../orders/units.ts";
import type { Shop } from "../../../shop.ts";
import { choice, field, tickBox } from "../../parts/forms.ts";
import type { ConfirmQuestion } from "./confirm-question.ts";
import {
  askToCancel,
  askToNoteStep,
  askToSend,
  askToTakeBack,
  askWhetherArrived,
  askWhetherReady,
} from "./confirm-questions.ts";
import { isTicked, moneyIn, textIn, unitsIn } from "./form-fields.ts";
import type { OrderAction } from "./order-action.ts";
import { unitFields } from "./unit-fields.ts";

const isWorkedOn = ({ status }: Order) => status !== "manual_review" && status !== "canceled";
const hasLeft = ({ lineItems }: Order, left: UnitsLeft) => lineItems.some((line) => left(line) > 0);

/** Why a form's units cannot leave. Once confirmed it may be sent again: they have left then, and are no measure of it. */
function whyNotToCarrier(order: Order, form: URLSearchParams): string | undefined {
  if (form.has("confirmed")) return undefined;
  const chosen = chooseUnits(order, unitsIn(form), unitsForCarrier);
  return chosen.ok ? undefined : explainRefusal(chosen.refusal, order.currency);
}

/** Sends the units that a form names. */
const ship: OrderAction = {
  name: "ship",
  words: "Ship",
  kind: "primary",
  done: ({ number }) => `Order ${number}: the parcel is noted as shipped.`,
  isOffered: ({ order }) => unitsToShip(order).length > 0,
  fields: ({ order }, typed) =>
    html`${unitFields(order.lineItems, unitsForCarrier, typed)}
<div class="pair">${field("carrier", "Carrier", { example: "UPS", value: typed.get("carrier") ?? "" })}${field("tracking_number", "Tracking number", { value: typed.get("tracking_number") ?? "" })}</div>`,
  work: (_, form) => ({
    kind: "ship",
    lineItems: unitsIn(form),
    carrier: textIn(form, "carrier"),
    trackingNumber: textIn(form, "tracking_number"),
  }),
  ask(order, form) {
    const units = unitsIn(form);
    if (units.length === 0) return "Say how many of which item are sent.";
    const how = [textIn(form, "carrier"), textIn(form, "tracking_number")];
    return whyNotToCarrier(order, form) ?? askToSend(order, units, how);
  },
};

const ready: OrderAction = {
  name: "ready",
  words: "Ready to pick up",
  kind: "primary",
  done: ({ number }) => `Order ${number} is noted as ready to be picked up.`,
  isOffered: ({ order }) =>
    isWorkedOn(order) &&
    order.fulfillments.some(
      ({ type, status }) => type === "pickup" && (status === "pending" || status === "processing"),
    ),
  fields: ({ order }, typed) => unitFields(order.lineItems, unitsForCarrier, typed),
  work: (_, form) => ({ kind: "ready", lineItems: unitsIn(form) }),
  ask(order, form) {
    const units = unitsIn(form);
    if (units.length === 0) return "Say how many of which item are ready.";
    return whyNotToCarrier(order, form) ?? askWhetherReady(order, units);
  },
};

const deliver: OrderAction = {
  name: "deliver",
  words: "Mark as delivered",
  kind: "plain",
  done: ({ number }) => `Order ${number}: what was sent has arrived.`,
  isOffered: ({ order }) =>
    isWorkedOn(order) &&
    order.fulfillments.some(({ status }) => isOnItsWay(status) || status === "ready_for_pickup"),
  fields: () => undefined,
  work: () => ({ kind: "deliver" }),
  ask: () => askWhetherArrived,
};

/** What can happen to a parcel on its way, in words. */
const steps = {
  in_transit: "it is on its way",
  out_for_delivery: "it is out for delivery",
  failed_attempt: "delivery was tried in vain",
  returned_to_sender: "it came back; its goods can be sent again",
  undeliverable: "it cannot be delivered; its goods can be sent again",
} as const;

const track: OrderAction = {
  name: "track",
  words: "Note a step",
  kind: "plain",
  done: ({ number }) => `Order ${number}: the parcel's step is noted.`,
  isOffered: ({ order }) => isWorkedOn(order) && order.fulfillments.some(({ status }) => isOnItsWay(status)),
  fields: ({ order }, typed) =>
    html`<div class="pair">${choice("fulfillment", "Parcel", new Map(order.fulfillments.filter(({ status }) => isOnItsWay(status)).map((each) => [each.id, parcelInWords(each)])), { value: typed.get("fulfillment") ?? "" })}${choice("step", "What happened", new Map(Object.entries(steps)), { value: typed.get("step") ?? "" })}</div>
<div class="pair">${field("location", "Where", { value: typed.get("location") ?? "" })}${field("description", "Words for the buyer", { value: typed.get("description") ?? "" })}</div>`,
  work(order, form) {
    const step = stepIn(form);
    const parcel = parcelIn(order, form);
    if (!step || !parcel) return "Choose a parcel, and what happened to it.";
    const [location, description] = [textIn(form, "location"), textIn(form, "description")];
    return { kind: "track", fulfillmentId: parcel.id, type: step, location, description };
  },
  ask(order, form) {
    const step = stepIn(form);
    const parcel = parcelIn(order, form);
    return step && parcel
      ? askToNoteStep(parcelInWords(parcel), steps[step])
      : "Choose a parcel, and what happened to it.";
  },
};

function stepIn(form: URLSearchParams): keyof typeof steps | undefined {
  const wanted = form.get("step");
  return (
    ["in_transit", "out_for_delivery", "failed_attempt", "returned_to_sender", "undeliverable"] as const
  ).find((step) => step === wanted);
}

function parcelIn({ fulfillments }: Order, form: URLSearchParams): Fulfillment | undefined {
  const id = asId<FulfillmentId>(form.get("fulfillment") ?? "");
  return fulfillments.find((each) => each.id === id);
}

function parcelInWords({ carrier, trackingNumber, lineItems }: Fulfillment): string {
  const units = lineItems.reduce((sum, { quantity }) => sum + quantity, 0);
  const by = [carrier, trackingNumber].filter((word) => word !== undefined).join(" ");
  return by === "" ? `the parcel of ${units}` : `the parcel by ${by}`;
}

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
    ship,
    ready,
    deliver,
    track,
    {
      name: "return",
      words: "Take back",
      kind: "plain",
      done: ({ number }) => `Order ${number}: what came back is noted.`,
      isOffered: ({ order }) => hasLeft(order, fulfilled),
      fields: ({ order, refundable }, typed) =>
        html`${unitFields(order.lineItems, fulfilled, typed, "none")}
${refundable > 0 ? moneyBox(typed) : undefined}${tickBox("restock", "Put it back on sale", typed.has("restock"))}${why(typed)}`,
      work: (_, form) => takingBack(form),
      ask: (order, form) =>
        ask(order.id, takingBack(form), (found) => askToTakeBack(order, found, form.has("restock"))),
    },
    {
      name: "cancel",
      words: "Cancel",
      kind: "danger",
      done: ({ number }) => `Order ${number}: what was not sent is canceled.`,
      isOffered: ({ order }) => order.status !== "canceled" && hasLeft(order, unfulfilled),
      fields: ({ order, refundable }, typed) =>
        html`${unitFields(order.lineItems, unfulfilled, typed)}
${refundable > 0 ? moneyBox(typed) : undefined}${why(typed)}`,
      work: (_, form) => cancellation(form),
      ask: (order, form) => ask(order.id, cancellation(form), (found) => askToCancel(order, found)),
    },
  ];
}

function moneyBox(typed: URLSearchParams): Html {
  return tickBox("refund", "Give the money back", isTicked(typed, "refund", true));
}

function why(typed: URLSearchParams): Html {
  return field("description", "Why, for the buyer", { value: typed.get("description") ?? "" });
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
