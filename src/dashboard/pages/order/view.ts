import type { AuditEntry } from "../../../audit/audit.ts";
import { wayOf } from "../../../buyers/purchase-context.ts";
import { type Content, type Html, html, link } from "../../../html.ts";
import { momentText } from "../../../http/pages/days.ts";
import { type Currency, formatForPeople, type Minor } from "../../../money.ts";
import type { Order, OrderLineItem } from "../../../orders/order.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import { fulfilled, type UnitsLeft, unfulfilled } from "../../../orders/units.ts";
import type { Capture } from "../../../payments/attempt.ts";
import { taxPartsOf } from "../../../pricing/tax-parts.ts";
import type { Shop } from "../../../shop.ts";
import { type DashboardView, dashboardForm, field, tickBox } from "../../parts/forms.ts";
import { card, pageHead, remark } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import { orderStatusBadge } from "./status-badge.ts";

/** One order, and what has been done with it. */
export interface OrderView extends DashboardView {
  readonly order: Order;
  readonly history: readonly AuditEntry[];
  /** How the money stands that was only authorised; absent where it was taken with the order. */
  readonly capture?: Capture | undefined;
  /** How much can still be given back, minor units. */
  readonly refundable: Minor;
  /** Why the last thing that was tried did not work. */
  readonly reason?: string | undefined;
}

/** Everything about one order, with forms for what can be done with it. */
export function dashboardOrderPage(view: OrderView, shop: Shop): DashboardPage {
  const { order, root, reason } = view;
  return {
    title: `Order ${order.number}`,
    section: "orders",
    main: html`${pageHead(`Order ${order.number}`, {
      back: { href: `${root}/admin/orders`, words: "All orders" },
      badges: orderStatusBadge(order.status),
      under: html`Came by ${wayWords[wayOf(order)]} · ${momentText(order.createdAt, shop)} · ${link(permalinkOf(order, shop), "The buyer's page")}`,
    })}
${reason === undefined ? undefined : remark(reason, "bad", "alert")}
<div class="columns">
<div class="stack">
${card(undefined, { heading: "Items", table: items(order) })}
${deliveries(order)}
${card(undefined, { heading: "Bill", table: bill(order) })}
${actions(view)}
</div>
<div class="stack">
${card(buyer(order), { heading: "Buyer" })}
${payment(view, shop)}
${changes(order, shop)}
${past(view.history, shop)}
</div>
</div>`,
  };
}

/** By what an order began. */
const wayWords = {
  agent: "an agent",
  assistant: "an assistant without a key",
  page: "a page of the shop",
} as const;

function buyer({ buyer, fulfillmentDetails, delivery, orderNotes }: Order): Html {
  const address = fulfillmentDetails?.address;
  const lines = address && [
    address.name,
    address.company,
    address.lineOne,
    address.lineTwo,
    [address.city, address.state, address.postalCode].filter((part) => part !== "").join(", "),
    address.country,
  ];
  return html`<p>${[buyer?.email, buyer?.phoneNumber].filter((word) => word !== undefined).join(" · ") || "Not known"}</p>
${lines === undefined ? undefined : html`<address>${lines.filter((line) => line !== undefined && line !== "").map((line) => html`${line}<br>`)}</address>`}
${delivery === undefined ? undefined : html`<p>By ${delivery.title}</p>`}
${orderNotes === undefined ? undefined : html`<p>“${orderNotes}”</p>`}`;
}

function items({ lineItems, currency }: Order): Html {
  return html`<div class="table"><table>
<thead><tr><th scope="col">Item</th><th scope="col">Ordered</th><th scope="col">Current</th><th scope="col">Handed over</th><th scope="col" class="amount">Paid</th></tr></thead>
<tbody>
${lineItems.map(
  ({
    title,
    sku,
    variantId,
    quantity,
    amounts,
  }) => html`<tr><th scope="row">${title}<br><span class="soft">${sku ?? variantId}</span></th><td>${quantity.ordered}</td><td>${quantity.current}</td><td>${quantity.fulfilled}</td><td class="amount">${formatForPeople(amounts.total, currency)}</td></tr>
`,
)}</tbody>
</table></div>`;
}

function deliveries({ fulfillments, lineItems }: Order): Html | undefined {
  if (fulfillments.length === 0) return undefined;
  const titleOf = (id: string) => lineItems.find((line) => line.id === id)?.title ?? id;
  return card(
    html`<ul>
${fulfillments.map(
  (
    each,
  ) => html`<li>${each.type}, ${each.status.replaceAll("_", " ")}: ${each.lineItems.map(({ id, quantity }) => `${quantity} × ${titleOf(id)}`).join(", ")}${trackingOf(each)}</li>
`,
)}</ul>`,
    { heading: "Deliveries" },
  );
}

function trackingOf({ carrier, trackingNumber, trackingUrl }: Order["fulfillments"][number]): Content {
  const words = [carrier, trackingNumber].filter((word) => word !== undefined).join(" ");
  if (words === "") return undefined;
  return html`, ${trackingUrl === undefined ? words : link(trackingUrl, words)}`;
}

function bill({ totals, currency }: Order): Html {
  return html`<table class="bill">
<tbody>
${totals.map(
  (
    total,
  ) => html`<tr${total.type === "total" ? html` class="total"` : undefined}><th scope="row">${total.displayText}</th><td class="amount">${formatForPeople(total.amount, currency)}</td></tr>
${taxPartsOf(total).map(({ words, amount }) => html`<tr class="part"><th scope="row">${words}</th><td class="amount">${formatForPeople(amount, currency)}</td></tr>\n`)}`,
)}</tbody>
</table>`;
}

