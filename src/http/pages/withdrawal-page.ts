import { html } from "../../html.ts";
import type { Adjustment, Order, OrderLineItem } from "../../orders/order.ts";
import { checkoutFrame } from "./checkout/checkout-page.ts";
import { picture } from "./checkout/order-parts.ts";
import type { Presentation } from "./checkout/presentation.ts";
import { momentText } from "./days.ts";
import { type Page, policySourceOf } from "./layout.ts";

/** The first step: which goods a buyer withdraws from. */
export function withdrawalPage(
  { number }: Order,
  lines: readonly OrderLineItem[],
  presentation: Presentation,
): Page {
  const { withdrawal, yourItems } = presentation.words;
  return {
    ...checkoutFrame(presentation),
    title: withdrawal.title,
    hasForms: true,
    pictures: lines.flatMap((line) => pictureOf(line) ?? []),
    main: html`<h1>${withdrawal.title}</h1>
<p>${withdrawal.explanation(number)}</p>
<form class="checkout narrow" method="post"><fieldset><legend>${yourItems}</legend><div class="choices">${lines.map(
      (
        line,
      ) => html`<label><input type="checkbox" name="line" value="${line.id}" checked><span>${line.quantity.current} × ${line.title}</span>${picture(pictureOf(line))}</label>
`,
    )}</div></fieldset>
<button class="pay" name="step" value="review">${withdrawal.continue}</button></form>`,
  };
}

/** The second step: the statement whole, and the button that makes it. */
export function confirmWithdrawalPage(
  order: Order,
  lines: readonly OrderLineItem[],
  presentation: Presentation,
): Page {
  const { withdrawal } = presentation.words;
  return {
    ...checkoutFrame(presentation),
    title: withdrawal.title,
    hasForms: true,
    main: html`<h1>${withdrawal.title}</h1>
<p>${withdrawal.statement(order.number)}</p>
<ul>${lines.map((line) => html`<li>${line.quantity.current} × ${line.title}</li>\n`)}</ul>
<p class="soft">${withdrawal.acknowledged}</p>
<form class="checkout narrow" method="post">${lines.map((line) => html`<input type="hidden" name="line" value="${line.id}">`)}
<button class="pay" name="step" value="confirm">${withdrawal.confirm}</button></form>`,
  };
}

/** What was withdrawn, and when. */
export function withdrawnPage(
  { number }: Order,
  { occurredAt }: Adjustment,
  orderUrl: string,
  presentation: Presentation,
): Page {
  const { withdrawal } = presentation.words;
  return {
    ...checkoutFrame(presentation),
    title: withdrawal.doneTitle,
    main: html`<h1>${withdrawal.doneTitle}</h1>
<p>${withdrawal.done(number)} <strong>${momentText(occurredAt, presentation.shop)}</strong></p>
<p>${withdrawal.acknowledged}</p>
<p><a href="${orderUrl}">${withdrawal.back}</a></p>`,
  };
}

function pictureOf({ imageUrl }: OrderLineItem): string | undefined {
  return imageUrl !== undefined && policySourceOf(imageUrl) !== undefined ? imageUrl : undefined;
}
