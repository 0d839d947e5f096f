import { type Content, type Html, html } from "../../../html.ts";
import { formatForPeople } from "../../../money.ts";
import type { Shop } from "../../../shop.ts";
import type { FoundEverywhere } from "../../find-everywhere.ts";
import { moment } from "../../parts/moments.ts";
import { card, emptyState, pageHead } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import { orderStatusBadge } from "../order/status-badge.ts";

/** What was found of each kind, each with a way to it. */
export function searchPage(root: string, search: string, found: FoundEverywhere, shop: Shop): DashboardPage {
  const groups = [
    orders(root, search, found, shop),
    products(root, search, found, shop),
    others(root, found),
  ].filter((group) => group !== undefined);
  return {
    title: search === "" ? "Search" : `Search: ${search}`,
    isNarrow: true,
    main: html`${pageHead(search === "" ? "Search" : `“${search}”`)}
<div id="found" class="stack">${
      groups.length > 0
        ? groups
        : card(
            emptyState(
              "search",
              search === "" ? "What are you looking for?" : "Nothing was found",
              "An order's number, a name or e-mail address, an item, a SKU, a tracking number, the id of a payment or a checkout, a discount code, an agent.",
            ),
          )
    }</div>`,
  };
}

function orders(root: string, search: string, { orders }: FoundEverywhere, shop: Shop): Html | undefined {
  if (orders.length === 0) return undefined;
  return group(
    "Orders",
    html`<a href="${root}/admin/orders?${new URLSearchParams({ search }).toString()}">All that match</a>`,
    orders.map(
      (order) =>
        html`<li class="line"><div class="clip"><a href="${root}/admin/orders/${order.number}">${order.number}</a> ${order.name ?? order.email} <span class="soft small">${moment(order.createdAt, shop)}</span></div><span class="amount">${orderStatusBadge(order.status)} ${formatForPeople(order.total, order.currency)}</span></li>
`,
    ),
  );
}

function products(
  root: string,
  search: string,
  { products }: FoundEverywhere,
  { currency }: Shop,
): Html | undefined {
  if (products.length === 0) return undefined;
  return group(
    "Products",
    html`<a href="${root}/admin/products?${new URLSearchParams({ search }).toString()}">All that match</a>`,
    products.map(
      ({ id, title, lowestPrice, available }) =>
        html`<li class="line"><div class="clip"><a href="${root}/admin/products/p/${encodeURIComponent(id)}">${title}</a> <span class="soft small">${available === undefined ? undefined : `${available} in stock`}</span></div><span class="amount">${formatForPeople(lowestPrice, currency)}</span></li>
`,
    ),
  );
}

function others(root: string, { discount, session, agents }: FoundEverywhere): Html | undefined {
  const entries: Content[] = [
    discount === undefined
      ? undefined
      : html`<li>Discount <strong>${discount.code ?? discount.name}</strong>, ${discount.name}</li>`,
    session === undefined
      ? undefined
      : html`<li>Checkout <span class="code">${session.id}</span>, ${session.status.replaceAll("_", " ")}</li>`,
    ...agents.map(
      (name) =>
        html`<li>Agent <a href="${root}/admin/orders?${new URLSearchParams({ agent: name }).toString()}">${name}</a>, and its orders</li>`,
    ),
  ].filter((entry) => entry !== undefined);
  return entries.length === 0 ? undefined : group("Beside that", undefined, entries);
}

function group(heading: string, actions: Content, entries: Content): Html {
  return card(html`<ul class="plain stack tight">${entries}</ul>`, { heading, actions });
}
