import { stringify } from "csv-stringify/sync";
import { toRfc3339 } from "../../clock.ts";
import { formatMajor, sum } from "../../money.ts";
import type { Order } from "../order.ts";
import { billed, namesOf, plainText } from "./export-table.ts";

/** What a spreadsheet of orders says of each, a row an order. Amounts in major units, moments in UTC. */
const columns = {
  number: (order) => String(order.number),
  placed_at: (order) => toRfc3339(order.createdAt),
  status: (order) => order.status,
  way: (order) => order.way ?? "agent",
  protocol: ({ protocol }) => `${protocol.name} ${protocol.version}`,
  first_name: ({ buyer, fulfillmentDetails }) => namesOf(buyer, fulfillmentDetails?.name).first,
  last_name: ({ buyer, fulfillmentDetails }) => namesOf(buyer, fulfillmentDetails?.name).last,
  email: ({ buyer }) => buyer?.email,
  country: ({ fulfillmentDetails }) => fulfillmentDetails?.address?.country,
  state: ({ fulfillmentDetails }) => fulfillmentDetails?.address?.state,
  postal_code: ({ fulfillmentDetails }) => fulfillmentDetails?.address?.postalCode,
  items: ({ lineItems }) =>
    lineItems.map(({ quantity, title }) => `${quantity.ordered} x ${title}`).join("; "),
  skus: ({ lineItems }) => lineItems.map(({ sku, variantId }) => sku ?? variantId).join("; "),
  units: ({ lineItems }) => String(lineItems.reduce((count, { quantity }) => count + quantity.ordered, 0)),
  currency: ({ currency }) => currency.toUpperCase(),
  subtotal: (order) => billed(order, "subtotal"),
  discount: ({ appliedDiscounts, currency }) =>
    formatMajor(sum(appliedDiscounts.map(({ amount }) => amount)), currency),
  discount_codes: ({ appliedDiscounts }) =>
    appliedDiscounts.flatMap(({ discount }) => discount.code ?? []).join("; "),
  shipping: (order) => billed(order, "fulfillment"),
  tax: (order) => billed(order, "tax"),
  total: (order) => billed(order, "total"),
  refunded: (order) => billed(order, "amount_refunded"),
  tracking: ({ fulfillments }) =>
    fulfillments.flatMap(({ trackingNumber }) => trackingNumber ?? []).join("; "),
  order_id: ({ id }) => id,
  session_id: ({ sessionId }) => sessionId,
} as const satisfies Readonly<Record<string, (order: Order) => string | undefined>>;

/** The first line of the spreadsheet (RFC 4180). */
export const ordersCsvHead = stringify([Object.keys(columns)], { record_delimiter: "windows" });

/** A line for each order. No text in it is a formula to a spreadsheet. */
export function ordersCsvLines(orders: readonly Order[]): string {
  return stringify(
    orders.map((order) => Object.values(columns).map((read) => plainText(read(order) ?? ""))),
    { record_delimiter: "windows" },
  );
}
