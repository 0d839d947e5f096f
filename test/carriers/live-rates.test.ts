import { describe, expect, test } from "bun:test";
import {
  type CarrierFailure,
  createLiveRates,
  type LiveRateSettings,
} from "../../src/carriers/live-rates.ts";
import type { CarrierApiName } from "../../src/carriers/names.ts";
import type { Shipment } from "../../src/carriers/rate-source.ts";
import { HOUR, MINUTE, SECOND } from "../../src/clock.ts";
import { type Currency, minor } from "../../src/money.ts";
import { createOutgoing } from "../../src/outgoing/outgoing.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { london, oakland, portland } from "../pricing/shop.ts";
import {
  carrierKey,
  services,
  shipmentAnswer,
  shipmentOf,
  startCarriers,
  type Treatment,
} from "./carrier-server.ts";

const names = ["shippo", "easypost"] as const satisfies readonly CarrierApiName[];

/** Two shirts of 240 g each, to Portland. */
const shirts: Shipment = { destination: portland, items: [{ quantity: 2, grams: 240 }] };

/** A shop in Oakland that asks a company, which answers unless it is treated otherwise. */
function askingShop(
  name: CarrierApiName,
  given: {
    readonly treat?: Treatment;
    readonly settings?: Partial<LiveRateSettings>;
    readonly currency?: string;
    readonly deadlineMs?: number;
  } = {},
) {
  const carriers = startCarriers(name, given.treat);
  const clock = stoppedClock();
  const failures: CarrierFailure[] = [];
  const rates = createLiveRates(
    {
      source: name,
      apiBase: carriers.url,
      key: { variable: "CARRIER_KEY", value: carrierKey },
      countries: ["US"],
      itemGrams: 500,
      packagingGrams: 100,
      size: { length: 30, width: 20, height: 10, unit: "cm" },
      services: [
        { service: services[name].ground, id: "standard", title: "Standard", markup: minor(0) },
        { service: services[name].air, id: "air", markup: minor(250), freeFrom: minor(50_000) },
      ],
      ...given.settings,
    },
    {
      outgoing: createOutgoing({ development: true }),
      clock,
      origin: oakland,
      currency: (given.currency ?? "usd") as Currency,
      failed: (failure) => failures.push(failure),
      deadlineMs: given.deadlineMs ?? 30_000,
    },
  );
  return {
    carriers,
    clock,
    failures,
    quote: (shipment: Shipment = shirts, mayAsk?: () => boolean) => rates.quote(shipment, mayAsk),
    close: () => rates.close(),
    [Symbol.dispose]() {
      rates.close();
      carriers[Symbol.dispose]();
    },
  };
}

