import { describe, expect, test } from "bun:test";
import { minor } from "../../src/money.ts";
import { plainText } from "../../src/orders/export/export-table.ts";
import { shopifyTable } from "../../src/orders/export/shopify.ts";
import { woocommerceTable } from "../../src/orders/export/woocommerce.ts";
import type { Order } from "../../src/orders/order.ts";
import { ship } from "../../src/orders/ship.ts";
import { given, lineOf, now, orderOf, units } from "./orders.ts";

const order: Order = orderOf([lineOf("mug", 2, { sku: "MUG-1" }), lineOf("tote", 1)], {
  buyer: {
    email: "ada@example.com",
    firstName: "Ada",
    lastName: "Lovelace",
    phoneNumber: "+1 415 555 0123",
  },
  orderNotes: "Ring twice",
  totals: [
    { type: "subtotal", displayText: "Subtotal", amount: minor(3600) },
    { type: "fulfillment", displayText: "Shipping", amount: minor(500) },
    { type: "tax", displayText: "Tax", amount: minor(300) },
    { type: "total", displayText: "Total", amount: minor(4400) },
  ],
});

describe("in Shopify's columns", () => {
  test("an order has a row for each line, the first with the rest of it", () => {
    const { rows } = shopifyTable([order]);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      Name: "#1001",
      Email: "ada@example.com",
      "Financial Status": "paid",
      "Fulfillment Status": "unfulfilled",
      "Created at": "2026-06-01 12:00:00 +0000",
      Currency: "USD",
      Subtotal: "36.00",
      Shipping: "5.00",
      Taxes: "3.00",
      Total: "44.00",
      "Lineitem quantity": "2",
      "Lineitem price": "12.00",
      "Lineitem sku": "MUG-1",
      "Lineitem taxable": "true",
      "Shipping Address1": "1 Market St",
      "Shipping Zip": "94105",
      "Shipping Province": "CA",
      "Shipping Method": "Standard",
      Notes: "Ring twice",
      Phone: "+1 415 555 0123",
      "Refunded Amount": "0.00",
    });
    expect(rows[1]).toEqual({
      Name: "#1001",
      Email: "ada@example.com",
      "Lineitem quantity": "1",
      "Lineitem name": "tote",
      "Lineitem price": "12.00",
      "Lineitem sku": "",
      "Lineitem requires shipping": "true",
      "Lineitem taxable": "true",
      "Lineitem fulfillment status": "pending",
      "Lineitem discount": "0.00",
    });
  });

  test("an order says how far it is, and what went back", () => {
    const part = given(ship(order, { lineItems: [units("mug", 2)] }, now));
    const refunded: Order = {
      ...part,
      totals: [...part.totals, { type: "amount_refunded", displayText: "Refunded", amount: minor(100) }],
    };
    const [first, second] = shopifyTable([refunded]).rows;
    expect(first).toMatchObject({
      "Financial Status": "partially_refunded",
      "Fulfillment Status": "partial",
      "Refunded Amount": "1.00",
      "Lineitem fulfillment status": "fulfilled",
    });
    expect(second).toMatchObject({ "Lineitem fulfillment status": "pending" });
  });

  test("has no cell without a column", () => {
    const { columns, rows } = shopifyTable([order]);
    for (const row of rows) for (const column of Object.keys(row)) expect(columns).toContain(column);
  });
});

describe("in WooCommerce's columns", () => {
  test("an order is one row, with a column for each line", () => {
    const { columns, rows } = woocommerceTable([order, orderOf([lineOf("mug", 1)])]);
    expect(columns.slice(-2)).toEqual(["line_item_1", "line_item_2"]);
    expect(rows[0]).toMatchObject({
      order_number: "1001",
      order_date: "2026-06-01 12:00:00",
      status: "processing",
      order_total: "44.00",
      shipping_total: "5.00",
      tax_total: "3.00",
      order_currency: "USD",
      customer_email: "ada@example.com",
      billing_first_name: "Ada",
      billing_last_name: "Lovelace",
      shipping_first_name: "Ada",
      shipping_last_name: "Lovelace",
      shipping_postcode: "94105",
      line_item_1: "name:mug|product_id:mug|sku:MUG-1|quantity:2|total:24.00|sub_total:24.00",
      line_item_2: "name:tote|product_id:tote|sku:|quantity:1|total:12.00|sub_total:12.00",
    });
    expect(rows[1]?.["line_item_2"]).toBeUndefined();
  });

  test.each([
    ["completed", "completed"],
    ["manual_review", "on-hold"],
    ["canceled", "cancelled"],
    ["shipped", "processing"],
  ] as const)("an order that is %s is %s there", (status, word) => {
    expect(woocommerceTable([{ ...order, status }]).rows[0]).toMatchObject({ status: word });
  });

  test("a title cannot break out of its part of the cell", () => {
    const sly = orderOf([lineOf("mug", 1, { title: "Mug|quantity:99" })]);
    expect(woocommerceTable([sly]).rows[0]).toMatchObject({
      line_item_1: "name:Mug/quantity:99|product_id:mug|sku:|quantity:1|total:12.00|sub_total:12.00",
    });
  });
});

test.each([
  ['=HYPERLINK("https://evil.example")', `'=HYPERLINK("https://evil.example")`],
  ["+1+1", "'+1+1"],
  ["-2", "'-2"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\n=1+1", "'\n=1+1"],
  ["＝1+1", "'＝1+1"],
  ["＋1", "'＋1"],
  ["+1 (415) 555-0123", "+1 (415) 555-0123"],
  ["Ada = Lovelace", "Ada = Lovelace"],
  ["", ""],
])("a spreadsheet reads %p as %p", (text, cell) => {
  expect(plainText(text)).toBe(cell);
});

test.each([
  [undefined, "checkstand, checkstand-agent", "Paid through an AI agent"],
  ["assistant", "checkstand, checkstand-assistant", "Paid by hand, from an AI assistant"],
  ["page", "checkstand, checkstand-page", "Paid by hand, from a page of the shop"],
] as const)("an order that came by %p says so in either shop system", (way, tags, paidBy) => {
  const came = { ...order, way };
  expect(shopifyTable([came]).rows[0]).toMatchObject({ Tags: tags });
  expect(woocommerceTable([came]).rows[0]).toMatchObject({ payment_method_title: paidBy });
});
