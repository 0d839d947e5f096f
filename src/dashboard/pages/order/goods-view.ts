import { type Content, type Html, html, link } from "../../../html.ts";
import { formatForPeople } from "../../../money.ts";
import type { Fulfillment, Order } from "../../../orders/order.ts";
import { unfulfilled } from "../../../orders/units.ts";
import type { Shop } from "../../../shop.ts";
import { moment } from "../../parts/moments.ts";
import { badge, type Column, card, listTable, row, type Tone } from "../../parts/page-parts.ts";

const itemColumns: readonly Column[] = [
  { heading: "Item" },
  { heading: "Each", kind: "amount phone-less" },
  { heading: "Units", kind: "amount" },
  { heading: "Sent", kind: "amount" },
  { heading: "Total", kind: "amount" },
];

/** What was bought, and how much of it was sent. */
export function boughtItemsOf({ lineItems, currency }: Order): Html {
  const rows = lineItems.map((line) => {
    const { ordered, current, fulfilled } = line.quantity;
    return row(itemColumns, [
      html`<div class="with-picture">${line.imageUrl === undefined ? html`<span class="picture"></span>` : html`<img class="picture" src="${line.imageUrl}" alt="" loading="lazy">`}<div>${line.title}<br><span class="soft small">${line.sku ?? line.variantId}</span></div></div>`,
      formatForPeople(line.unitPrice, currency),
      current === ordered ? ordered : html`${current} <span class="soft small nowrap">of ${ordered}</span>`,
      line.requiresShipping || unfulfilled(line) > 0 ? `${fulfilled} of ${current}` : "All",
      formatForPeople(line.amounts.total, currency),
    ]);
  });
  return card(undefined, { heading: "Items", table: listTable("Items", itemColumns, rows) });
}

const deliveryTones: Readonly<Record<Fulfillment["status"], Tone>> = {
  pending: "neutral",
  processing: "info",
  shipped: "info",
  in_transit: "info",
  out_for_delivery: "info",
  ready_for_pickup: "warn",
  delivered: "good",
  failed: "bad",
  canceled: "neutral",
};

/** Parcels, pickups and downloads, each with its way so far. */
export function deliveriesOf({ fulfillments, lineItems }: Order, shop: Shop): Html | undefined {
  if (fulfillments.length === 0) return undefined;
  const titleOf = (id: string) => lineItems.find((line) => line.id === id)?.title ?? id;
  return card(
    fulfillments.map(
      (
        each,
      ) => html`<div class="stack tight"><div class="actions"><h3>${kindWords[each.type]}</h3>${badge(each.status.replaceAll("_", " "), deliveryTones[each.status])}${trackingOf(each)}</div>
<p class="soft">${each.lineItems.map(({ id, quantity }) => `${quantity} × ${titleOf(id)}`).join(", ")}</p>
${each.events.length === 0 ? undefined : html`<ul class="timeline">${each.events.toReversed().map((event) => html`<li>${event.type.replaceAll("_", " ")}${event.location === undefined ? "" : `, ${event.location}`}${event.description === undefined ? "" : `: ${event.description}`}${moment(event.occurredAt, shop)}</li>`)}</ul>`}</div>
`,
    ),
    { heading: "Deliveries" },
  );
}

const kindWords = { shipping: "Parcel", pickup: "Pickup", digital: "Download" } as const;

function trackingOf({ carrier, trackingNumber, trackingUrl }: Fulfillment): Content {
  const words = [carrier, trackingNumber].filter((word) => word !== undefined).join(" ");
  if (words === "") return undefined;
  return trackingUrl === undefined ? words : link(trackingUrl, words);
}
