import { type Content, type Html, html, link } from "../../../html.ts";
import { formatForPeople } from "../../../money.ts";
import type { PaymentAttempt } from "../../../payments/attempt.ts";
import { providerPage } from "../../../payments/provider-page.ts";
import type { Refund } from "../../../payments/refund.ts";
import type { Shop } from "../../../shop.ts";
import { moment } from "../../parts/moments.ts";
import { badge, card, factList, remark } from "../../parts/page-parts.ts";

/** How an order was paid: what was taken, what went back, and where the provider shows it. */
export function paymentOf(
  { attempt, refunds }: { readonly attempt: PaymentAttempt | undefined; readonly refunds: readonly Refund[] },
  shop: Shop,
): Html | undefined {
  if (!attempt) return undefined;
  const { capture, amount, currency, provider, reference } = attempt;
  const money = (of: Parameters<typeof formatForPeople>[0]) => formatForPeople(of, currency);
  return card(
    html`${captureRemark(attempt, shop)}${factList([
      ["State", stateOf(attempt)],
      ["Charged", money(amount)],
      [
        "Captured",
        capture?.state === "captured"
          ? html`${money(capture.amount)}, ${moment(capture.at, shop)}`
          : undefined,
      ],
      ["Paid at", attempt.settledAt === undefined ? undefined : moment(attempt.settledAt, shop)],
      ["By", attempt.hosted === undefined ? `${provider}, charged by the shop` : `${provider}, on its page`],
      ["Payment", reference === undefined ? undefined : referenceOf(provider, reference, shop)],
    ])}
${
  refunds.length === 0
    ? undefined
    : html`<h3>Refunds</h3><ul class="timeline">${refunds.toReversed().map((refund) => html`<li>${money(refund.amount)}, ${refund.state}${refund.failure === undefined ? "" : `: ${refund.failure}`}${refund.origin === "merchant" ? "" : `, ${refund.origin.replaceAll("_", " ")}`}${moment(refund.openedAt, shop)}</li>`)}</ul>`
}`,
    { heading: "Payment" },
  );
}

function stateOf({ state, capture }: PaymentAttempt): Content {
  switch (capture?.state) {
    case "authorized":
      return badge("Authorised", "warn");
    case "capturing":
      return badge("Being captured", "info");
    case "lapsed":
      return badge("Lapsed", "bad");
    case "canceled":
      return badge("Given back", "neutral");
    case "captured":
    case undefined:
      return state === "succeeded" ? badge("Paid", "good") : badge(state.replaceAll("_", " "), "info");
  }
}

/** What a merchant must know of money that was only authorised. */
function captureRemark({ capture }: PaymentAttempt, shop: Shop): Html | undefined {
  switch (capture?.state) {
    case "authorized":
      return remark(
        html`<span>The money is authorised${capture.before === undefined ? undefined : html` until ${moment(capture.before, shop)}`}, and not taken yet. It is taken when goods leave.</span>`,
        "warn",
      );
    case "capturing":
      return remark("The money is being taken; whether that worked is found out by and by.", "info");
    case "lapsed":
      return remark("The authorisation has ended before the money was taken: this order is not paid.", "bad");
    case "captured":
    case "canceled":
    case undefined:
      return undefined;
  }
}

/** Leads to where the provider shows it, if it does. */
function referenceOf(provider: string, reference: string, { payment }: Shop): Content {
  const shown = html`<span class="code">${reference}</span>`;
  const page = providerPage(provider, "payment", reference, payment.environment);
  return page === undefined ? shown : link(page, shown);
}
