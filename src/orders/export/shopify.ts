import { wayOf } from "../../buyers/purchase-context.ts";
import { formatMajor, formatPercent } from "../../money.ts";
import { lineStatus } from "../line-status.ts";
import type { Order, OrderLineItem } from "../order.ts";
import { billed, dateAndTime, type ExportTable, namesOf, plainText, refundedPart } from "./export-table.ts";

/** The columns of Shopify's own export of orders, which its importing apps read, as far as we have what goes into them. */
const columns = [
  "Name",
  "Email",
  "Financial Status",
  "Paid at",
  "Fulfillment Status",
  "Accepts Marketing",
  "Currency",
  "Subtotal",
  "Shipping",
  "Taxes",
  "Total",
  "Discount Code",
  "Discount Amount",
  "Shipping Method",
  "Created at",
  "Lineitem quantity",
  "Lineitem name",
  "Lineitem price",
  "Lineitem sku",
  "Lineitem requires shipping",
  "Lineitem taxable",
  "Lineitem fulfillment status",
  "Billing Name",
  "Shipping Name",
  "Shipping Address1",
  "Shipping Address2",
  "Shipping Company",
  "Shipping City",
  "Shipping Zip",
  "Shipping Province",
  "Shipping Country",
  "Shipping Phone",
  "Notes",
  "Cancelled at",
  "Payment Reference",
  "Refunded Amount",
  "Id",
  "Tags",
  "Source",
  "Lineitem discount",
  "Tax 1 Name",
  "Tax 1 Value",
  "Phone",
] as const;

type Row = Partial<Record<(typeof columns)[number], string>>;

/** Orders in the columns of Shopify's export: a row for each line, of which the first tells of the order, too. */
export function shopifyTable(orders: readonly Order[]): ExportTable {
  const rows = orders.flatMap((order) =>
    order.lineItems.map((line, index): Row => {
      const ofOrder = index === 0 ? orderCells(order) : {};
      return { Name: `#${order.number}`, Email: email(order), ...ofOrder, ...lineCells(line, order) };
    }),
  );
  return { columns, rows };
}

function email({ buyer, fulfillmentDetails }: Order): string {
  return plainText(buyer?.email ?? fulfillmentDetails?.email ?? "");
}

function orderCells(order: Order): Row {
  const { fulfillmentDetails, buyer } = order;
  const address = fulfillmentDetails?.address;
  const { first, last } = namesOf(buyer, address?.name);
  const codes = order.appliedDiscounts.flatMap(({ discount }) => discount.code ?? []);
  const paidAt = `${dateAndTime(order.createdAt)} +0000`;
  const [tax] = order.totals.find(({ type }) => type === "tax")?.breakdown ?? [];
  return {
    "Financial Status": { none: "paid", some: "partially_refunded", all: "refunded" }[refundedPart(order)],
    "Paid at": paidAt,
    "Fulfillment Status": fulfillmentStatus(order),
    "Accepts Marketing": "no",
    Currency: order.currency.toUpperCase(),
    Subtotal: billed(order, "subtotal"),
    Shipping: billed(order, "fulfillment"),
    Taxes: billed(order, "tax"),
    Total: billed(order, "total"),
    "Discount Code": plainText(codes.join(" ")),
    "Discount Amount": billed(order, "items_discount"),
    "Shipping Method": plainText(order.delivery?.title ?? ""),
    "Created at": paidAt,
    "Billing Name": plainText(`${first} ${last}`.trim()),
    "Shipping Name": plainText(address?.name ?? ""),
    "Shipping Address1": plainText(address?.lineOne ?? ""),
    "Shipping Address2": plainText(address?.lineTwo ?? ""),
    "Shipping Company": plainText(address?.company ?? ""),
    "Shipping City": plainText(address?.city ?? ""),
    "Shipping Zip": plainText(address?.postalCode ?? ""),
    "Shipping Province": plainText(address?.state ?? ""),
    "Shipping Country": address?.country ?? "",
    "Shipping Phone": plainText(fulfillmentDetails?.phoneNumber ?? ""),
    Notes: plainText(order.orderNotes ?? ""),
    "Cancelled at": order.status === "canceled" ? `${dateAndTime(order.updatedAt)} +0000` : "",
    "Payment Reference": order.attemptId,
    "Refunded Amount": billed(order, "amount_refunded"),
    Id: order.id,
    Tags: `checkstand, checkstand-${wayOf(order)}`,
    Source: "checkstand",
    "Tax 1 Name": tax ? plainText(`${tax.jurisdiction} ${formatPercent(tax.rate)}%`) : "",
    "Tax 1 Value": tax ? formatMajor(tax.amount, order.currency) : "",
    Phone: plainText(buyer?.phoneNumber ?? ""),
  };
}

function lineCells(line: OrderLineItem, { currency }: Order): Row {
  return {
    "Lineitem quantity": String(line.quantity.ordered),
    "Lineitem name": plainText(line.title),
    "Lineitem price": formatMajor(line.unitPrice, currency),
    "Lineitem sku": plainText(line.sku ?? ""),
    "Lineitem requires shipping": String(line.requiresShipping),
    "Lineitem taxable": String(line.amounts.tax > 0),
    "Lineitem fulfillment status": lineStatus(line) === "fulfilled" ? "fulfilled" : "pending",
    "Lineitem discount": formatMajor(line.amounts.discount, currency),
  };
}

function fulfillmentStatus({ lineItems }: Order): string {
  const statuses = lineItems.map(lineStatus).filter((status) => status !== "removed");
  if (statuses.every((status) => status === "fulfilled")) return "fulfilled";
  return statuses.some((status) => status !== "processing") ? "partial" : "unfulfilled";
}
