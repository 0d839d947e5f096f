import type { Instant } from "../../clock.ts";
import { type Html, html, link } from "../../html.ts";
import type { Fulfillment, FulfillmentEventType, FulfillmentStatus, Order } from "../../orders/order.ts";
import type { FulfillmentWay } from "../../pricing/fulfillment.ts";
import type { Shop } from "../../shop.ts";
import { dayText, momentText } from "./days.ts";

/** How the goods of an order reach the buyer: each parcel, pickup and download with what has happened to it. */
export function deliveries(order: Order, shop: Shop, now: Instant): Html | undefined {
  const shown = order.fulfillments.filter(({ status }) => status !== "canceled");
  if (shown.length === 0) return undefined;
  return html`<h2>Delivery</h2>
${shown.map((fulfillment) => delivery(fulfillment, order, shop, now))}`;
}

function delivery(fulfillment: Fulfillment, order: Order, shop: Shop, now: Instant): Html {
  const goods = fulfillment.lineItems.flatMap(({ id, quantity }) => {
    const line = order.lineItems.find((each) => each.id === id);
    return line ? [`${quantity} × ${line.title}`] : [];
  });
  return html`<section class="delivery">
<h3>${headings[fulfillment.type][fulfillment.status]}</h3>
${goods.length === 0 ? undefined : html`<p class="soft">${goods.join(", ")}</p>`}
${fulfillment.type === "shipping" ? tracking(fulfillment) : undefined}
${fulfillment.type === "pickup" ? pickup(order.delivery) : undefined}
${fulfillment.type === "digital" ? download(fulfillment, shop, now) : undefined}
${history(fulfillment, shop)}
</section>
`;
}

const onTheWay = { shipped: "Sent", in_transit: "On its way", out_for_delivery: "Out for delivery" } as const;
const atTheShop = { processing: "Being prepared", canceled: "Canceled" } as const;

/** What stands over a delivery: where it is. */
const headings: Record<Fulfillment["type"], Record<FulfillmentStatus, string>> = {
  shipping: {
    ...atTheShop,
    ...onTheWay,
    pending: "Not sent yet",
    ready_for_pickup: "Ready for pickup",
    delivered: "Delivered",
    failed: "Could not be delivered",
  },
  pickup: {
    ...atTheShop,
    ...onTheWay,
    pending: "Not ready for pickup yet",
    ready_for_pickup: "Ready for pickup",
    delivered: "Picked up",
    failed: "Could not be picked up",
  },
  digital: {
    ...atTheShop,
    ...onTheWay,
    pending: "To follow",
    ready_for_pickup: "Ready",
    delivered: "Ready to use",
    failed: "Could not be delivered",
  },
};

function tracking({ carrier, trackingNumber, trackingUrl }: Fulfillment): Html | undefined {
  const words = [carrier, trackingNumber].filter((word) => word !== undefined).join(" ");
  if (trackingUrl !== undefined)
    return html`<p>${link(trackingUrl, words === "" ? "Follow your parcel" : words)}</p>`;
  return words === "" ? undefined : html`<p>${words}</p>`;
}

function pickup(way: FulfillmentWay | undefined): Html | undefined {
  if (way?.type !== "pickup") return undefined;
  const { name, address, phone, instructions } = way.location;
  const street = [address.lineOne, address.lineTwo, address.city, address.postalCode];
  return html`<p>${name}, ${street.filter((word) => word !== undefined && word !== "").join(", ")}${phone === undefined ? undefined : html`, ${phone}`}</p>
${instructions === undefined ? undefined : html`<p>${instructions}</p>`}`;
}

function download({ digitalDelivery }: Fulfillment, shop: Shop, now: Instant): Html | undefined {
  const { accessUrl, licenseKey, expiresAt } = digitalDelivery ?? {};
  const isOver = expiresAt !== undefined && expiresAt <= now;
  const until =
    expiresAt === undefined ? undefined : html` <span class="soft">until ${dayText(expiresAt, shop)}</span>`;
  const access = isOver
    ? html`<p>The link has expired. Ask the shop for a new one.</p>`
    : accessUrl === undefined
      ? undefined
      : html`<p>${link(accessUrl, "Download")}${until}</p>`;
  const key =
    licenseKey === undefined ? undefined : html`<p>Your key: <code class="key">${licenseKey}</code></p>`;
  return html`${access}
${key}`;
}

const eventWords: Record<FulfillmentEventType, string> = {
  processing: "Being prepared",
  shipped: "Sent",
  in_transit: "On its way",
  out_for_delivery: "Out for delivery",
  ready_for_pickup: "Ready for pickup",
  delivered: "Delivered",
  failed_attempt: "Nobody could take it",
  returned_to_sender: "Came back to the shop",
  undeliverable: "Could not be delivered",
  canceled: "Canceled",
};

/** The newest first. */
function history({ events }: Fulfillment, shop: Shop): Html | undefined {
  if (events.length === 0) return undefined;
  return html`<ol class="events" reversed>
${events.toReversed().map(
  ({ type, occurredAt, description, location }) =>
    html`<li>${eventWords[type]}${location === undefined ? undefined : html`, ${location}`}${description === undefined ? undefined : html`: ${description}`}${momentText(occurredAt, shop)}</li>
`,
)}</ol>`;
}
