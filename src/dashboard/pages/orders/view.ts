import { type Html, html } from "../../../html.ts";
import { formatForPeople, ZERO } from "../../../money.ts";
import type { Order, OrderStatus } from "../../../orders/order.ts";
import type { Shop } from "../../../shop.ts";
import { linkButton } from "../../parts/forms.ts";
import { moment } from "../../parts/moments.ts";
import { type Column, card, emptyState, listTable, pageHead, row } from "../../parts/page-parts.ts";
import { orderStatuses } from "../../shapes/order.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import { orderStatusBadge, orderStatusWords } from "../order/status-badge.ts";

/** What the list shows, and what was asked for. */
export interface OrdersView {
  readonly root: string;
  readonly orders: readonly Order[];
  readonly status: OrderStatus | undefined;
  readonly search: string;
  /** Below which number the next page begins; absent on the last. */
  readonly nextBefore: number | undefined;
}

/** All orders, newest first, or those asked for. */
export function ordersPage(view: OrdersView, shop: Shop): DashboardPage {
  const { root, orders, status, search, nextBefore } = view;
  const query = new URLSearchParams({
    ...(search !== "" && { search }),
    ...(status && { status }),
    before: String(nextBefore),
  });
  return {
    title: "Orders",
    section: "orders",
    main: html`${pageHead("Orders")}
${card(undefined, {
  table: html`${statusTabs(view)}
<form class="filters" method="get" action="${root}/admin/orders">
${status === undefined ? undefined : html`<input type="hidden" name="status" value="${status}">`}
<label class="grow"><span class="for-readers">Number, id or e-mail address</span><input type="search" name="search" value="${search}" placeholder="Number, id or e-mail address"></label>
<button>Find</button>
</form>
${orders.length === 0 ? nothing(view) : tableOf(orders, shop, root)}`,
})}
${nextBefore === undefined ? undefined : html`<div class="paging"><span></span><a class="button" href="${root}/admin/orders?${query.toString()}">Older orders</a></div>`}`,
  };
}

function statusTabs({ root, status: chosen, search }: OrdersView): Html {
  const tab = (status: OrderStatus | undefined, words: string) => {
    const query = new URLSearchParams({ ...(search !== "" && { search }), ...(status && { status }) });
    return html`<a href="${root}/admin/orders?${query.toString()}"${status === chosen ? html` aria-current="true"` : undefined}>${words}</a>`;
  };
  return html`<nav class="tabs" aria-label="Orders by how they stand">${tab(undefined, "All")}${orderStatuses.map((each) => tab(each, orderStatusWords[each]))}</nav>`;
}

function nothing({ root, search, status }: OrdersView): Html {
  return search === "" && status === undefined
    ? emptyState(
        "orders",
        "No orders yet",
        "What agents and buyers buy is listed here as soon as it is paid.",
      )
    : emptyState(
        "search",
        "There are no such orders.",
        "Look for another number, id or e-mail address, or in all orders.",
        linkButton(root, "/orders", "Show all orders"),
      );
}

const columns: readonly Column[] = [
  { heading: "Order" },
  { heading: "Placed" },
  { heading: "Buyer", kind: "phone-less" },
  { heading: "Status" },
  { heading: "Total", kind: "amount" },
];

function tableOf(orders: readonly Order[], shop: Shop, root: string): Html {
  return listTable(
    "Orders",
    columns,
    orders.map((order) =>
      row(columns, [
        html`<a href="${root}/admin/orders/${order.number}">${order.number}</a>`,
        moment(order.createdAt, shop),
        html`<span class="clip">${order.buyer?.email ?? ""}</span>`,
        orderStatusBadge(order.status),
        totalOf(order),
      ]),
    ),
  );
}

function totalOf({ totals, currency }: Order): string {
  return formatForPeople(totals.find(({ type }) => type === "total")?.amount ?? ZERO, currency);
}
