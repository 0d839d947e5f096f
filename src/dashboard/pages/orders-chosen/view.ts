import { html } from "../../../html.ts";
import type { Order } from "../../../orders/order.ts";
import { pluralize } from "../../../pluralize.ts";
import { type DashboardView, dashboardForm, linkButton } from "../../parts/forms.ts";
import { card, emptyState, pageHead } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";

/**
 * Asks whether to ship all that can be shipped of some orders, and says what that does.
 *
 * @param left how many of those chosen have nothing to ship.
 */
export function shipChosenPage(view: DashboardView, orders: readonly Order[], left: number): DashboardPage {
  const back = { href: `${view.root}/admin/orders`, words: "Orders" };
  const title = orders.length === 0 ? "Nothing to ship" : `Ship ${pluralize(orders.length, "order")}?`;
  return {
    title,
    section: "orders",
    isNarrow: true,
    main: html`${pageHead(title, { back })}
${card(
  orders.length === 0
    ? emptyState(
        "orders",
        "None of these has anything to ship",
        "They were shipped before, are on hold, or have nothing that is shipped.",
        linkButton(view.root, "/orders", "Back to the orders"),
      )
    : html`<p>Nothing has been done yet. If you go on, this happens:</p>
<ul>
<li>All that is left of orders ${orders.map(({ number }) => number).join(", ")} is noted as shipped, without a tracking number. One can be added to each parcel later.</li>
<li>Money that was only authorised is taken.</li>
<li>Each buyer and agent is told. This cannot be undone.</li>
${left > 0 ? html`<li>${pluralize(left, "order")} of those chosen ${left === 1 ? "has" : "have"} nothing to ship, and ${left === 1 ? "stays" : "stay"} as ${left === 1 ? "it is" : "they are"}.</li>\n` : undefined}</ul>
${dashboardForm(view, "/orders/many", `Ship ${pluralize(orders.length, "order")} now`, {
  kind: "primary",
  fields: [
    html`<input type="hidden" name="do" value="ship"><input type="hidden" name="confirmed" value="yes">`,
    ...orders.map(({ number }) => html`<input type="hidden" name="number" value="${number}">`),
  ],
  beside: linkButton(view.root, "/orders", "Back, with nothing done"),
})}`,
)}`,
  };
}
