import type { AuditEntry } from "../../../audit/audit.ts";
import type { CheckoutSession } from "../../../checkout/session.ts";
import { type Content, type Html, html, link } from "../../../html.ts";
import { formatForPeople } from "../../../money.ts";
import type { Fulfillment, Order } from "../../../orders/order.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import { unfulfilled } from "../../../orders/units.ts";
import type { DeliveryAttempt, EventSummary } from "../../../outbox/event.ts";
import type { PaymentAttempt } from "../../../payments/attempt.ts";
import type { Refund } from "../../../payments/refund.ts";
import type { StaffMember } from "../../../people/person.ts";
import { taxPartsOf } from "../../../pricing/tax-parts.ts";
import type { Shop } from "../../../shop.ts";
import { type DashboardView, dashboardForm, linkButton } from "../../parts/forms.ts";
import { moment } from "../../parts/moments.ts";
import {
  badge,
  type Column,
  card,
  factList,
  listTable,
  pageHead,
  remark,
  row,
  type Tone,
} from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import { addressLines } from "./address-lines.ts";
import { cameBy } from "./came-by.ts";
import { eventsOf, historyOf } from "./history-view.ts";
import type { OrderAction, OrderStanding } from "./order-action.ts";
import { paymentOf } from "./payment-view.ts";
import { orderStatusBadge } from "./status-badge.ts";

/** One order, and everything that is known of it. */
export interface OrderView {
  readonly view: DashboardView;
  readonly standing: OrderStanding;
  /** What can be done with it as it stands. */
  readonly actions: readonly OrderAction[];
  /** The agent's name. */
  readonly agent: string | undefined;
  readonly attempt: PaymentAttempt | undefined;
  readonly refunds: readonly Refund[];
  readonly session: CheckoutSession | undefined;
  readonly history: readonly AuditEntry[];
  /** Those who work in the shop, for their names. */
  readonly people: readonly StaffMember[];
  /** What the agent is told of it, the newest first. */
  readonly events: readonly { readonly event: EventSummary; readonly attempts: readonly DeliveryAttempt[] }[];
  /** Why the last thing that was tried did not work. */
  readonly reason?: string | undefined;
}

/** Everything about one order, and what can be done with it. */
export function dashboardOrderPage(shown: OrderView, shop: Shop): DashboardPage {
  const { view, standing, reason } = shown;
  const { order } = standing;
  return {
    title: `Order ${order.number}`,
    section: "orders",
    pictures: order.lineItems.flatMap(({ imageUrl }) => imageUrl ?? []),
    main: html`${pageHead(`Order ${order.number}`, {
      back: { href: `${view.root}/admin/orders`, words: "Orders" },
      badges: orderStatusBadge(order.status),
      actions: buttons(shown),
      under: html`${moment(order.createdAt, shop)} · by ${shown.agent ?? cameBy[order.way ?? "agent"]} in ${order.protocol.name.toUpperCase()} ${order.protocol.version}`,
    })}
${reason === undefined ? undefined : remark(reason, "bad", "alert")}
<div class="columns">
<div class="stack">
${items(order)}
${deliveries(order, shop)}
${card(undefined, { heading: "Bill", table: bill(order) })}
${changes(order, shop)}
${historyOf(shown.history, shown.people, shop)}
</div>
<div class="stack">
${buyer(order, shop)}
${paymentOf(shown, shop)}
${origin(shown, shop)}
${eventsOf(shown.events, shop)}
</div>
</div>`,
  };
}

/** One press where that does it; a page of its own for what is filled in or asked about. */
function buttons({ view, standing, actions }: OrderView): Html {
  const at = `/orders/${standing.order.number}`;
  return html`${actions.map(({ name, words, kind, fields }) =>
    fields === undefined
      ? dashboardForm(view, `${at}/${name}`, words, { kind })
      : linkButton(view.root, `${at}/${name}`, words, kind),
  )}${(["slips", "invoices"] as const).map((kind) =>
    linkButton(
      view.root,
      `/orders/print?kind=${kind}&number=${standing.order.number}`,
      kind === "slips" ? "Packing slip" : "Invoice",
      "quiet",
    ),
  )}`;
}

const itemColumns: readonly Column[] = [
  { heading: "Item" },
  { heading: "Each", kind: "amount phone-less" },
  { heading: "Units", kind: "amount" },
  { heading: "Sent", kind: "amount" },
  { heading: "Total", kind: "amount" },
];

function items({ lineItems, currency }: Order): Html {
  const rows = lineItems.map((line) => {
    const { ordered, current, fulfilled } = line.quantity;
    return row(itemColumns, [
      html`<div class="with-picture">${line.imageUrl === undefined ? html`<span class="picture"></span>` : html`<img class="picture" src="${line.imageUrl}" alt="" loading="lazy">`}<div>${line.title}<br><span class="soft small">${line.sku ?? line.variantId}</span></div></div>`,
      formatForPeople(line.unitPrice, currency),
      current === ordered ? ordered : html`${current} <span class="soft small nowrap">of ${ordered}</span>`,
      line.requiresShipping || unfulfilled(line) > 0 ? `${fulfilled} of ${current}` : "All",
      formatForPeople(line.amounts.total, currency),
    ]);
  });
  return card(undefined, { heading: "Items", table: listTable("Items", itemColumns, rows) });
}

const deliveryTones: Readonly<Record<Fulfillment["status"], Tone>> = {
  pending: "neutral",
  processing: "info",
  shipped: "info",
  in_transit: "info",
  out_for_delivery: "info",
  ready_for_pickup: "warn",
  delivered: "good",
  failed: "bad",
  canceled: "neutral",
};

