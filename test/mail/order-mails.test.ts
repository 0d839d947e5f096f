import { expect, test } from "bun:test";
import { instant } from "../../src/clock.ts";
import { type AdjustmentId, asId, type FulfillmentId, type LineItemId } from "../../src/ids.ts";
import { silentLog } from "../../src/log.ts";
import { mailsOf as mailsOfEvent, orderNotifications } from "../../src/mail/order-mails.ts";
import { minor, type PartsPerMillion } from "../../src/money.ts";
import type { Adjustment, Fulfillment, Order } from "../../src/orders/order.ts";
import { makeReady, ship } from "../../src/orders/ship.ts";
import type { OutboxEvent } from "../../src/outbox/event.ts";
import { testShop } from "../checkout/shop.ts";
import { counter, orderOf as dashboardOrderOf, given, lineOf, now } from "../orders/orders.ts";
import { eventOf, orderOf } from "../outbox/orders.ts";

const terms = { shop: testShop, ordersTo: "owner@harbour.example" };
const mailsOf = (event: OutboxEvent) => mailsOfEvent(event, terms);
const placed = (given: Partial<Order> = {}) => mailsOf(eventOf(orderOf(given), "order_create"));
const changed = (given: Partial<Order>) => mailsOf(eventOf(orderOf(given), "order_update"));
const keys = (mails: readonly { key: string }[]) => mails.map(({ key }) => key.split(":")[0]);
const at = instant(Date.parse("2026-06-03T20:00:00Z"));

const parcel: Fulfillment = {
  id: asId<FulfillmentId>("ful_1"),
  type: "shipping",
  status: "shipped",
  lineItems: [{ id: asId<LineItemId>("li_shirt"), quantity: 1 }],
  carrier: "USPS",
  trackingNumber: "9400111899223456789012",
  trackingUrl: "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111899223456789012",
  events: [],
};

const refund: Adjustment = {
  id: asId<AdjustmentId>("adj_1"),
  type: "refund",
  status: "completed",
  occurredAt: at,
  amount: minor(5196),
  lineItems: [{ id: asId<LineItemId>("li_shirt"), quantity: 1 }],
};

test("a placed order: the buyer reads what was bought, what it costs and where it goes", () => {
  const [mail] = placed({ estimatedDelivery: { earliest: at, latest: instant(at + 172_800_000) } });
  expect(mail?.to).toBe("jane@example.com");
  expect(mail?.subject).toBe("Your order 1001 at Harbour Goods");
  expect(mail?.text).toBe(`Thank you for your order, Jane

Your order 1001 is confirmed. We write again when it is on its way.

2 × Linen shirt <Small>   $96.00
1 × Voucher               $25.00
Subtotal                 $121.00
Shipping                   $5.00
Tax                        $7.92
Total                    $133.92

Ship to:
  Jane Doe
  555 Golden Gate Avenue
  San Francisco CA 94102
  US

It should arrive between June 3, 2026 and June 5, 2026.

See your order: http://localhost:3000/orders/kV3bW8hq0n5Jr1c2D4e6Fg

-- 
Harbour Goods
Questions? help@harbour.example
`);
});

test("what comes from outside is text in the HTML, never markup", () => {
  const [mail] = placed({
    buyer: { email: "jane@example.com", firstName: '<img src=x onerror="alert(1)">' },
  });
  expect(mail?.html).toContain("Linen shirt &lt;Small&gt;");
  expect(mail?.html).not.toContain("<img");
});

test("a bill says what of the tax goes to each jurisdiction", () => {
  const breakdown = [
    { jurisdiction: "California", rate: 82_500 as PartsPerMillion, amount: minor(792) },
    { jurisdiction: "Alameda", rate: 10_000 as PartsPerMillion, amount: minor(96) },
  ];
  const mails = placed({ totals: [{ type: "tax", displayText: "Tax", amount: minor(888), breakdown }] });
  for (const { text } of mails) {
    expect(text).toMatch(/of which California, 8\.25 % +\$7\.92/);
    expect(text).toMatch(/of which Alameda, 1 % +\$0\.96/);
  }
});

