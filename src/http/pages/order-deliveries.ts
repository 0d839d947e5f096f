import type { Instant } from "../../clock.ts";
import { type Html, html, link } from "../../html.ts";
import type { Fulfillment, Order } from "../../orders/order.ts";
import type { OrderLanguage } from "../../orders/order-language.ts";
import type { OrderWords } from "../../orders/order-words.ts";
import type { FulfillmentWay } from "../../pricing/fulfillment.ts";
import type { Shop } from "../../shop.ts";
import { momentText } from "./days.ts";

/** How the goods of an order reach the buyer: each parcel, pickup and download with what has happened to it. */
export function deliveries(
  order: Order,
  shop: Shop,
  now: Instant,
  language: OrderLanguage,
): Html | undefined {
  const shown = order.fulfillments.filter(({ status }) => status !== "canceled");
  if (shown.length === 0) return undefined;
  return html`<h2>${language.words.delivery}</h2>
${shown.map((fulfillment) => delivery(fulfillment, order, shop, now, language))}`;
}

function delivery(
  fulfillment: Fulfillment,
  order: Order,
  shop: Shop,
  now: Instant,
  language: OrderLanguage,
): Html {
  const { words } = language;
  const goods = fulfillment.lineItems.flatMap(({ id, quantity }) => {
    const line = order.lineItems.find((each) => each.id === id);
    return line ? [`${quantity} × ${line.title}`] : [];
  });
  return html`<section class="delivery">
<h3>${words.headings[fulfillment.type][fulfillment.status]}</h3>
${goods.length === 0 ? undefined : html`<p class="soft">${goods.join(", ")}</p>`}
${fulfillment.type === "shipping" ? tracking(fulfillment, words) : undefined}
${fulfillment.type === "pickup" ? pickup(order.delivery) : undefined}
${fulfillment.type === "digital" ? download(fulfillment, now, language) : undefined}
${history(fulfillment, shop, language)}
</section>
`;
}

function tracking(
  { carrier, trackingNumber, trackingUrl }: Fulfillment,
  { followParcel }: OrderWords,
): Html | undefined {
  const named = [carrier, trackingNumber].filter((word) => word !== undefined).join(" ");
  if (trackingUrl !== undefined)
    return html`<p>${link(trackingUrl, named === "" ? followParcel : named)}</p>`;
  return named === "" ? undefined : html`<p>${named}</p>`;
}

function pickup(way: FulfillmentWay | undefined): Html | undefined {
  if (way?.type !== "pickup") return undefined;
  const { name, address, phone, instructions } = way.location;
  const street = [address.lineOne, address.lineTwo, address.city, address.postalCode];
  return html`<p>${name}, ${street.filter((word) => word !== undefined && word !== "").join(", ")}${phone === undefined ? undefined : html`, ${phone}`}</p>
${instructions === undefined ? undefined : html`<p>${instructions}</p>`}`;
}

function download(
  { digitalDelivery }: Fulfillment,
  now: Instant,
  { words, day }: OrderLanguage,
): Html | undefined {
  const { accessUrl, licenseKey, expiresAt } = digitalDelivery ?? {};
  const isOver = expiresAt !== undefined && expiresAt <= now;
  const until =
    expiresAt === undefined ? undefined : html` <span class="soft">${words.until(day(expiresAt))}</span>`;
  const access = isOver
    ? html`<p>${words.downloadOver}</p>`
    : accessUrl === undefined
      ? undefined
      : html`<p>${link(accessUrl, words.download)}${until}</p>`;
  const key =
    licenseKey === undefined ? undefined : html`<p>${words.key} <code class="key">${licenseKey}</code></p>`;
  return html`${access}
${key}`;
}

/** The newest first. */
function history({ events }: Fulfillment, shop: Shop, { words, locale }: OrderLanguage): Html | undefined {
  if (events.length === 0) return undefined;
  return html`<ol class="events" reversed>
${events.toReversed().map(
  ({ type, occurredAt, description, location }) =>
    html`<li>${words.events[type]}${location === undefined ? undefined : html`, ${location}`}${description === undefined ? undefined : html`: ${description}`}${momentText(occurredAt, shop, locale)}</li>
`,
)}</ol>`;
}
