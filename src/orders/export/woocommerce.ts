import { type PurchaseWay, wayOf } from "../../buyers/purchase-context.ts";
import { formatMajor } from "../../money.ts";
import type { Order, OrderLineItem, OrderStatus } from "../order.ts";
import { billed, dateAndTime, type ExportTable, namesOf, plainText, refundedPart } from "./export-table.ts";

/** The columns that WooCommerce's importers of orders read, but for the lines, of which each has a column. */
const columns = [
  "order_number",
  "order_date",
  "paid_date",
  "status",
  "shipping_total",
  "tax_total",
  "discount_total",
  "order_total",
  "order_subtotal",
  "refunded_total",
  "order_currency",
  "payment_method",
  "payment_method_title",
  "transaction_id",
  "shipping_method",
  "customer_email",
  "billing_first_name",
  "billing_last_name",
  "billing_company",
  "billing_email",
  "billing_phone",
  "billing_address_1",
  "billing_address_2",
  "billing_postcode",
  "billing_city",
  "billing_state",
  "billing_country",
  "shipping_first_name",
  "shipping_last_name",
  "shipping_company",
  "shipping_address_1",
  "shipping_address_2",
  "shipping_postcode",
  "shipping_city",
  "shipping_state",
  "shipping_country",
  "customer_note",
] as const;

/** WooCommerce's own words for where an order stands. */
const statuses: Record<OrderStatus, string> = {
  created: "pending",
  confirmed: "processing",
  manual_review: "on-hold",
  processing: "processing",
  shipped: "processing",
  completed: "completed",
  canceled: "cancelled",
};

/** How an order was paid, as the merchant's own shop shows it. */
const paidBy: Record<PurchaseWay, string> = {
  agent: "Paid through an AI agent",
  assistant: "Paid by hand, from an AI assistant",
  page: "Paid by hand, from a page of the shop",
};

/** Orders in WooCommerce's columns: a row each, with `line_item_1` and so on for its lines. */
export function woocommerceTable(orders: readonly Order[]): ExportTable {
  const most = Math.max(0, ...orders.map(({ lineItems }) => lineItems.length));
  const lineColumns = Array.from({ length: most }, (_, index) => `line_item_${index + 1}`);
  const rows = orders.map((order) => ({
    ...orderCells(order),
    ...Object.fromEntries(
      order.lineItems.map((line, index) => [`line_item_${index + 1}`, lineCell(line, order)]),
    ),
  }));
  return { columns: [...columns, ...lineColumns], rows };
}

function orderCells(order: Order): Record<(typeof columns)[number], string> {
  const { fulfillmentDetails, buyer } = order;
  const address = fulfillmentDetails?.address;
  const payer = namesOf(buyer, address?.name);
  const receiver = namesOf(undefined, address?.name);
  const email = plainText(buyer?.email ?? fulfillmentDetails?.email ?? "");
  const placedAt = dateAndTime(order.createdAt);
  return {
    order_number: String(order.number),
    order_date: placedAt,
    paid_date: placedAt,
    status: refundedPart(order) === "all" ? "refunded" : statuses[order.status],
    shipping_total: billed(order, "fulfillment"),
    tax_total: billed(order, "tax"),
    discount_total: billed(order, "items_discount"),
    order_total: billed(order, "total"),
    order_subtotal: billed(order, "subtotal"),
    refunded_total: billed(order, "amount_refunded"),
    order_currency: order.currency.toUpperCase(),
    payment_method: "checkstand",
    payment_method_title: paidBy[wayOf(order)],
    transaction_id: order.attemptId,
    shipping_method: plainText(order.delivery?.title ?? ""),
    customer_email: email,
    billing_first_name: plainText(payer.first),
    billing_last_name: plainText(payer.last),
    billing_company: plainText(buyer?.company?.name ?? ""),
    billing_email: email,
    billing_phone: plainText(buyer?.phoneNumber ?? fulfillmentDetails?.phoneNumber ?? ""),
    billing_address_1: plainText(address?.lineOne ?? ""),
    billing_address_2: plainText(address?.lineTwo ?? ""),
    billing_postcode: plainText(address?.postalCode ?? ""),
    billing_city: plainText(address?.city ?? ""),
    billing_state: plainText(address?.state ?? ""),
    billing_country: address?.country ?? "",
    shipping_first_name: plainText(receiver.first),
    shipping_last_name: plainText(receiver.last),
    shipping_company: plainText(address?.company ?? ""),
    shipping_address_1: plainText(address?.lineOne ?? ""),
    shipping_address_2: plainText(address?.lineTwo ?? ""),
    shipping_postcode: plainText(address?.postalCode ?? ""),
    shipping_city: plainText(address?.city ?? ""),
    shipping_state: plainText(address?.state ?? ""),
    shipping_country: address?.country ?? "",
    customer_note: plainText(order.orderNotes ?? ""),
  };
}

/** `name:Mug|product_id:12|sku:MUG|quantity:2|total:24.00|sub_total:24.00`; totals are without tax. */
function lineCell(line: OrderLineItem, { currency }: Order): string {
  const parts = {
    name: line.title,
    product_id: line.variantId,
    sku: line.sku ?? "",
    quantity: String(line.quantity.ordered),
    total: formatMajor(line.amounts.subtotal, currency),
    sub_total: formatMajor(line.amounts.base, currency),
  };
  return Object.entries(parts)
    .map(([name, value]) => `${name}:${value.replaceAll("|", "/")}`)
    .join("|");
}
