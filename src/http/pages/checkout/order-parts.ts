import type { LineItem } from "../../../checkout/session.ts";
import { type Content, type Html, html } from "../../../html.ts";
import type { Total } from "../../../pricing/amounts.ts";
import { policySourceOf } from "../layout.ts";
import type { Presentation } from "./presentation.ts";

/** The picture of a line, where a page may show it. */
export function pictureOf({ media }: Pick<LineItem, "media">): string | undefined {
  const url = media.find(({ type }) => type === "image")?.url;
  return url !== undefined && policySourceOf(url) !== undefined ? url : undefined;
}

/** A picture of goods, or the room for one. The title stands beside it: to a screen reader it would only repeat that. */
export function picture(url: string | undefined): Html {
  return url === undefined
    ? html`<span class="blank"></span>`
    : html`<img src="${url}" alt="" width="72" height="72">`;
}

/** The options that tell a variant apart, "Size: Small". */
export function optionsOf({ options }: Pick<LineItem, "options">): string | undefined {
  return options.length === 0 ? undefined : options.map(({ name, value }) => `${name}: ${value}`).join(", ");
}

/** The bill, row by row. What is nothing and says nothing is left out. */
export function bill(totals: readonly Total[], presentation: Presentation, isEstimate: boolean): Html {
  const { words, money } = presentation;
  const label: Readonly<Partial<Record<Total["type"], string>>> = {
    items_base_amount: words.bill.items,
    items_discount: words.bill.discount,
    subtotal: words.bill.subtotal,
    discount: words.bill.discount,
    fulfillment: words.bill.delivery,
    tax: words.bill.tax,
    fee: words.bill.fee,
    total: words.bill.total,
  };
  const hasDiscount = totals.some(({ type, amount }) => type === "items_discount" && amount !== 0);
  const shown = totals.filter(({ type, amount }) => {
    if (label[type] === undefined) return false;
    if (type === "total") return true;
    if (type === "fulfillment") return !isEstimate;
    if (type === "tax") return !isEstimate;
    if (type === "items_base_amount") return hasDiscount;
    return type === "subtotal" || amount !== 0;
  });
  const amountOf = ({ type, amount }: Total): Content => {
    if (type === "discount" || type === "items_discount") return `−${money(amount)}`;
    return type === "fulfillment" && amount === 0 ? words.free : money(amount);
  };
  return html`<table>
<tbody>
${shown.map(
  (
    total,
  ) => html`<tr${total.type === "total" ? html` class="total"` : undefined}><th scope="row">${label[total.type]}</th><td class="amount">${amountOf(total)}</td></tr>
`,
)}</tbody>
</table>
${isEstimate ? html`<p class="legal">${words.bill.estimate}</p>` : undefined}`;
}