function changes({ adjustments, currency }: Order, shop: Shop): Html | undefined {
  if (adjustments.length === 0) return undefined;
  const amount = (of: Minor | undefined) => (of === undefined ? "" : ` of ${formatForPeople(of, currency)}`);
  return card(
    html`<ul class="plain stack">
${adjustments.map(
  (
    each,
  ) => html`<li>${each.type.replaceAll("_", " ")}${amount(each.amount)}, ${each.status}, ${momentText(each.occurredAt, shop)}${each.description === undefined ? undefined : html`: ${each.description}`}</li>
`,
)}</ul>`,
    { heading: "Changes" },
  );
}

/** What a merchant must know of money that was only authorised, and the button that takes it. */
function payment(view: OrderView, shop: Shop): Html | undefined {
  const words = captureInWords(view.capture, shop);
  if (words === undefined) return undefined;
  return card(
    html`<p>${words}</p>
${view.capture?.state === "authorized" ? dashboardForm(view, `/orders/${view.order.number}/capture`, "Take the money now…") : undefined}`,
    { heading: "Payment" },
  );
}

function captureInWords(capture: Capture | undefined, shop: Shop): string | undefined {
  switch (capture?.state) {
    case "authorized": {
      const until = capture.before === undefined ? "" : ` until ${momentText(capture.before, shop)}`;
      return `The money is authorised${until}, and not taken yet. It is taken when goods leave.`;
    }
    case "capturing":
      return "The money is being taken; whether that worked is found out by and by.";
    case "lapsed":
      return "The authorisation has ended before the money was taken: this order is not paid.";
    case "captured":
    case "canceled":
    case undefined:
      return undefined;
  }
}

/** Only what can be done as the order stands. */
function actions(view: OrderView): Html {
  const { order, refundable } = view;
  const moneyBack = refundable > 0 ? tickBox("refund", "Give the money back", true) : undefined;
  const { number, status, lineItems, currency } = order;
  const at = `/orders/${number}`;
  const isWorkedOn = status !== "manual_review" && status !== "canceled";
  const sendable: UnitsLeft = (line) => (line.requiresShipping ? unfulfilled(line) : 0);
  const left = (units: UnitsLeft) => lineItems.some((line) => units(line) > 0);
  const underWay = order.fulfillments.some(({ type, status: at }) =>
    type === "shipping"
      ? ["shipped", "in_transit", "out_for_delivery"].includes(at)
      : at === "ready_for_pickup",
  );
  return html`${
    isWorkedOn && left(sendable)
      ? card(
          dashboardForm(view, `${at}/ship`, "Send…", {
            kind: "primary",
            fields: [
              quantities(lineItems, sendable),
              field("carrier", "Carrier", { example: "UPS" }),
              field("tracking_number", "Tracking number"),
            ],
          }),
          { heading: "Send a parcel" },
        )
      : undefined
  }
${
  isWorkedOn && underWay
    ? card(dashboardForm(view, `${at}/deliver`, "Everything sent has arrived…"), { heading: "Arrived" })
    : undefined
}
${
  status !== "canceled" && left(unfulfilled)
    ? card(
        dashboardForm(view, `${at}/cancel`, "Cancel…", {
          kind: "danger",
          fields: [quantities(lineItems, unfulfilled), moneyBack, field("description", "Why, for the buyer")],
        }),
        { heading: "Cancel" },
      )
    : undefined
}
${
  left(fulfilled)
    ? card(
        dashboardForm(view, `${at}/return`, "Take back…", {
          fields: [
            quantities(lineItems, fulfilled, 0),
            moneyBack,
            tickBox("restock", "Put it back on sale", false),
            field("description", "Why, for the buyer"),
          ],
        }),
        { heading: "Take back" },
      )
    : undefined
}
${
  refundable > 0
    ? card(
        html`<p>${formatForPeople(refundable, currency)} can be given back.</p>
${dashboardForm(view, `${at}/refund`, "Refund…", { fields: [field("amount", `Amount in ${currency.toUpperCase()}`, { example: exampleOf(currency) }), field("description", "Why, for the buyer")] })}`,
        { heading: "Refund" },
      )
    : undefined
}
${status === "manual_review" ? dashboardForm(view, `${at}/confirm`, "Confirm the order") : undefined}
${status === "created" || status === "confirmed" ? dashboardForm(view, `${at}/hold`, "Hold for review") : undefined}`;
}

/** How many of each line; all that are left unless somebody writes less. */
function quantities(lines: readonly OrderLineItem[], left: UnitsLeft, chosen?: number): Content {
  return lines.flatMap((line) => {
    const most = left(line);
    if (most === 0) return [];
    return [
      html`<label>${line.title}, of ${most}<input type="number" name="quantity.${line.id}" min="0" max="${most}" value="${chosen ?? most}"></label>
`,
    ];
  });
}

function exampleOf(currency: Currency): string {
  return formatForPeople(1250 as Minor, currency).replace(/[^\d.]/g, "");
}

function past(history: readonly AuditEntry[], shop: Shop): Html | undefined {
  if (history.length === 0) return undefined;
  return card(
    html`<ul class="plain stack">
${history.map(
  ({
    at,
    actor,
    action,
  }) => html`<li>${momentText(at, shop)}: ${action.replace("order.", "").replaceAll("_", " ")}, by ${actor.replaceAll("_", " ")}</li>
`,
)}</ul>`,
    { heading: "Done so far" },
  );
}
