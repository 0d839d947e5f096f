import { type Html, html } from "../../../html.ts";
import { formatForPeople } from "../../../money.ts";
import type { Order } from "../../../orders/order.ts";
import { taxPartsOf } from "../../../pricing/tax-parts.ts";
import type { Shop } from "../../../shop.ts";
import { moment } from "../../parts/moments.ts";
import { card } from "../../parts/page-parts.ts";

/** Discounts by name and code, tax by jurisdiction. */
export function billOf({ totals, currency, appliedDiscounts }: Order): Html {
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

/** What changed after it was placed, the newest first. */
export function adjustmentsOf({ adjustments, currency, lineItems }: Order, shop: Shop): Html | undefined {
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
