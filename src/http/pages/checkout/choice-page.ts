import type { LineItem } from "../../../checkout/session.ts";
import { type Content, html } from "../../../html.ts";
import type { Total } from "../../../pricing/amounts.ts";
import type { Page } from "../layout.ts";
import { checkoutFrame } from "./checkout-page.ts";
import { bill, optionsOf, picture, pictureOf } from "./order-parts.ts";
import type { Presentation } from "./presentation.ts";

/** Goods that somebody may want to buy, before anything is made of it. */
export interface GoodsChoice {
  readonly title: string;
  readonly lineItems: readonly LineItem[];
  readonly totals: readonly Total[];
  /** What is to be said of them. */
  readonly notes: readonly string[];
  readonly canBegin: boolean;
}

/** Shows goods with what they come to, and the button that begins their checkout. */
export function choicePage(
  { title, lineItems, totals, notes, canBegin }: GoodsChoice,
  presentation: Presentation,
): Page {
  const { words, money } = presentation;
  return {
    ...checkoutFrame(presentation),
    title,
    pictures: lineItems.flatMap((line) => pictureOf(line) ?? []),
    hasForms: canBegin,
    main: html`<h1>${title}</h1>
${notes.length === 0 ? undefined : html`<div class="messages info">${notes.map((note) => html`<p>${note}</p>`)}</div>\n`}<div class="columns"><ul class="cart" aria-label="${words.yourItems}">
${lineItems.map((line): Content => {
  const options = optionsOf(line);
  return html`<li>${picture(pictureOf(line))}<span class="what">${line.title}</span>
<span class="amount">${money(line.amounts.subtotal)}</span>
<span class="soft">${[...(options === undefined ? [] : [options]), `${line.quantity} × ${money(line.unitPrice)}`].join(" · ")}</span></li>
`;
})}</ul>
<aside aria-labelledby="order"><div class="summary"><h2 id="order">${words.order}</h2>
${bill(totals, presentation, true)}
${canBegin ? html`<form class="checkout" method="post"><button class="pay">${words.toCheckout}</button></form>` : undefined}</div></aside></div>`,
  };
}
