import type { Instant } from "../../clock.ts";
import { type Content, type Html, html, link } from "../../html.ts";
import { type Currency, formatForPeople, type Minor } from "../../money.ts";
import type { Adjustment, Fulfillment, Order, OrderStatus } from "../../orders/order.ts";
import type { Shop } from "../../shop.ts";
import type { Page } from "./layout.ts";

/**
 * What a buyer sees of an order. Who has the link sees it, so it shows what was bought and where it is, and of the
 * buyer only the name and the town it goes to.
 */
export function orderPage(order: Order, shop: Shop): Page {
  const money = (amount: Minor) => formatForPeople(amount, order.currency);
  return {
    title: `Order ${order.number}`,
    main: html`<h1>Order ${order.number}</h1>
<p>${statusWords[order.status]}</p>
<p class="soft">Placed on ${day(order.createdAt, shop)}${destination(order)}</p>
${expected(order, shop)}
<h2>Items</h2>
<table>
<thead><tr><th scope="col">Item</th><th scope="col">Quantity</th><th scope="col" class="amount">Amount</th></tr></thead>
<tbody>
${order.lineItems.map(
  (
    line,
  ) => html`<tr><td>${line.title}</td><td>${line.quantity.ordered}</td><td class="amount">${money(line.amounts.subtotal)}</td></tr>
`,
)}</tbody>
</table>
<h2>Bill</h2>
<table>
<tbody>
${order.totals.map(
  (
    total,
  ) => html`<tr${total.type === "total" ? html` class="total"` : undefined}><th scope="row">${total.displayText}</th><td class="amount">${money(total.amount)}</td></tr>
`,
)}</tbody>
</table>
${section("Delivery", order.fulfillments, (fulfillment) => fulfillmentItem(fulfillment, shop))}
${section("Changes", order.adjustments, (adjustment) => adjustmentItem(adjustment, order.currency, shop))}`,
  };
}

const statusWords: Record<OrderStatus, string> = {
  created: "Your order has been received.",
  confirmed: "Your order is confirmed.",
  manual_review: "Your order is being reviewed.",
  processing: "Your order is being prepared.",
  shipped: "Your order is on its way.",
  completed: "Your order is complete.",
  canceled: "Your order was canceled.",
};

const fulfillmentWords: Record<Fulfillment["status"], string> = {
  pending: "Not sent yet",
  processing: "Being prepared",
  shipped: "Sent",
  in_transit: "On its way",
  out_for_delivery: "Out for delivery",
  ready_for_pickup: "Ready for pickup",
  delivered: "Delivered",
  failed: "Could not be delivered",
  canceled: "Canceled",
};

const adjustmentWords: Record<Adjustment["type"], string> = {
  refund: "Refund",
  credit: "Credit",
  return: "Return",
  exchange: "Exchange",
  price_adjustment: "Price adjustment",
  cancellation: "Cancellation",
  dispute: "Dispute",
};

const adjustmentStates: Record<Adjustment["status"], string> = {
  pending: "under way",
  completed: "done",
  failed: "failed",
};

function section<Entry>(
  title: string,
  entries: readonly Entry[],
  item: (entry: Entry) => Content,
): Html | undefined {
  if (entries.length === 0) return undefined;
  return html`<h2>${title}</h2>
<ul>
${entries.map((entry) => html`<li>${item(entry)}</li>\n`)}</ul>`;
}

function fulfillmentItem(fulfillment: Fulfillment, shop: Shop): Html {
  const { carrier, trackingNumber, trackingUrl, digitalDelivery } = fulfillment;
  const tracking = [carrier, trackingNumber].filter((word) => word !== undefined).join(" ");
  const latest = fulfillment.events.at(-1);
  return html`${fulfillmentWords[fulfillment.status]}${
    tracking === ""
      ? undefined
      : html`: ${trackingUrl === undefined ? tracking : link(trackingUrl, tracking)}`
  }${latest ? html` <span class="soft">(${day(latest.occurredAt, shop)})</span>` : undefined}${
    digitalDelivery?.accessUrl === undefined ? undefined : html`: ${link(digitalDelivery.accessUrl, "open")}`
  }`;
}

function adjustmentItem(adjustment: Adjustment, currency: Currency, shop: Shop): Html {
  const { amount, description } = adjustment;
  return html`${adjustmentWords[adjustment.type]}${
    amount === undefined ? undefined : html` of ${formatForPeople(amount, currency)}`
  }, ${adjustmentStates[adjustment.status]} <span class="soft">(${day(adjustment.occurredAt, shop)})</span>${
    description === undefined ? undefined : html`: ${description}`
  }`;
}

function destination({ fulfillmentDetails }: Order): Content {
  const address = fulfillmentDetails?.address;
  if (!address) return ".";
  const town = [address.city, address.state, address.country].filter((word) => word !== "").join(", ");
  return html` for ${address.name}, ${town}.`;
}

function expected({ estimatedDelivery }: Order, shop: Shop): Html | undefined {
  if (!estimatedDelivery) return undefined;
  const earliest = day(estimatedDelivery.earliest, shop);
  const latest = day(estimatedDelivery.latest, shop);
  return html`<p>Expected ${earliest === latest ? latest : html`between ${earliest} and ${latest}`}.</p>`;
}

/** A day as the shop counts it. */
function day(at: Instant, shop: Shop): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: shop.timezone }).format(at);
}
