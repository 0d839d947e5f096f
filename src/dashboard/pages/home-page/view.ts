import { type Html, html } from "../../../html.ts";
import { formatForPeople } from "../../../money.ts";
import type { OrderSummary } from "../../../orders/order-list.ts";
import type { Shop } from "../../../shop.ts";
import { linkButton } from "../../parts/forms.ts";
import { moment } from "../../parts/moments.ts";
import { badge, card, emptyState, pageHead } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import { orderStatusBadge } from "../order/status-badge.ts";
import type { Need } from "./needs.ts";
import { type SalesView, salesView } from "./sales-view.ts";
import type { SetupStep } from "./setup-steps.ts";

/** What a merchant sees first. */
export interface HomeView {
  readonly root: string;
  readonly sales: SalesView;
  readonly needs: readonly Need[];
  /** Whether the shop's surroundings are being looked at for the first time. */
  readonly isLooking: boolean;
  /** Those that wait to be shipped, the oldest first. */
  readonly toShip: readonly OrderSummary[];
  readonly newest: readonly OrderSummary[];
  readonly steps: readonly SetupStep[];
}

/** Home: what needs somebody, what was sold, and, until the first sale, the way there. */
export function dashboardHomePage(
  { root, sales, needs, isLooking, toShip, newest, steps }: HomeView,
  shop: Shop,
): DashboardPage {
  const isSelling = newest.length > 0;
  return {
    title: "Home",
    section: "home",
    main: html`${pageHead("Home")}
${steps.every(({ isDone }) => isDone) ? undefined : checklist(root, steps, isSelling)}
<div class="columns">
<div class="stack">${isSelling ? salesView(sales) : card(emptyState("orders", "Nothing sold yet", "Sales, orders and conversion are drawn here from the first order on."))}</div>
<div class="stack urgent">
${needsCard(root, needs, isLooking)}
${toShip.length === 0 ? undefined : toShipCard(root, toShip)}
${isSelling ? newestCard(root, newest, shop) : undefined}
</div>
</div>`,
  };
}

function checklist(root: string, steps: readonly SetupStep[], isSelling: boolean): Html {
  const done = steps.filter(({ isDone }) => isDone).length;
  const list = html`<ol class="plain checklist">${steps.map(
    ({ words, isDone, how, path }) =>
      html`<li${isDone ? html` class="done"` : undefined}>${badge(isDone ? "Done" : "To do", isDone ? "good" : "neutral")}<div>${path === undefined ? html`<strong>${words}</strong>` : html`<a href="${root}/admin${path}">${words}</a>`}${isDone ? undefined : html`<span class="hint">${how}</span>`}</div></li>
`,
  )}</ol>`;
  const heading = `From nothing to the first sale: ${done} of ${steps.length}`;
  return isSelling
    ? card(html`<details><summary>${heading}</summary>${list}</details>`)
    : card(list, { heading });
}

/** With scripts, it is shown anew once the shop's surroundings were looked at. */
function needsCard(root: string, needs: readonly Need[], isLooking: boolean): Html {
  const nothing = isLooking
    ? html`<p class="soft">Looking whether all is well …</p>`
    : html`<p class="soft">Nothing. All is well.</p>`;
  return html`<div id="needs"${isLooking ? html` hx-get="${root}/admin" hx-trigger="load delay:2s" hx-select="#needs" hx-swap="outerHTML"` : undefined}>${card(
    needs.length === 0
      ? nothing
      : html`<ul class="plain needs">${needs.map(
          ({ words, tone, advice, path }) =>
            html`<li><span class="dot ${tone}" aria-hidden="true"></span><div><a href="${root}/admin${path}">${words}</a>${advice === undefined ? undefined : html`<span class="hint">${advice}</span>`}</div></li>
`,
        )}</ul>`,
    { heading: "What needs you" },
  )}</div>`;
}

function toShipCard(root: string, orders: readonly OrderSummary[]): Html {
  return card(
    html`<ul class="plain stack">${orders.map(
      ({ number, name, units, firstItem, lines }) =>
        html`<li class="line"><div class="clip"><a href="${root}/admin/orders/${number}">${number}</a> ${name}<br><span class="soft small">${lines === 1 ? `${units} × ${firstItem}` : `${firstItem} and ${lines - 1} more`}</span></div>${linkButton(root, `/orders/${number}/ship`, "Ship")}</li>
`,
    )}</ul>`,
    { heading: "To ship, the oldest first" },
  );
}

function newestCard(root: string, orders: readonly OrderSummary[], shop: Shop): Html {
  return card(
    html`<ul class="plain stack">${orders.map(
      (order) =>
        html`<li class="line"><div><a href="${root}/admin/orders/${order.number}">${order.number}</a> ${orderStatusBadge(order.status)}<br><span class="soft small">${moment(order.createdAt, shop)}</span></div><span class="amount">${formatForPeople(order.total, order.currency)}</span></li>
`,
    )}</ul>`,
    { heading: "Newest orders", actions: html`<a href="${root}/admin/orders">All orders</a>` },
  );
}
