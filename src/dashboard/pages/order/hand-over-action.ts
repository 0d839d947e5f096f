import { html } from "../../../html.ts";
import { asId, type FulfillmentId } from "../../../ids.ts";
import { isStillHere } from "../../../orders/fulfillments.ts";
import type { Fulfillment, Order } from "../../../orders/order.ts";
import { webAddressOf } from "../../../web-address.ts";
import { choice, field } from "../../parts/forms.ts";
import { askToHandOver } from "./confirm-questions.ts";
import { textIn } from "./form-fields.ts";
import type { OrderAction } from "./order-action.ts";

/** Hands over digital goods that were not handed over by themselves: by an address, a key, or both. */
export const handOverAction: OrderAction = {
  name: "hand-over",
  words: "Hand over",
  kind: "primary",
  done: ({ number }) => `Order ${number}: the digital goods are handed over.`,
  isOffered: ({ order }) =>
    order.status !== "manual_review" && order.status !== "canceled" && waiting(order).length > 0,
  fields: ({ order }, typed) => {
    const goods = new Map(waiting(order).map((each) => [String(each.id), titlesOf(order, each)]));
    return html`${choice("fulfillment", "What", goods, { value: typed.get("fulfillment") ?? "" })}
<div class="pair">${field("access_url", "Where it is", { type: "url", value: typed.get("access_url") ?? "", example: "https://files.example/guide.pdf" })}${field("license_key", "Licence key", { value: typed.get("license_key") ?? "" })}</div>
${field("description", "Words for the buyer", { value: typed.get("description") ?? "" })}`;
  },
  work(order, form) {
    const [accessUrl, licenseKey] = [textIn(form, "access_url"), textIn(form, "license_key")];
    const goods = goodsIn(order, form);
    if (!goods || (accessUrl === undefined && licenseKey === undefined)) return nothingToHandOver;
    const digital = { accessUrl, licenseKey };
    return { kind: "deliver", fulfillmentId: goods.id, digital, description: textIn(form, "description") };
  },
  ask(order, form) {
    const [accessUrl, licenseKey] = [textIn(form, "access_url"), textIn(form, "license_key")];
    const goods = goodsIn(order, form);
    if (!goods || (accessUrl === undefined && licenseKey === undefined)) return nothingToHandOver;
    if (accessUrl !== undefined && webAddressOf(accessUrl) === undefined)
      return "Where it is must be a whole address, such as https://files.example/guide.pdf.";
    return askToHandOver(titlesOf(order, goods), [accessUrl, licenseKey]);
  },
};

const nothingToHandOver = "Say where it is, or what unlocks it.";

function waiting({ fulfillments }: Order): readonly Fulfillment[] {
  return fulfillments.filter(({ type, status }) => type === "digital" && isStillHere(status));
}

function goodsIn(order: Order, form: URLSearchParams): Fulfillment | undefined {
  const id = asId<FulfillmentId>(form.get("fulfillment") ?? "");
  return waiting(order).find((each) => each.id === id);
}

function titlesOf({ lineItems }: Order, { lineItems: units }: Fulfillment): string {
  const titleOf = (id: string) => lineItems.find((line) => line.id === id)?.title ?? id;
  return units.map(({ id, quantity }) => `${quantity} × ${titleOf(id)}`).join(", ");
}