describe.each(names)("%s", (name) => {
  test("is told weight, size and places, and nothing of the buyer", async () => {
    using shop = askingShop(name);
    await shop.quote();
    expect(shop.carriers.questions).toHaveLength(1);
    const [asked] = shop.carriers.questions;
    const from = { country: "US", state: "CA", city: "Oakland", zip: "94607" };
    const to = { country: "US", state: "OR", city: "Portland", zip: "97201" };
    // 2 × 240 g and 100 g of packaging: 580 g, 20.46 oz.
    if (name === "shippo") {
      expect(asked?.path).toBe("/shipments/");
      expect(asked?.authorization).toBe(`ShippoToken ${carrierKey}`);
      expect(asked?.json).toEqual({
        address_from: from,
        address_to: to,
        parcels: [
          { length: "30", width: "20", height: "10", distance_unit: "cm", weight: "580", mass_unit: "g" },
        ],
        async: false,
      });
    } else {
      expect(asked?.path).toBe("/v2/shipments");
      expect(asked?.authorization).toBe(`Basic ${btoa(`${carrierKey}:`)}`);
      const parcel = { length: 11.9, width: 7.9, height: 4, weight: 20.5 };
      expect(asked?.json).toEqual({ shipment: { from_address: from, to_address: to, parcel } });
    }
  });

  test("is not asked where no question may go out, while what it answered before is still known", async () => {
    using shop = askingShop(name);
    expect(await shop.quote(shirts, () => false)).toEqual({ kind: "unavailable" });
    expect(shop.carriers.questions).toHaveLength(0);
    await shop.quote();
    expect(await shop.quote(shirts, () => false)).toMatchObject({ kind: "rates" });
    expect(shop.carriers.questions).toHaveLength(1);
  });

  test("gives the chosen services' rates, in the merchant's order, with markup, days and names", async () => {
    using shop = askingShop(name);
    expect(await shop.quote()).toEqual({
      kind: "rates",
      rates: [
        {
          id: "standard",
          title: "Standard",
          carrier: "USPS",
          price: { kind: "flat", amount: minor(679), freeFrom: undefined },
          transitDays: { min: 3, max: 3 },
        },
        {
          id: "air",
          title: name === "shippo" ? "UPS next day air" : "UPS Next Day Air",
          carrier: "UPS",
          price: { kind: "flat", amount: minor(4400), freeFrom: minor(50_000) },
          transitDays: { min: 1, max: 1 },
        },
      ],
    });
    expect(shop.failures).toEqual([]);
  });

  test("offers the cheapest of several rates of one service, and none in another currency", async () => {
    const { ground, air } = services[name];
    const treat = () =>
      shipmentAnswer(name, [
        { service: ground, amount: "9.00" },
        { service: ground, amount: "8.50" },
        { service: ground, amount: "1.00", currency: "CAD" },
        { service: air, amount: "2.00", currency: "EUR" },
      ]);
    using shop = askingShop(name, { treat });
    expect(await shop.quote()).toMatchObject({
      kind: "rates",
      rates: [{ id: "standard", price: { amount: 850 }, transitDays: undefined }],
    });
  });

  test("offers nothing where carriers have nothing: that is an answer", async () => {
    using shop = askingShop(name, { treat: () => shipmentAnswer(name, []) });
    expect(await shop.quote()).toEqual({ kind: "rates", rates: [] });
    expect(shop.failures).toEqual([]);
  });

  test("a rate that cannot be read is left out, the others stand", async () => {
    const { ground, air } = services[name];
    const shipment = shipmentOf(name, [
      { service: ground, amount: "six" },
      { service: air, amount: "40.00", days: 1 },
      { service: air, amount: "-1.00" },
    ]);
    const rates = [null, "rate", { service: ground }, ...shipment.rates];
    const treat = () => Response.json({ ...shipment, rates });
    using shop = askingShop(name, { treat });
    expect(await shop.quote()).toMatchObject({
      kind: "rates",
      rates: [{ id: "air", price: { amount: 4250 } }],
    });
  });

  const failing: readonly [what: string, answer: () => Response, failure: CarrierFailure][] = [
    ["a server error", () => new Response("oops", { status: 500 }), { kind: "out_of_order", status: 500 }],
    ["too many questions", () => new Response("", { status: 429 }), { kind: "out_of_order", status: 429 }],
    [
      "a key it does not know",
      () => new Response("{}", { status: 401 }),
      { kind: "key_refused", status: 401 },
    ],
    [
      "a redirect",
      () => Response.redirect("http://127.0.0.1:1/", 302),
      { kind: "out_of_order", status: 302 },
    ],
    ["a page of HTML", () => new Response("<html>hello</html>"), { kind: "unreadable", status: 200 }],
    ["an empty object", () => Response.json({}), { kind: "unreadable", status: 200 }],
    ["rates that are none", () => Response.json({ rates: "many" }), { kind: "unreadable", status: 200 }],
    ["half an answer", () => new Response('{"rates": [{"amount":'), { kind: "unreadable", status: 200 }],
  ];
  test.each(failing)("answering with %s counts as no answer", async (_, answer, failure) => {
    using shop = askingShop(name, { treat: answer });
    expect(await shop.quote()).toEqual({ kind: "unavailable" });
    expect(shop.failures).toEqual([failure]);
  });
});

