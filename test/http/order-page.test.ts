import { describe, expect, test } from "bun:test";
import { instant } from "../../src/clock.ts";
import { pageReply } from "../../src/http/pages/layout.ts";
import { orderPage } from "../../src/http/pages/order-page.ts";
import {
  type AdjustmentId,
  type AgentId,
  type AttemptId,
  asId,
  type FulfillmentEventId,
  type FulfillmentId,
  type LineItemId,
  type OrderId,
  type ProductId,
  type SessionId,
  type VariantId,
} from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import type { Order } from "../../src/orders/order.ts";
import { testShop } from "../checkout/shop.ts";

const at = instant(Date.parse("2026-06-02T05:00:00Z"));

const order: Order = {
  id: asId<OrderId>("ord_1"),
  number: 1001,
  sessionId: asId<SessionId>("cs_1"),
  agentId: asId<AgentId>("agt_1"),
  attemptId: asId<AttemptId>("pay_1"),
  apiVersion: "2026-04-17",
  permalinkToken: "secret-token",
  status: "shipped",
  currency: testShop.currency,
  buyer: { email: "jane@example.com", first_name: "Jane", last_name: "Doe", phone_number: "+14155550123" },
  fulfillmentDetails: {
    phone_number: "+14155550123",
    address: {
      name: "Jane Doe",
      line_one: "555 Golden Gate Avenue",
      city: "San Francisco",
      state: "CA",
      country: "US",
      postal_code: "94102",
    },
  },
  lineItems: [
    {
      id: asId<LineItemId>("li_1"),
      variantId: asId<VariantId>("shirt"),
      productId: asId<ProductId>("shirt"),
      title: 'Shirt <script>alert("x")</script>',
      requiresShipping: true,
      unitPrice: minor(4800),
      amounts: {
        base: minor(9600),
        discount: minor(0),
        subtotal: minor(9600),
        tax: minor(792),
        total: minor(10392),
      },
      quantity: { ordered: 2, current: 2, fulfilled: 2 },
    },
  ],
  fulfillments: [
    {
      id: asId<FulfillmentId>("ful_1"),
      type: "shipping",
      status: "in_transit",
      lineItems: [],
      carrier: "UPS",
      trackingNumber: "1Z999",
      trackingUrl: "https://carrier.example/1Z999",
      events: [{ id: asId<FulfillmentEventId>("fev_1"), type: "shipped", occurredAt: at }],
    },
  ],
  adjustments: [
    {
      id: asId<AdjustmentId>("adj_1"),
      type: "refund",
      status: "completed",
      occurredAt: at,
      amount: minor(1000),
      description: "Came late",
    },
  ],
  totals: [
    { type: "subtotal", displayText: "Subtotal", amount: minor(9600) },
    { type: "total", displayText: "Total", amount: minor(10892) },
  ],
  appliedDiscounts: [],
  createdAt: at,
  updatedAt: at,
};

const reply = pageReply(testShop, orderPage(order, testShop));
const page = String(reply.body);

describe("the page of an order", () => {
  test.each([
    "Order 1001",
    "Your order is on its way.",
    // The shop is in Los Angeles, where it is still the day before.
    "Placed on June 1, 2026 for Jane Doe, San Francisco, CA, US.",
    "$96.00",
    "$108.92",
    '<a href="https://carrier.example/1Z999" rel="noreferrer">UPS 1Z999</a>',
    "Refund of $10.00, done",
    "Came late",
    "help@harbour.example",
    '<a href="https://harbour.example/returns" rel="noreferrer">Return policy</a>',
  ])("says %s", (words) => {
    expect(page).toContain(words);
  });

  test.each([
    "jane@example.com",
    "+14155550123",
    "555 Golden Gate",
    "94102",
    "secret-token",
    "ord_1",
    "pay_1",
  ])("keeps %s to itself", (words) => {
    expect(page).not.toContain(words);
  });

  test("shows what a merchant or buyer wrote as text", () => {
    expect(page).toContain("Shirt &lt;script&gt;");
    expect(page).not.toContain("<script");
  });

  test("runs nothing, loads nothing and stays out of search engines", () => {
    expect(reply.headers["content-security-policy"]).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+';/,
    );
    expect(reply.headers["x-robots-tag"]).toContain("noindex");
    expect(page).toContain('<meta name="robots" content="noindex, nofollow">');
  });

  test("shows nothing of deliveries and changes that there are none of", () => {
    const plain = String(
      pageReply(testShop, orderPage({ ...order, fulfillments: [], adjustments: [] }, testShop)).body,
    );
    expect(plain).not.toContain("Delivery");
    expect(plain).not.toContain("Changes");
  });
});
