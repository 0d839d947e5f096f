import { type Html, html } from "../../../html.ts";
import { dayText } from "../../../http/pages/days.ts";
import type { Page } from "../../../http/pages/layout.ts";
import { formatForPeople, ZERO } from "../../../money.ts";
import type { Order, OrderStatus } from "../../../orders/order.ts";
import type { Shop } from "../../../shop.ts";
import { orderStatuses } from "../../shapes/order.ts";
import { type DashboardView, dashboardForm } from "../forms.ts";

/** What the list shows, and what was asked for. */
export interface OrdersView extends DashboardView {
  readonly orders: readonly Order[];
  readonly status: OrderStatus | undefined;
  readonly search: string;
  /** Below which number the next page begins; absent on the last. */
  readonly nextBefore: number | undefined;
}

/** All orders, newest first, or those asked for. */
export function ordersPage(view: OrdersView, shop: Shop): Page {
  const { root, orders, status, search, nextBefore } = view;
  const query = new URLSearchParams({
    ...(search !== "" && { search }),
    ...(status && { status }),
    before: String(nextBefore),
  });
  return {
    title: "Orders",
    hasForms: true,
    main: html`<h1>Orders</h1>
<form method="get" action="${root}/admin" role="search">
<label>Number, id or e-mail address<input type="search" name="search" value="${search}"></label>
<label>Status<select name="status"><option value="">any</option>${orderStatuses.map((each) => html`<option${each === status ? html` selected` : undefined}>${each}</option>`)}</select></label>
<button>Find</button>
</form>
${orders.length === 0 ? html`<p>There are no such orders.</p>` : tableOf(orders, shop, root)}
${nextBefore === undefined ? undefined : html`<p><a href="${root}/admin?${query.toString()}">Older orders</a></p>`}
${dashboardForm(view, "/sign-out", "Sign out")}`,
  };
}

function tableOf(orders: readonly Order[], shop: Shop, root: string): Html {
  return html`<div class="wide"><table>
<thead><tr><th scope="col">Order</th><th scope="col">Placed</th><th scope="col">Status</th><th scope="col">Buyer</th><th scope="col" class="amount">Total</th></tr></thead>
<tbody>
${orders.map(
  (
    order,
  ) => html`<tr><th scope="row"><a href="${root}/admin/orders/${order.number}">${order.number}</a></th><td>${dayText(order.createdAt, shop)}</td><td>${order.status.replaceAll("_", " ")}</td><td>${order.buyer?.email ?? ""}</td><td class="amount">${totalOf(order)}</td></tr>
`,
)}</tbody>
</table></div>`;
}

function totalOf({ totals, currency }: Order): string {
  return formatForPeople(totals.find(({ type }) => type === "total")?.amount ?? ZERO, currency);
}
