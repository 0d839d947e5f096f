import { type Html, html } from "../../../html.ts";
import type { Shop } from "../../../shop.ts";
import { dashboardForm, linkButton } from "../../parts/forms.ts";
import { moment } from "../../parts/moments.ts";
import { card, pageHead, remark } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import { adjustmentsOf, billOf } from "./bill-view.ts";
import { buyerOf, originOf } from "./buyer-view.ts";
import { cameBy } from "./came-by.ts";
import { disputesOf } from "./dispute-view.ts";
import { boughtItemsOf, deliveriesOf } from "./goods-view.ts";
import { eventsOf, historyOf } from "./history-view.ts";
import type { OrderView } from "./order-view.ts";
import { paymentOf } from "./payment-view.ts";
import { orderStatusBadge } from "./status-badge.ts";

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
${boughtItemsOf(order)}
${deliveriesOf(order, shop)}
${card(undefined, { heading: "Bill", table: billOf(order) })}
${adjustmentsOf(order, shop)}
${historyOf(shown.history, shown.people, shop)}
</div>
<div class="stack">
${buyerOf(order, shop)}
${paymentOf(shown, shop)}
${disputesOf(shown, shop)}
${originOf(shown, shop)}
${eventsOf(shown, shop)}
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