describe("whatever company is asked", () => {
  test("a port where nobody listens counts as no answer", async () => {
    const gone = startCarriers("shippo");
    gone[Symbol.dispose]();
    using shop = askingShop("shippo", { settings: { apiBase: gone.url } });
    expect(await shop.quote()).toEqual({ kind: "unavailable" });
    expect(shop.failures).toEqual([{ kind: "unreachable" }]);
  });

  test("an answer is kept by what was asked: the same goods to the same place ask once", async () => {
    using shop = askingShop("shippo");
    const first = await shop.quote();
    expect(await shop.quote({ destination: { ...portland }, items: [{ quantity: 1, grams: 480 }] })).toBe(
      first,
    );
    expect(shop.carriers.questions).toHaveLength(1);
    await shop.quote({ ...shirts, items: [{ quantity: 3, grams: 240 }] });
    await shop.quote({ ...shirts, destination: oakland });
    expect(shop.carriers.questions).toHaveLength(3);
  });

  test("an answer is not kept for ever", async () => {
    using shop = askingShop("shippo");
    await shop.quote();
    shop.clock.advance(15 * MINUTE);
    await shop.quote();
    expect(shop.carriers.questions).toHaveLength(2);
  });

  test("the same question at the same time is asked once", async () => {
    using shop = askingShop("shippo");
    const quotes = await Promise.all([shop.quote(), shop.quote(), shop.quote()]);
    expect(shop.carriers.questions).toHaveLength(1);
    expect(new Set(quotes).size).toBe(1);
  });

  test("goods that nobody has weighed count as the shop says", async () => {
    using shop = askingShop("shippo");
    await shop.quote({ destination: portland, items: [{ quantity: 2 }, { quantity: 1, grams: 240.4 }] });
    // 2 × 500 g, 240.4 g and 100 g of packaging, rounded up.
    expect(shop.carriers.questions[0]?.json.parcels[0].weight).toBe("1341");
  });

  test("other countries are nobody's question", async () => {
    using shop = askingShop("shippo");
    expect(await shop.quote({ ...shirts, destination: london })).toEqual({ kind: "not_asked" });
    expect(shop.carriers.questions).toEqual([]);
  });

  test("who answers too late is still heard, for the next time", async () => {
    const release = Promise.withResolvers<void>();
    using shop = askingShop("shippo", {
      treat: async () => {
        await release.promise;
        return undefined;
      },
      deadlineMs: 1,
    });
    expect(await shop.quote()).toEqual({ kind: "unavailable" });
    release.resolve();
    let quote = await shop.quote();
    while (quote.kind !== "rates") quote = await shop.quote();
    expect(quote.rates).toHaveLength(2);
    expect(shop.carriers.questions).toHaveLength(1);
    expect(shop.failures).toEqual([]);
  });

  test("a shipment they can make nothing of is not asked about again for a minute", async () => {
    using shop = askingShop("shippo", { treat: () => new Response("{}", { status: 400 }) });
    expect(await shop.quote()).toEqual({ kind: "unavailable" });
    expect(await shop.quote()).toEqual({ kind: "unavailable" });
    expect(shop.failures).toEqual([{ kind: "shipment_refused", status: 400 }]);
    shop.carriers.become(() => undefined);
    shop.clock.advance(MINUTE);
    expect(await shop.quote()).toMatchObject({ kind: "rates" });
  });

  test("after three failures in a row nobody waits for them, until half a minute later", async () => {
    using shop = askingShop("shippo", { treat: () => new Response("", { status: 503 }) });
    for (let times = 0; times < 5; times += 1) expect(await shop.quote()).toEqual({ kind: "unavailable" });
    expect(shop.carriers.questions).toHaveLength(3);
    shop.carriers.become(() => undefined);
    shop.clock.advance(29 * SECOND);
    expect(await shop.quote()).toEqual({ kind: "unavailable" });
    shop.clock.advance(SECOND);
    expect(await shop.quote()).toMatchObject({ kind: "rates" });
    expect(shop.carriers.questions).toHaveLength(4);
  });

  test("a clock that is set back lengthens neither what is kept nor how long nobody is asked", async () => {
    using shop = askingShop("shippo");
    await shop.quote();
    shop.clock.advance(-5 * HOUR);
    await shop.quote();
    expect(shop.carriers.questions).toHaveLength(1);
    shop.clock.advance(15 * MINUTE);
    await shop.quote();
    expect(shop.carriers.questions).toHaveLength(2);
    shop.carriers.become(() => new Response("", { status: 503 }));
    const away: Shipment = { ...shirts, destination: oakland };
    for (let times = 0; times < 4; times += 1) await shop.quote(away);
    expect(shop.carriers.questions).toHaveLength(5);
    shop.carriers.become(() => undefined);
    shop.clock.advance(-5 * HOUR);
    shop.clock.advance(30 * SECOND);
    expect(await shop.quote(away)).toMatchObject({ kind: "rates" });
  });

  test("what was kept is given while they are away", async () => {
    using shop = askingShop("shippo");
    const before = await shop.quote();
    shop.carriers.become(() => new Response("", { status: 503 }));
    for (let times = 0; times < 3; times += 1) await shop.quote({ ...shirts, destination: oakland });
    expect(await shop.quote()).toBe(before);
  });

  test("closing gives up what is under way, and that is nobody's failure", async () => {
    const asked = Promise.withResolvers<void>();
    const never = new Promise<undefined>(() => {});
    using shop = askingShop("shippo", {
      treat: () => {
        asked.resolve();
        return never;
      },
    });
    const quote = shop.quote();
    await asked.promise;
    shop.close();
    expect(await quote).toEqual({ kind: "unavailable" });
    expect(shop.failures).toEqual([]);
  });
});
