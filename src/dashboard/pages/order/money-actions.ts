import { html } from "../../../html.ts";
import { asId, type RefundId } from "../../../ids.ts";
import { type Currency, formatForPeople, type Minor, minor } from "../../../money.ts";
import type { Order } from "../../../orders/order.ts";
import type { OrderService } from "../../../orders/order-service.ts";
import { refusalOfRefund } from "../../../orders/refund-refusal.ts";
import { explainRefusal } from "../../../orders/refusal.ts";
import { priceOfRefundedLines } from "../../../payments/begin-refund.ts";
import type { Shop } from "../../../shop.ts";
import { choice, field, tickBox } from "../../parts/forms.ts";
import type { AdminReads } from "../../services.ts";
import { askToCapture, askToNote, askToRefund } from "./confirm-questions.ts";
import { amountIn, textIn, unitsIn } from "./form-fields.ts";
import type { OrderAction } from "./order-action.ts";
import { unitFields } from "./unit-fields.ts";

/** What is done with the money of an order: given back, taken where it was only authorised, or agreed on. */
export function moneyActions(
  orderService: Pick<OrderService, "refundable">,
  reads: Pick<AdminReads, "refunds">,
  shop: Shop,
): readonly OrderAction[] {
  /** What is to go back, by the amount that was typed or the units chosen. */
  async function amountOf(order: Order, form: URLSearchParams): Promise<Minor | string> {
    if (textIn(form, "amount") !== undefined) return amountIn(form, order);
    const units = unitsIn(form);
    if (units.length === 0) return "Choose what to give the money back for, or write an amount.";
    const price = priceOfRefundedLines(order, units, await reads.refunds.ofAttempt(order.attemptId));
    return typeof price === "object" ? explainRefusal(refusalOfRefund(price), shop.currency) : price;
  }

  const refund: OrderAction = {
    name: "refund",
    words: "Refund",
    kind: "plain",
    done: ({ number }) => `Order ${number}: the money is on its way back.`,
    isOffered: ({ refundable }) => refundable > 0,
    fields: ({ order, refundable }, typed) =>
      html`<p>${formatForPeople(refundable, order.currency)} can be given back.</p>
${unitFields(order.lineItems, ({ quantity }) => quantity.current, typed, "none")}
<div class="pair">${field("amount", `Amount in ${order.currency.toUpperCase()}`, { example: exampleOf(order.currency), value: typed.get("amount") ?? "", hint: "Left empty: what was paid for the items chosen." })}${field("description", "Why, for the buyer", { value: typed.get("description") ?? "" })}</div>
${tickBox("restock", "Put the items chosen back on sale", typed.has("restock"))}`,
    work(order, form) {
      const units = unitsIn(form);
      const amount = textIn(form, "amount") === undefined ? undefined : amountIn(form, order);
      if (typeof amount === "string") return amount;
      if (amount === undefined && units.length === 0)
        return "Choose what to give the money back for, or write an amount.";
      return {
        kind: "refund",
        // Sent again it is the same refund, by its id, and is taken to its end.
        id: asId<RefundId>(`ref_${form.get("form_key")}`),
        of:
          units.length > 0
            ? { kind: "lines", lines: units, amount }
            : { kind: "amount", amount: amount ?? minor(0) },
        restock: units.length > 0 && form.has("restock"),
        reason: textIn(form, "description"),
      };
    },
    async ask(order, form) {
      const amount = await amountOf(order, form);
      if (typeof amount === "string") return amount;
      const left = await orderService.refundable(order.id);
      // Once confirmed it may be the same refund, sent again: then the rest is no measure of it.
      if (amount <= left || form.has("confirmed"))
        return askToRefund(order, amount, unitsIn(form), form.has("restock"));
      return explainRefusal(
        left === 0 ? { kind: "nothing_left" } : { kind: "more_than_left", left },
        shop.currency,
      );
    },
  };
  return [refund, capture, note];
}

const capture: OrderAction = {
  name: "capture",
  words: "Take the money",
  kind: "plain",
  done: ({ number }) => `Order ${number}: the money is taken.`,
  isOffered: ({ capture: standing }) => standing?.state === "authorized",
  fields: () => undefined,
  work: () => ({ kind: "capture" }),
  ask: () => askToCapture,
};

/** What can be noted of an order, in words. */
const notes = {
  credit: "store credit given",
  price_adjustment: "another price agreed on",
  exchange: "goods exchanged",
} as const;

const note: OrderAction = {
  name: "note",
  words: "Add a note",
  kind: "quiet",
  done: ({ number }) => `Order ${number}: it is noted.`,
  isOffered: () => true,
  fields: ({ order }, typed) =>
    html`<div class="pair">${choice("type", "What", new Map(Object.entries(notes)), { value: typed.get("type") ?? "" })}${field("amount", `Worth, in ${order.currency.toUpperCase()}`, { example: exampleOf(order.currency), value: typed.get("amount") ?? "", hint: "What the buyer gained by it; may be left empty." })}</div>
${field("description", "Words for the buyer", { value: typed.get("description") ?? "" })}`,
  work(order, form) {
    const amount = textIn(form, "amount") === undefined ? undefined : amountIn(form, order);
    if (typeof amount === "string") return amount;
    return { kind: "note", type: noteIn(form), amount, description: textIn(form, "description") };
  },
  ask(order, form) {
    const amount = textIn(form, "amount") === undefined ? undefined : amountIn(form, order);
    if (typeof amount === "string") return amount;
    const worth = amount === undefined ? "" : ` of ${formatForPeople(amount, order.currency)}`;
    return askToNote(`${notes[noteIn(form)]}${worth}`);
  },
};

function noteIn(form: URLSearchParams): keyof typeof notes {
  const wanted = form.get("type");
  return (["credit", "price_adjustment", "exchange"] as const).find((type) => type === wanted) ?? "credit";
}

function exampleOf(currency: Currency): string {
  return formatForPeople(minor(1250), currency).replace(/[^\d.]/g, "");
}
