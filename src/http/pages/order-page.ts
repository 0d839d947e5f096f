import type { Instant } from "../../clock.ts";
import { type Content, type Html, html, link } from "../../html.ts";
import { formatForPeople, type Minor } from "../../money.ts";
import type { Adjustment, Order, OrderLineItem, OrderStatus } from "../../orders/order.ts";
import { permalinkOf } from "../../orders/permalink.ts";
import { isWithdrawal, withdrawableLines } from "../../orders/withdrawal.ts";
import { taxPartsOf } from "../../pricing/tax-parts.ts";
import type { Shop } from "../../shop.ts";
import { languageOf } from "./checkout/language.ts";
import { dayText } from "./days.ts";
import { type Page, policySourceOf } from "./layout.ts";
import { deliveries } from "./order-deliveries.ts";
import { progress } from "./order-progress.ts";

/**
 * What a buyer sees of an order. Who has the link sees it, so it shows what was bought and where it is, and of the
 * buyer only the name and the town it goes to.
 *
 * @param now against which links are judged that expire.
 */
export function orderPage(order: Order, shop: Shop, now: Instant): Page {
  const pictures = order.lineItems.flatMap(({ imageUrl }) => (isPicture(imageUrl) ? [imageUrl] : []));
  return {
    title: `Order ${order.number}`,
    pictures,
    main: html`<h1>Order ${order.number}</h1>
<p class="standing">${statusWords[order.status]}</p>
<p class="soft">Placed on ${dayText(order.createdAt, shop)}${destination(order)}</p>
${progress(order)}
${expected(order, shop)}
${deliveries(order, shop, now)}
<h2>Items</h2>
<ul class="items">
${order.lineItems.map((line) => item(line, order))}</ul>
${bill(order)}
${changes(order, shop)}
${withdrawal(order, shop, now)}${support(order, shop)}`,
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

function item(line: OrderLineItem, { currency }: Order): Html {
  const { ordered, current } = line.quantity;
  const gone = ordered - current;
  // The title stands beside it: to a screen reader the picture would only say the same again.
  const picture = isPicture(line.imageUrl)
    ? html`<img src="${line.imageUrl}" alt="" width="64" height="64" loading="lazy">`
    : html`<span class="blank"></span>`;
  return html`<li>${picture}<span>${line.url === undefined ? line.title : link(line.url, line.title)}</span>
<span class="amount">${formatForPeople(line.amounts.subtotal, currency)}</span>
<span class="soft">${ordered} × ${formatForPeople(line.unitPrice, currency)}${gone === 0 ? undefined : html` · ${gone} canceled or returned`}</span></li>
`;
}

function bill(order: Order): Html {
  const money = (amount: Minor) => formatForPeople(amount, order.currency);
  return html`<h2>Bill</h2>
<table>
<tbody>
${order.totals.map(
  (
    total,
  ) => html`<tr${total.type === "total" ? html` class="total"` : undefined}><th scope="row">${total.displayText}</th><td class="amount">${money(total.amount)}</td></tr>
${taxPartsOf(total).map(({ words, amount }) => html`<tr class="part"><th scope="row">${words}</th><td class="amount">${money(amount)}</td></tr>\n`)}`,
)}</tbody>
</table>`;
}

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

function changes({ adjustments, lineItems, currency }: Order, shop: Shop): Html | undefined {
  if (adjustments.length === 0) return undefined;
  const goods = (adjustment: Adjustment) =>
    (adjustment.lineItems ?? []).flatMap(({ id, quantity }) => {
      const line = lineItems.find((each) => each.id === id);
      return line ? [`${quantity} × ${line.title}`] : [];
    });
  const words = (adjustment: Adjustment): Content => {
    const { type, status, amount, description } = adjustment;
    const about = goods(adjustment);
    return html`${adjustmentWords[type]}${amount === undefined ? undefined : html` of ${formatForPeople(amount, currency)}`}, ${adjustmentStates[status]} <span class="soft">(${dayText(adjustment.occurredAt, shop)})</span>${about.length === 0 ? undefined : html`: ${about.join(", ")}`}${description === undefined ? undefined : html`<br>${description}`}`;
  };
  return html`<h2>Changes</h2>
<ul>
${adjustments.map((adjustment) => html`<li>${words(adjustment)}</li>\n`)}</ul>`;
}

function destination({ fulfillmentDetails }: Order): Content {
  const address = fulfillmentDetails?.address;
  if (!address) return ".";
  const town = [address.city, address.state, address.country].filter((word) => word !== "").join(", ");
  return html` for ${address.name}, ${town}.`;
}

/** While something of it is still to come. */
function expected({ estimatedDelivery, status }: Order, shop: Shop): Html | undefined {
  if (!estimatedDelivery || status === "completed" || status === "canceled") return undefined;
  const earliest = dayText(estimatedDelivery.earliest, shop);
  const latest = dayText(estimatedDelivery.latest, shop);
  return html`<p>Expected ${earliest === latest ? latest : html`between ${earliest} and ${latest}`}.</p>`;
}

/** Where a buyer in the EU withdraws from the contract, easy to find as long as they may. */
function withdrawal(order: Order, shop: Shop, now: Instant): Html | undefined {
  const canWithdraw = withdrawableLines(order, now).length > 0 || order.adjustments.some(isWithdrawal);
  if (!canWithdraw) return undefined;
  const { words } = languageOf(order.locale, null);
  return html`<p>${link(`${permalinkOf(order, shop)}/withdraw`, words.withdrawal.link)}</p>\n`;
}

function support({ number }: Order, { support: { email } }: Shop): Html | undefined {
  if (email === undefined) return undefined;
  const subject = encodeURIComponent(`Order ${number}`);
  return html`<h2>Something wrong?</h2>
<p>${link(`mailto:${email}?subject=${subject}`, "Write to the shop")} and name order ${number}.</p>`;
}

function isPicture(address: string | undefined): address is string {
  return address !== undefined && policySourceOf(address) !== undefined;
}
