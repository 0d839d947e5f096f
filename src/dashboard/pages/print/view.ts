import { type Content, type Html, html } from "../../../html.ts";
import { dayText } from "../../../http/pages/days.ts";
import { formatForPeople } from "../../../money.ts";
import type { Order } from "../../../orders/order.ts";
import { taxPartsOf } from "../../../pricing/tax-parts.ts";
import type { Shop } from "../../../shop.ts";
import { type Column, listTable, pageHead, row } from "../../parts/page-parts.ts";
import type { DashboardPage } from "../../shell/layout.ts";
import { addressLines } from "../order/address-lines.ts";

/** Packing slips, without prices, or invoices: a sheet of paper each. */
export function printPage(
  root: string,
  kind: "slips" | "invoices",
  orders: readonly Order[],
  shop: Shop,
): DashboardPage {
  const title = kind === "slips" ? "Packing slips" : "Invoices";
  const [only] = orders;
  const back =
    only && orders.length === 1
      ? { href: `${root}/admin/orders/${only.number}`, words: `Order ${only.number}` }
      : { href: `${root}/admin/orders`, words: "Orders" };
  return {
    title: orders.length === 1 ? `${title.slice(0, -1)} ${only?.number}` : title,
    section: "orders",
    isNarrow: true,
    main: html`${pageHead(title, { back, actions: html`<button type="button" class="primary" data-print>Print</button>` })}
${orders.map((order) => (kind === "slips" ? slip(order, shop) : invoice(order, shop)))}`,
  };
}

const slipColumns: readonly Column[] = [
  { heading: "Item" },
  { heading: "SKU" },
  { heading: "Units", kind: "amount" },
];

function slip(order: Order, shop: Shop): Html {
  return sheet(
    "Packing slip",
    order,
    shop,
    html`${listTable(
      `Items to pack of order ${order.number}`,
      slipColumns,
      order.lineItems
        .filter(({ requiresShipping, quantity }) => requiresShipping && quantity.current > 0)
        .map(({ title, sku, variantId, quantity }) =>
          row(slipColumns, [title, sku ?? variantId, quantity.current]),
        ),
    )}
${order.delivery === undefined ? undefined : html`<p>To go by ${order.delivery.title}.</p>`}
${order.orderNotes === undefined ? undefined : html`<p>Note of the buyer: “${order.orderNotes}”</p>`}`,
  );
}

const invoiceColumns: readonly Column[] = [
  { heading: "Item" },
  { heading: "Units", kind: "amount" },
  { heading: "Each", kind: "amount phone-less" },
  { heading: "Discount", kind: "amount phone-less" },
  { heading: "Tax", kind: "amount phone-less" },
  { heading: "Total", kind: "amount" },
];

function invoice(order: Order, shop: Shop): Html {
  const { lineItems, totals, currency } = order;
  return sheet(
    "Invoice",
    order,
    shop,
    html`${listTable(
      `Items of order ${order.number}`,
      invoiceColumns,
      lineItems.map(({ title, sku, variantId, quantity, unitPrice, amounts }) =>
        row(invoiceColumns, [
          html`${title}<br><span class="soft small">${sku ?? variantId}</span>`,
          quantity.ordered,
          formatForPeople(unitPrice, currency),
          amounts.discount === 0 ? "" : formatForPeople(amounts.discount, currency),
          formatForPeople(amounts.tax, currency),
          formatForPeople(amounts.total, currency),
        ]),
      ),
    )}
<table class="bill">
<tbody>
${totals.map(
  (total) =>
    html`<tr${total.type === "total" ? html` class="total"` : undefined}><th scope="row">${total.displayText}</th><td class="amount">${formatForPeople(total.amount, currency)}</td></tr>
${taxPartsOf(total).map(({ words, amount }) => html`<tr class="part"><th scope="row">${words}</th><td class="amount">${formatForPeople(amount, currency)}</td></tr>\n`)}`,
)}</tbody>
</table>`,
  );
}

function sheet(kind: string, order: Order, shop: Shop, content: Content): Html {
  const { origin, support } = shop;
  const from = [origin.city, origin.state, origin.postalCode, origin.country].filter((part) => part !== "");
  return html`<article class="card sheet"><div class="body">
<div class="halves"><div><h2>${shop.name}</h2><p class="soft">${from.join(", ")}<br>${support.email}</p></div>
<div><h2>${kind} · Order ${order.number}</h2><p class="soft">Placed on ${dayText(order.createdAt, shop)}</p></div></div>
<div class="halves"><div><h3>To</h3><address>${addressLines(order).map((line) => html`${line}<br>`)}</address></div></div>
${content}
</div></article>`;
}
