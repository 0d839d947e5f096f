import { type Html, html, link } from "../../../html.ts";
import { formatForPeople } from "../../../money.ts";
import type { OrderDispute } from "../../../payments/disputes.ts";
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

/** In Stripe's dashboard, disputes of test payments are apart from others. */
function disputeLink(provider: string | undefined, reference: string, { payment }: Shop) {
  const shown = html`<span class="code">${reference}</span>`;
  if (provider !== "stripe") return shown;
  const mode = payment.environment === "sandbox" ? "test/" : "";
  return link(`https://dashboard.stripe.com/${mode}disputes/${encodeURIComponent(reference)}`, shown);
}
