import { type Html, html, link } from "../../../html.ts";
import type { Order } from "../../../orders/order.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import type { Shop } from "../../../shop.ts";
import { capitalized } from "../../parts/capitalized.ts";
import { moment } from "../../parts/moments.ts";
import { card, factList } from "../../parts/page-parts.ts";
import { addressLines } from "./address-lines.ts";
import { cameBy } from "./came-by.ts";
import type { OrderView } from "./order-view.ts";

/** Who buys, where it goes, and what they said. */
export function buyerOf(order: Order, shop: Shop): Html {
  const { buyer, delivery, orderNotes, marketingConsents = [] } = order;
  const contact = [buyer?.email, buyer?.phoneNumber, buyer?.company?.name].filter(
    (word) => word !== undefined,
  );
  return card(
    html`<p>${contact.length === 0 ? html`<span class="soft">Nobody said who buys.</span>` : contact.map((word, index) => html`${index > 0 ? html`<br>` : undefined}${word}`)}</p>
<address>${addressLines(order).map((line) => html`${line}<br>`)}</address>
${factList([
  ["Delivery", delivery?.title],
  ["Note", orderNotes === undefined ? undefined : `“${orderNotes}”`],
  ...marketingConsents.map(
    ({ channel, optedIn }) => [`May be written to by ${channel}`, optedIn ? "Yes" : "No"] as const,
  ),
])}
<p>${link(permalinkOf(order, shop), "The buyer's page of this order")}</p>`,
    { heading: "Buyer" },
  );
}

/** The session, and how the buyer came to it. */
export function originOf({ standing: { order }, session, agent }: OrderView, shop: Shop): Html {
  const attributed = [order.affiliateFirst, order.affiliateLast].flatMap((each) => each?.provider ?? []);
  return card(
    factList([
      ["Agent", agent],
      ["Came by", capitalized(cameBy[order.way ?? "agent"])],
      ["Protocol", `${order.protocol.name.toUpperCase()} ${order.protocol.version}`],
      ["Session", html`<span class="code">${order.sessionId}</span>`],
      ["Begun", session && moment(session.createdAt, shop)],
      ["Led here by", attributed.length === 0 ? undefined : [...new Set(attributed)].join(", ")],
      ["Language", order.locale],
      ["Address", order.riskSignals?.ipAddress],
      ["Device", order.riskSignals?.userAgent],
    ]),
    { heading: "How it came" },
  );
}
