import { type Content, type Html, html } from "../../../html.ts";
import { formatForPeople } from "../../../money.ts";
import type { OrderListPage, OrderSort, OrderSummary } from "../../../orders/order-list.ts";
import type { Shop } from "../../../shop.ts";
import { choice, type DashboardView, field, formMarks, linkButton } from "../../parts/forms.ts";
import { moment } from "../../parts/moments.ts";
import { type Column, card, emptyState, listTable, pageHead, row } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import { cameBy } from "../order/came-by.ts";
import { orderStatusBadge } from "../order/status-badge.ts";
import { addressOfOrders, type OrdersAsked, type OrderTab, orderTabs, purchaseWays } from "./list-query.ts";

/** What the list shows, and what was asked for. */
export interface OrdersView {
  readonly view: DashboardView;
  readonly asked: OrdersAsked;
  readonly page: OrderListPage;
  readonly found: { readonly count: number; readonly isMore: boolean };
  /** Those one may ask for, by name. */
  readonly agents: readonly { readonly id: string; readonly name: string }[];
  /** What the agents of the page's orders are called, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** All orders, newest first, or those asked for. */
export function ordersPage(shown: OrdersView, shop: Shop): DashboardPage {
  const { view, asked, page } = shown;
  const { root } = view;
  const isEmpty = page.orders.length === 0;
  return {
    title: "Orders",
    section: "orders",
    main: html`${pageHead("Orders", {
      actions: isEmpty
        ? undefined
        : html`<a class="button" href="${root}/admin/orders.csv${addressOfOrders(asked)}" download>Download CSV</a>`,
    })}
<div id="orders">
${card(undefined, {
  table: html`${viewTabs(root, asked)}
${filters(shown)}
${isEmpty ? nothing(root, asked) : tableOf(shown, shop)}`,
})}
${paging(shown)}
</div>`,
  };
}

const viewWords: Readonly<Record<OrderTab, string>> = {
  all: "All",
  unfulfilled: "Unfulfilled",
  on_hold: "On hold",
  shipped: "Shipped",
  completed: "Completed",
  canceled: "Canceled",
};

function viewTabs(root: string, asked: OrdersAsked): Html {
  const tab = (view: OrderTab) =>
    html`<a href="${root}/admin/orders${addressOfOrders(asked, { view, status: undefined })}"${view === asked.view ? html` aria-current="true"` : undefined}>${viewWords[view]}</a>`;
  return html`<nav class="tabs" aria-label="Orders by how they stand">${Object.keys(orderTabs).map((view) => tab(view as OrderTab))}</nav>`;
}

/** With scripts, the list follows what is typed and chosen; without, the button does. */
function filters({ view: { root }, asked, agents }: OrdersView): Html {
  const anyAgent = new Map([["", "All agents"], ...agents.map(({ name }) => [name, name] as const)]);
  const anyWay = new Map<string, string>([
    ["", "All ways"],
    ...purchaseWays.map((way) => [way, cameBy[way]] as const),
  ]);
  return html`<form class="filters" method="get" action="${root}/admin/orders" hx-get="${root}/admin/orders" hx-trigger="input delay:250ms, submit" hx-target="#orders" hx-select="#orders" hx-swap="outerMorph" hx-push-url="true">
${asked.view === "all" ? undefined : html`<input type="hidden" name="view" value="${asked.view}">`}
${asked.sort === "newest" ? undefined : html`<input type="hidden" name="sort" value="${asked.sort}">`}
<label class="grow">Search<input type="search" name="search" id="order-search" value="${asked.search}" placeholder="Number, buyer, item, SKU, tracking, payment" autocomplete="off"></label>
${choice("agent", "Agent", anyAgent, { value: asked.agent })}
${choice("way", "Came by", anyWay, { value: asked.way })}
${field("from", "From", { type: "date", value: asked.from })}
${field("to", "To", { type: "date", value: asked.to })}
<button data-without-script>Find</button>
${isFiltered(asked) ? html`<a class="button quiet" href="${root}/admin/orders${addressOfOrders({ ...asked, search: "", agent: "", way: undefined, from: "", to: "", status: undefined })}">Clear</a>` : undefined}
</form>`;
}

function isFiltered({ search, agent, way, from, to, status }: OrdersAsked): boolean {
  return [search, agent, way ?? "", from, to, status ?? ""].some((value) => value !== "");
}

function nothing(root: string, asked: OrdersAsked): Html {
  return isFiltered(asked) || asked.view !== "all"
    ? emptyState(
        "search",
        "There are no such orders.",
        "Nothing matches what you look for. Look for less, or in all orders.",
        linkButton(root, "/orders", "Show all orders"),
      )
    : emptyState(
        "orders",
        "No orders yet",
        "What agents and buyers buy is listed here as soon as it is paid.",
        linkButton(root, "", "See what is left to set up"),
      );
}

function columnsOf(root: string, asked: OrdersAsked): readonly Column[] {
  const sorted = (
    words: string,
    falling: OrderSort,
    rising: OrderSort,
  ): Pick<Column, "heading" | "sorted"> => {
    const next = asked.sort === falling ? rising : falling;
    return {
      heading: html`<a href="${root}/admin/orders${addressOfOrders(asked, { sort: next })}">${words}${asked.sort === falling ? " ↓" : asked.sort === rising ? " ↑" : ""}</a>`,
      sorted: asked.sort === falling ? "descending" : asked.sort === rising ? "ascending" : undefined,
    };
  };
  return [
    {
      heading: html`<input type="checkbox" data-tick-all aria-label="Choose all on this page">`,
      kind: "tick",
    },
    { heading: "Order" },
    sorted("Placed", "newest", "oldest"),
    { heading: "Buyer", kind: "phone-less" },
    { heading: "Items", kind: "phone-less" },
    { heading: "Agent", kind: "phone-less" },
    { heading: "Status" },
    { ...sorted("Total", "highest", "lowest"), kind: "amount" },
  ];
}

function tableOf({ view, asked, page, names }: OrdersView, shop: Shop): Html {
  const columns = columnsOf(view.root, asked);
  const rows = page.orders.map((order) =>
    row(
      columns,
      [
        html`<input type="checkbox" name="number" value="${order.number}" data-tick aria-label="Choose order ${order.number}">`,
        html`<a href="${view.root}/admin/orders/${order.number}">${order.number}</a>`,
        moment(order.createdAt, shop),
        html`<div class="clip">${order.name ?? order.email ?? html`<span class="soft">Not known</span>`}</div>`,
        html`<div class="clip">${itemsInWords(order)}</div>`,
        names.get(order.agentId) ?? cameBy[order.way],
        orderStatusBadge(order.status),
        formatForPeople(order.total, order.currency),
      ],
      1,
    ),
  );
  return html`<form method="post" action="${view.root}/admin/orders/many">
${formMarks(view)}${listTable("Orders", columns, rows)}
<div class="bulk"><span class="soft" data-ticked="With those chosen:">With those chosen:</span>
<button name="do" value="ship">Ship…</button>
<button name="do" value="slips">Print packing slips</button>
<button name="do" value="invoices">Print invoices</button></div>
</form>`;
}

function itemsInWords({ firstItem, units, lines }: OrderSummary): Content {
  if (firstItem === undefined) return "";
  return lines === 1 ? `${units} × ${firstItem}` : `${firstItem} and ${lines - 1} more`;
}

function paging({ view: { root }, asked, page, found }: OrdersView): Html {
  const count = `${found.count.toLocaleString("en-US")}${found.isMore ? "+" : ""} ${found.count === 1 ? "order" : "orders"}`;
  return html`<nav class="paging" aria-label="Pages"><span class="soft">${count}</span><span class="actions">${
    asked.behind === undefined
      ? undefined
      : html`<a class="button" href="${root}/admin/orders${addressOfOrders(asked)}">First page</a>`
  }${
    page.next === undefined
      ? undefined
      : html`<a class="button" rel="next" href="${root}/admin/orders${addressOfOrders(asked, { behind: page.next })}">Next page</a>`
  }</span></nav>`;
}
