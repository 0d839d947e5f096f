import type { Cart } from "../../carts/cart.ts";
import { html, link } from "../../html.ts";
import { formatForPeople, type Minor } from "../../money.ts";
import type { Total } from "../../pricing/amounts.ts";
import type { Page } from "./layout.ts";

/** What a buyer sees of a cart put together by their assistant. Who has the link sees it; it shows nothing of the buyer. */
export function cartPage(cart: Cart): Page {
  const money = (amount: Minor) => formatForPeople(amount, cart.currency);
  return {
    title: "Your cart",
    main: html`<h1>Your cart</h1>
<p class="soft">Prices are estimates: tax and delivery follow once the address is known. Your assistant can check out for you.</p>
<h2>Items</h2>
<table>
<thead><tr><th scope="col">Item</th><th scope="col">Quantity</th><th scope="col" class="amount">Amount</th></tr></thead>
<tbody>
${cart.lineItems.map(
  (
    line,
  ) => html`<tr><td>${line.url === undefined ? line.title : link(line.url, line.title)}</td><td>${line.quantity}</td><td class="amount">${money(line.amounts.subtotal)}</td></tr>
`,
)}</tbody>
</table>
<h2>Estimate</h2>
<table>
<tbody>
${cart.totals.filter(isKnown).map(
  (
    total,
  ) => html`<tr${total.type === "total" ? html` class="total"` : undefined}><th scope="row">${total.displayText}</th><td class="amount">${money(total.amount)}</td></tr>
`,
)}</tbody>
</table>
${
  cart.messages.length === 0
    ? undefined
    : html`<h2>Please note</h2>
<ul>
${cart.messages.map((message) => html`<li>${message.content}</li>\n`)}</ul>`
}`,
  };
}

/** All but the tax: before there is an address it is nothing, which nobody should read as none to come. */
function isKnown({ type }: Total): boolean {
  return type !== "tax";
}
