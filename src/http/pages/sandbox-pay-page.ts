import { html, link } from "../../html.ts";
import { formatForPeople } from "../../money.ts";
import { type SandboxOutcome, type SandboxPage, sandboxOutcomes } from "../../payments/sandbox/page.ts";
import { checkoutStyle } from "./checkout/style.ts";
import type { Page } from "./layout.ts";

const outcomeWords: Record<SandboxOutcome, { readonly button: string; readonly hint: string }> = {
  paid: { button: "Pay", hint: "Paid at once." },
  declined: { button: "Decline the card", hint: "This page stays open for another try." },
  late: { button: "Pay late", hint: "The bank confirms after a minute." },
  late_declined: { button: "Pay late, then fail", hint: "The bank refuses after a minute." },
  never: {
    button: "Go back without paying",
    hint: "The checkout closes this page and can be changed again.",
  },
};

/** The sandbox's stand-in for a provider's page. Without a page there is nothing to pay. */
export function sandboxPayPage(page: SandboxPage | undefined): Page {
  if (!page)
    return {
      title: "No such payment",
      main: html`<h1>No such payment</h1>\n<p>There is nothing to pay at this address.</p>`,
    };
  const { payment, state, declined } = page;
  const money = (amount: SandboxPage["payment"]["amount"]) => formatForPeople(amount, payment.currency);
  return {
    title: "Sandbox payment",
    style: checkoutStyle,
    hasForms: true,
    main: html`<h1>Sandbox payment</h1>
<p class="soft">This page stands in for a payment provider's. No money moves: choose what is to come of it.</p>
${declined > 0 && state === "open" ? html`<div class="messages" role="alert"><p>The card was declined. Try again or go back.</p></div>` : undefined}
<div class="narrow"><div class="summary"><table><tbody>
${payment.lines.map((line) => html`<tr><th scope="row">${line.name}</th><td class="amount">${money(line.amount)}</td></tr>\n`)}<tr class="total"><th scope="row">Total</th><td class="amount">${money(payment.amount)}</td></tr>
</tbody></table></div>
${
  state === "open"
    ? html`<form class="checkout" method="post">${sandboxOutcomes.map((outcome) => html`<button class="${outcome === "paid" ? "pay" : "pay other"}" name="outcome" value="${outcome}" aria-describedby="${outcome}-hint">${outcomeWords[outcome].button}</button><p class="legal" id="${outcome}-hint">${outcomeWords[outcome].hint}</p>\n`)}</form>`
    : html`<p>${state === "expired" ? "This page has expired: nothing can be paid here any more." : "This was paid already."}</p>\n<p>${link(payment.returnUrl, "Back to the shop")}</p>`
}</div>`,
  };
}