function deliveries({ fulfillments, lineItems }: Order, shop: Shop): Html | undefined {
  if (fulfillments.length === 0) return undefined;
  const titleOf = (id: string) => lineItems.find((line) => line.id === id)?.title ?? id;
  return card(
    fulfillments.map(
      (
        each,
      ) => html`<div class="stack tight"><div class="actions"><h3>${kindWords[each.type]}</h3>${badge(each.status.replaceAll("_", " "), deliveryTones[each.status])}${trackingOf(each)}</div>
<p class="soft">${each.lineItems.map(({ id, quantity }) => `${quantity} × ${titleOf(id)}`).join(", ")}</p>
${each.events.length === 0 ? undefined : html`<ul class="timeline">${each.events.toReversed().map((event) => html`<li>${event.type.replaceAll("_", " ")}${event.location === undefined ? "" : `, ${event.location}`}${event.description === undefined ? "" : `: ${event.description}`}${moment(event.occurredAt, shop)}</li>`)}</ul>`}</div>
`,
    ),
    { heading: "Deliveries" },
  );
}

const kindWords = { shipping: "Parcel", pickup: "Pickup", digital: "Download" } as const;

function trackingOf({ carrier, trackingNumber, trackingUrl }: Fulfillment): Content {
  const words = [carrier, trackingNumber].filter((word) => word !== undefined).join(" ");
  if (words === "") return undefined;
  return trackingUrl === undefined ? words : link(trackingUrl, words);
}

/** Discounts by name and code, tax by jurisdiction. */
function bill({ totals, currency, appliedDiscounts }: Order): Html {
  const part = (words: string, amount: Parameters<typeof formatForPeople>[0]) =>
    html`<tr class="part"><th scope="row">${words}</th><td class="amount">${formatForPeople(amount, currency)}</td></tr>
`;
  const discounts = appliedDiscounts.map(({ discount, amount }) =>
    part(discount.code === undefined ? discount.name : `${discount.name} (${discount.code})`, amount),
  );
  const at = totals.findLastIndex(({ type }) => type === "items_discount" || type === "discount");
  return html`<table class="bill">
<tbody>
${totals.map(
  (total, index) =>
    html`<tr${total.type === "total" ? html` class="total"` : undefined}><th scope="row">${total.displayText}</th><td class="amount">${formatForPeople(total.amount, currency)}</td></tr>
${index === at ? discounts : undefined}${taxPartsOf(total).map(({ words, amount }) => part(words, amount))}`,
)}${at === -1 ? discounts : undefined}</tbody>
</table>`;
}

function changes({ adjustments, currency, lineItems }: Order, shop: Shop): Html | undefined {
  if (adjustments.length === 0) return undefined;
  const titleOf = (id: string) => lineItems.find((line) => line.id === id)?.title ?? id;
  return card(
    html`<ul class="timeline">
${adjustments.toReversed().map(
  (
    each,
  ) => html`<li>${each.type.replaceAll("_", " ")}${each.amount === undefined ? "" : ` of ${formatForPeople(each.amount, currency)}`}, ${each.status}${each.lineItems === undefined || each.lineItems.length === 0 ? undefined : html` <span class="soft">${each.lineItems.map(({ id, quantity }) => `${quantity} × ${titleOf(id)}`).join(", ")}</span>`}${each.description === undefined ? "" : `: ${each.description}`}${each.reason === undefined ? undefined : html` <span class="soft">(${each.reason.replaceAll("_", " ")})</span>`}${moment(each.occurredAt, shop)}</li>
`,
)}</ul>`,
    { heading: "Changes" },
  );
}

function buyer(order: Order, shop: Shop): Html {
  const { buyer, delivery, orderNotes, marketingConsents = [] } = order;
  const contact = [buyer?.email, buyer?.phoneNumber, buyer?.company?.name].filter(
    (word) => word !== undefined,
  );
  return card(
    html`<p>${contact.length === 0 ? html`<span class="soft">Nobody said who buys.</span>` : contact.map((word, index) => html`${index > 0 ? html`<br>` : undefined}${word}`)}</p>
<address>${addressLines(order).map((line) => html`${line}<br>`)}</address>
${factList([
  ["Delivery", delivery?.title],
  ["Note", orderNotes === undefined ? undefined : `“${orderNotes}”`],
  ...marketingConsents.map(
    ({ channel, optedIn }) => [`May be written to by ${channel}`, optedIn ? "Yes" : "No"] as const,
  ),
])}
<p>${link(permalinkOf(order, shop), "The buyer's page of this order")}</p>`,
    { heading: "Buyer" },
  );
}

/** The session, and how the buyer came to it. */
function origin({ standing: { order }, session, agent }: OrderView, shop: Shop): Html {
  const attributed = [order.affiliateFirst, order.affiliateLast].flatMap((each) => each?.provider ?? []);
  return card(
    factList([
      ["Agent", agent],
      ["Came by", cameBy[order.way ?? "agent"]],
      ["Protocol", `${order.protocol.name.toUpperCase()} ${order.protocol.version}`],
      ["Session", html`<span class="code">${order.sessionId}</span>`],
      ["Begun", session && moment(session.createdAt, shop)],
      ["Led here by", attributed.length === 0 ? undefined : [...new Set(attributed)].join(", ")],
      ["Language", order.locale],
      ["Address", order.riskSignals?.ipAddress],
      ["Device", order.riskSignals?.userAgent],
    ]),
    { heading: "How it came" },
  );
}
