import { describe, expect, test } from "bun:test";
import { after, DAY, instant } from "../../src/clock.ts";
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
import { minor, type PartsPerMillion } from "../../src/money.ts";
import type { Order } from "../../src/orders/order.ts";
import { testShop } from "../checkout/shop.ts";
import { serveShop } from "./shop-server.ts";

const at = instant(Date.parse("2026-06-02T05:00:00Z"));

const order: Order = {
  id: asId<OrderId>("ord_1"),
  number: 1001,
  sessionId: asId<SessionId>("cs_1"),
  agentId: asId<AgentId>("agt_1"),
  attemptId: asId<AttemptId>("pay_1"),
  protocol: { name: "acp", version: "2026-04-17" },
  permalinkToken: "secret-token",
  status: "shipped",
  currency: testShop.currency,
  buyer: { email: "jane@example.com", firstName: "Jane", lastName: "Doe", phoneNumber: "+14155550123" },
  fulfillmentDetails: {
    phoneNumber: "+14155550123",
    address: {
      name: "Jane Doe",
      lineOne: "555 Golden Gate Avenue",
      city: "San Francisco",
      state: "CA",
      country: "US",
      postalCode: "94102",
    },
  },
  lineItems: [
    {
      id: asId<LineItemId>("li_1"),
      variantId: asId<VariantId>("shirt"),
      productId: asId<ProductId>("shirt"),
      title: 'Shirt <script>alert("x")</script>',
      imageUrl: "https://pictures.example/shirt.jpg",
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
      events: [
        { id: asId<FulfillmentEventId>("fev_1"), type: "shipped", occurredAt: at },
        {
          id: asId<FulfillmentEventId>("fev_2"),
          type: "in_transit",
          occurredAt: at,
          location: "Oakland, CA",
        },
      ],
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

const [parcel] = order.fulfillments;
const address = order.fulfillmentDetails?.address;
if (!parcel || !address) throw new Error("the order has a parcel and an address");

/** The page of the order with something else about it. */
function shown(changes: Partial<Order>): string {
  return String(pageReply(testShop, orderPage({ ...order, ...changes }, testShop, at)).body);
}

/** The step that the page marks as the one reached. */
function stepOf(words: string): string | undefined {
  return /aria-current="step">([^<]+)</.exec(words)?.[1];
}

const reply = pageReply(testShop, orderPage(order, testShop, at));
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

  test("says what of the tax goes to each jurisdiction", () => {
    const breakdown = [
      { jurisdiction: "California", rate: 72_500 as PartsPerMillion, amount: minor(696) },
      { jurisdiction: "Alameda", rate: 10_000 as PartsPerMillion, amount: minor(96) },
    ];
    const words = shown({ totals: [{ type: "tax", displayText: "Tax", amount: minor(792), breakdown }] });
    expect(words).toContain('of which California, 7.25 %</th><td class="amount">$6.96');
    expect(words).toContain('of which Alameda, 1 %</th><td class="amount">$0.96');
  });

  test("shows what a merchant or buyer wrote as text", () => {
    expect(page).toContain("Shirt &lt;script&gt;");
    expect(page).not.toContain("<script");
  });

  test("runs nothing, loads nothing but its pictures and stays out of search engines", () => {
    expect(reply.headers["content-security-policy"]).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src data: https:\/\/pictures\.example; base-uri 'none'/,
    );
    expect(reply.headers["x-robots-tag"]).toContain("noindex");
    expect(page).toContain('<meta name="robots" content="noindex, nofollow">');
  });

  test.each([
    "https://a.example;script-src *;",
    "https://a.example,script-src *",
    "https://*",
    "https://'unsafe-inline'",
    "data:image/png;base64,AAAA",
    "https://[::1]",
  ])("neither shows a picture at %s nor lets it into its policy", (host) => {
    const [line] = order.lineItems;
    if (!line) throw new Error("the order has a line");
    const imageUrl = `${host}/shirt.jpg`;
    const { headers, body } = pageReply(
      testShop,
      orderPage({ ...order, lineItems: [{ ...line, imageUrl }] }, testShop, at),
    );
    expect(headers["content-security-policy"]).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(String(body)).not.toContain("<img");
  });

  test("shows nothing of deliveries and changes that there are none of", () => {
    const plain = shown({ fulfillments: [], adjustments: [] });
    expect(plain).not.toContain("Delivery");
    expect(plain).not.toContain("Changes");
  });

  test("tells each step of a parcel, the newest first, by the shop's clock", () => {
    expect(page.indexOf("On its way, Oakland, CA")).toBeLessThan(page.indexOf("<li>Sent"));
    expect(page).toMatch(/<time datetime="2026-06-02T05:00:00\.000Z">June 1, 2026 at 10:00\sPM PDT<\/time>/);
  });

  test.each([
    ["confirmed", [], "Confirmed"],
    ["shipped", ["shipped"], "Sent"],
    ["processing", ["shipped", "pending"], "Partly sent"],
    ["completed", ["delivered"], "Delivered"],
    ["processing", ["failed", "pending"], "Confirmed"],
  ] as const)("of one that is %s marks how far it is: %p", (status, parcels, step) => {
    const fulfillments = parcels.map((each) => ({ ...parcel, status: each }));
    expect(stepOf(shown({ status, fulfillments }))).toBe(step);
  });

  test("of goods that wait to be picked up says where", () => {
    const words = shown({
      status: "processing",
      fulfillments: [{ ...parcel, type: "pickup", status: "ready_for_pickup", carrier: undefined }],
      delivery: {
        type: "pickup",
        id: "counter",
        title: "Counter",
        location: {
          name: "Harbour shop",
          address: { ...address, lineOne: "1 Pier" },
          phone: "+14155550100",
          instructions: "Ring twice",
        },
      },
    });
    expect(stepOf(words)).toBe("Ready");
    expect(words).toContain("Harbour shop, 1 Pier, San Francisco, 94102, +14155550100");
    expect(words).toContain("Ring twice");
  });

  test("of a download links to it until the link expires", () => {
    const download = (expiresAt: typeof at) =>
      shown({
        status: "completed",
        fulfillments: [
          {
            ...parcel,
            type: "digital",
            status: "delivered",
            digitalDelivery: {
              accessUrl: "https://shop.example/downloads/x",
              licenseKey: "KEY-1",
              expiresAt,
            },
          },
        ],
      });
    expect(download(after(at, DAY))).toContain(
      '<a href="https://shop.example/downloads/x" rel="noreferrer">Download</a>',
    );
    expect(download(at)).toContain("The link has expired");
    expect(download(at)).not.toContain("/downloads/x");
    expect(download(at)).toContain("KEY-1");
  });

  test("of one that was canceled shows no way to go", () => {
    const words = shown({ status: "canceled" });
    expect(words).toContain("Your order was canceled.");
    expect(words).not.toContain("aria-current=");
    expect(words).not.toContain("Expected");
  });

  test("counts what was canceled or came back", () => {
    const [line] = order.lineItems;
    const gone = line && [{ ...line, quantity: { ordered: 2, current: 1, fulfilled: 1 } }];
    expect(shown({ lineItems: gone ?? [] })).toContain("1 canceled or returned");
  });

  test("shows no picture that is not one of the web", () => {
    const [line] = order.lineItems;
    const odd = line && [{ ...line, imageUrl: "javascript:alert(1)" }];
    expect(shown({ lineItems: odd ?? [] })).not.toContain("javascript");
  });
});

