import { type Html, html, link } from "../../../html.ts";
import { formatForPeople } from "../../../money.ts";
import type { OrderDispute } from "../../../payments/disputes.ts";
import { providerPage } from "../../../payments/provider-page.ts";
import type { Shop } from "../../../shop.ts";
import { moment } from "../../parts/moments.ts";
import { badge, card, remark, type Tone } from "../../parts/page-parts.ts";
import type { OrderView } from "./order-view.ts";

const tones: Readonly<Record<OrderDispute["state"], Tone>> = { open: "bad", lost: "neutral", closed: "good" };
const words: Readonly<Record<OrderDispute["state"], string>> = { open: "open", lost: "lost", closed: "over" };

/** Buyers' banks that want the money back, until when they wait for an answer, and where it is given. */
export function disputesOf({ disputes, attempt }: OrderView, shop: Shop): Html | undefined {
  if (disputes.length === 0) return undefined;
  return card(
    disputes.map(
      ({ reference, amount, currency, state, reason, openedAt, respondBy }) =>
        html`<div class="stack tight">${
          respondBy === undefined || state !== "open"
            ? undefined
            : remark(html`<span>Answer by ${moment(respondBy, shop)}: after that it is lost.</span>`, "bad")
        }
<p>${formatForPeople(amount, currency)}, ${reason.replaceAll("_", " ")} ${badge(words[state], tones[state])}</p>
<p class="soft small">${disputeLink(attempt?.provider, reference, shop)}, opened ${moment(openedAt, shop)}</p></div>
`,
    ),
    { heading: "Dispute" },
  );
}

/** Leads to where the provider shows it, if it does. */
function disputeLink(provider: string | undefined, reference: string, { payment }: Shop) {
  const shown = html`<span class="code">${reference}</span>`;
  const page =
    provider === undefined ? undefined : providerPage(provider, "dispute", reference, payment.environment);
  return page === undefined ? shown : link(page, shown);
}