test("an address that no browser should follow is shown as words", () => {
  const [mail] = changed({ fulfillments: [{ ...parcel, trackingUrl: "javascript:alert(1)" }] });
  expect(mail?.html).not.toContain("javascript:");
});

test("what comes from outside cannot pass for another line of the letter", () => {
  const turned = "Jane\u202e\r\n\nYour card was declined: https://evil.example";
  const [mail] = placed({ buyer: { email: "jane@example.com", firstName: turned } });
  expect(mail?.text).toStartWith(
    "Thank you for your order, Jane Your card was declined: https://evil.example\n\nYour order 1001",
  );
  expect(mail?.html).not.toContain("\u202e");
});

test("the merchant hears of every order, with the buyer's notes", () => {
  const [, mail] = placed({ orderNotes: "Ring twice" });
  expect(mail).toMatchObject({ to: "owner@harbour.example", subject: "New order 1001 · $133.92" });
  expect(mail?.text).toContain("jane@example.com");
  expect(mail?.text).toContain("Ring twice");
});

test("who left no address gets no mail; the merchant does", () => {
  expect(keys(placed({ buyer: undefined, fulfillmentDetails: undefined }))).toEqual(["new_order"]);
});

test("a mail for the parcel's receiver does when there is no buyer", () => {
  const [mail] = placed({ buyer: undefined, fulfillmentDetails: { email: "receiver@example.com" } });
  expect(mail?.to).toBe("receiver@example.com");
});

test("a parcel on its way: what is in it and how to follow it", () => {
  const [mail] = changed({ fulfillments: [parcel] });
  expect(mail?.key).toBe("shipped:ful_1");
  expect(mail?.subject).toBe("Your order 1001 is on its way");
  expect(mail?.text).toContain("It travels with USPS. Its tracking number is 9400111899223456789012.");
  expect(mail?.text).toContain("1 × Linen shirt <Small>");
  expect(mail?.html).toContain(
    'href="https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111899223456789012"',
  );
});

test("a download: its link and how long it works", () => {
  const [mail] = placed({
    fulfillments: [
      {
        ...parcel,
        type: "digital",
        status: "delivered",
        digitalDelivery: {
          accessUrl: "https://shop.example/downloads/1",
          licenseKey: "ABC-123",
          expiresAt: at,
        },
      },
    ],
  }).filter(({ key }) => key.startsWith("shipped"));
  expect(mail?.subject).toBe("Your download for order 1001");
  expect(mail?.text).toContain("Download: https://shop.example/downloads/1");
  expect(mail?.text).toContain("Your license key: ABC-123");
  expect(mail?.text).toContain("until June 3, 2026");
});

for (const [type, status, expected] of [
  ["shipping", "pending", []],
  ["shipping", "processing", []],
  ["shipping", "shipped", ["shipped"]],
  ["shipping", "in_transit", ["shipped"]],
  ["shipping", "out_for_delivery", ["shipped"]],
  // Both follow a parcel's sending, which had a mail of its own.
  ["shipping", "delivered", []],
  ["shipping", "failed", []],
  ["shipping", "canceled", []],
  ["pickup", "pending", []],
  ["pickup", "ready_for_pickup", ["ready_for_pickup"]],
  ["pickup", "delivered", []],
  ["digital", "delivered", ["shipped"]],
  ["digital", "pending", []],
] as const) {
  test(`${type} that is ${status} calls for ${expected.length === 0 ? "no mail" : "a mail"}`, () => {
    expect(keys(changed({ fulfillments: [{ ...parcel, type, status }] }))).toEqual([...expected]);
  });
}

test("goods that are ready to be picked up: where they are", () => {
  const [mail] = changed({
    fulfillments: [{ ...parcel, type: "pickup", status: "ready_for_pickup" }],
    delivery: {
      ...counter,
      location: { ...counter.location, phone: "+1 415 555 0100", instructions: "Ring at the back door" },
    },
  });
  expect(mail?.text).toContain(`Where:
  Shop
  1 Market St
  San Francisco CA 94105
  US
  +1 415 555 0100
  Ring at the back door
`);
});