describe("in the language of its buyer", () => {
  const said: Readonly<Record<string, readonly string[]>> = {
    "de-AT": [
      "Bestellung 1001",
      "Bestellt am 1. Juni 2026 für Jane Doe",
      "$ 108,92",
      "Erstattung von $ 10,00, erledigt",
    ],
    "fr-FR": [
      "Commande 1001",
      "Passée le 1 juin 2026, pour Jane Doe",
      "108,92 $US",
      "Remboursement de 10,00 $US, effectué",
    ],
    "es-ES": [
      "Pedido 1001",
      "Hecho el 1 de junio de 2026 para Jane Doe",
      "108,92 US$",
      "Reembolso de 10,00 US$, hecho",
    ],
    "en-GB": ["Order 1001", "Placed on 1 June 2026 for Jane Doe", "US$108.92", "Refund of US$10.00, done"],
  };

  test.each(Object.keys(said))("%s", (locale) => {
    const page = shown({ locale }).replaceAll(/[\u00a0\u202f]/g, " ");
    expect(page).toContain(`<html lang="${locale}">`);
    for (const words of said[locale] ?? []) expect(page).toContain(words);
  });

  test("as the browser asks for it, where the order does not say", () => {
    const pageFor = (locale: string | undefined, header: string) =>
      String(pageReply(testShop, orderPage({ ...order, locale }, testShop, at, header)).body);
    expect(pageFor(undefined, "da, fr;q=0.8, de;q=0.5")).toContain('<html lang="fr">');
    expect(pageFor("es-MX", "fr")).toContain('<html lang="es-MX">');
    expect(pageFor(undefined, "da")).toContain('<html lang="en-US">');
  });

  test("with nothing left in English", () => {
    const english = shown({ locale: "en" });
    const words = (html: string) =>
      [...html.replace(/<style>[\s\S]*<\/style>/, "").matchAll(/>([^<>]+)</g)].map(([, text = ""]) =>
        text.trim(),
      );
    const known = new Set(words(english).filter((text) => /[a-z]{3}/.test(text)));
    // What the merchant and the carrier wrote, and what is the same in both languages.
    const same = [
      "Harbour Goods",
      "Linen shirt",
      "Shirt &lt;",
      "Came late",
      "Subtotal",
      "Total",
      "help@harbour.example",
    ];
    for (const locale of ["de", "fr", "es"]) {
      const left = words(shown({ locale })).filter((text) => known.has(text));
      expect(left.filter((text) => !same.some((kept) => text.includes(kept)))).toEqual([]);
    }
  });
});

test.each([
  ["de", "Diese Bestellung gibt es nicht"],
  ["fr", "Commande introuvable"],
  ["es", "No existe este pedido"],
  ["en", "No such order"],
])("a link that leads to no order says so in %s", async (language, title) => {
  await using served = await serveShop();
  const response = await served.fetch("/orders/x", { headers: { "accept-language": language } });
  expect(response.status).toBe(404);
  expect(await response.text()).toContain(`<h1>${title}</h1>`);
});