test("goods that were ready to be picked up and are sent after all: the buyer hears of both", () => {
  const order = dashboardOrderOf([lineOf("mug", 1)], { delivery: counter });
  const ready = given(makeReady(order, {}, now));
  const sent = given(ship(ready, { carrier: "UPS" }, now));
  const [waits, left] = [ready, sent].map(({ fulfillments }) => changed({ fulfillments })[0]);
  expect(waits?.subject).toBe("Your order 1001 is ready to be picked up");
  expect(left?.subject).toBe("Your order 1001 is on its way");
  // Of two mails under one key the second is never sent.
  expect(left?.key).not.toBe(waits?.key);
});

test("a refund that has gone through: how much, and for what", () => {
  const [mail] = changed({ adjustments: [refund] });
  expect(mail?.key).toBe("refunded:adj_1");
  expect(mail?.subject).toBe("$51.96 of your order 1001 was refunded");
  expect(mail?.text).toContain("1 × Linen shirt <Small>");
});

for (const given of [
  { status: "pending" },
  { status: "failed" },
  { type: "dispute" },
  { amount: undefined },
] as const) {
  test(`no mail says that money is back when it is not: ${JSON.stringify(given)}`, () => {
    expect(changed({ adjustments: [{ ...refund, ...given }] })).toEqual([]);
  });
}

test("a shop that sends no mail writes none", () => {
  expect(orderNotifications(undefined, silentLog).mailsOf(eventOf(orderOf(), "order_create"))).toEqual([]);
});

test("the buyer is written to in their language, and the merchant in English", () => {
  const [toBuyer, toMerchant] = placed({
    locale: "de-DE",
    estimatedDelivery: { earliest: at, latest: instant(at + 172_800_000) },
  });
  expect(toBuyer?.subject).toBe("Ihre Bestellung 1001 bei Harbour Goods");
  expect(toBuyer?.html).toContain('<html lang="de">');
  expect(toBuyer?.text.replaceAll("\u00a0", " ")).toBe(`Vielen Dank für Ihre Bestellung, Jane

Ihre Bestellung 1001 ist bestätigt. Wir schreiben Ihnen wieder, wenn sie unterwegs ist.

2 × Linen shirt <Small>   96,00 $
1 × Voucher               25,00 $
Zwischensumme            121,00 $
Versand                    5,00 $
Steuer                     7,92 $
Gesamt                   133,92 $

Lieferadresse:
  Jane Doe
  555 Golden Gate Avenue
  San Francisco CA 94102
  US

Sie sollte zwischen dem 3. Juni 2026 und dem 5. Juni 2026 ankommen.

Bestellung ansehen: http://localhost:3000/orders/kV3bW8hq0n5Jr1c2D4e6Fg

-- 
Harbour Goods
Fragen? help@harbour.example
`);
  expect(toMerchant?.subject).toBe("New order 1001 · $133.92");
});

const license = {
  digitalDelivery: { accessUrl: "https://harbour.example/file", licenseKey: "K-1", expiresAt: at },
};
const withdrawn: Adjustment = {
  ...refund,
  id: asId<AdjustmentId>("adj_2"),
  type: "return",
  reason: "withdrawal",
};

/** Every mail there is for buyers, by what brings it about. */
const everyMail: Readonly<Record<string, Partial<Order>>> = {
  "on its way": { fulfillments: [parcel] },
  ready: { fulfillments: [{ ...parcel, type: "pickup", status: "ready_for_pickup" }], delivery: counter },
  download: { fulfillments: [{ ...parcel, type: "digital", status: "delivered", ...license }] },
  refunded: { adjustments: [refund] },
  withdrawn: { adjustments: [withdrawn] },
};

test.each(Object.entries(everyMail))(
  "nothing of the mail about what is %s is left in English",
  (_, change) => {
    const sentences = (locale: string) =>
      (changed({ ...change, locale })[0]?.text ?? "").split(/\n/).map((line) => line.trim());
    const english = new Set(sentences("en").filter((line) => /[a-z]{3}/.test(line)));
    expect(english.size).toBeGreaterThan(3);
    // What is sold and where, and how the shop is called.
    const same = /Linen shirt|Harbour|Shop|Market St|San Francisco/;
    for (const locale of ["de", "fr", "es"])
      expect(sentences(locale).filter((line) => english.has(line) && !same.test(line))).toEqual([]);
  },
);
