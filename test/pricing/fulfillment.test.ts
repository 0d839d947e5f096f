import { describe, expect, test } from "bun:test";
import { type Instant, instant, toRfc3339 } from "../../src/clock.ts";
import { minor } from "../../src/money.ts";
import type { FulfillmentOption } from "../../src/pricing/fulfillment.ts";
import { compileRules } from "../../src/pricing/rules.ts";
import type { LocalDelivery, PickupPlace, ShippingPrice, ShippingZone } from "../../src/pricing/shipping.ts";
import { shippingPriceOf } from "../../src/pricing/shipping-price.ts";
import {
  dispatch,
  flat,
  lineOf,
  london,
  oakland,
  optionTotals,
  portland,
  price,
  rulesOf,
  shippingRate,
  taxRate,
  totalOf,
} from "./shop.ts";

const shirt = lineOf("shirt", 3000, { quantity: 2, weightGrams: 200 });
const song = lineOf("song", 100, { requiresShipping: false });

describe("a shipping price", () => {
  const perItem: ShippingPrice = { kind: "per_item", base: minor(300), each: minor(50) };
  const byWeight: ShippingPrice = {
    kind: "by_weight",
    bands: [
      { upToGrams: 500, amount: minor(400) },
      { upToGrams: 2000, amount: minor(700) },
    ],
  };
  const bySubtotal: ShippingPrice = {
    kind: "by_subtotal",
    bands: [
      { from: minor(1000), amount: minor(600) },
      { from: minor(5000), amount: minor(300) },
    ],
  };
  const parcel = { subtotal: minor(3000), items: 3, grams: 800 };

  test.each<[string, ShippingPrice, Partial<typeof parcel>, number | undefined]>([
    ["flat", flat(500), {}, 500],
    ["per item on a base", perItem, {}, 450],
    ["by weight: up to the first limit and with it", byWeight, { grams: 500 }, 400],
    ["by weight: a fraction of a gram over it", byWeight, { grams: 500.1 }, 700],
    ["by weight: heavier than the last band", byWeight, { grams: 2001 }, undefined],
    [
      "by weight: the last band may be open",
      { kind: "by_weight", bands: [{ amount: minor(900) }] },
      { grams: 1e6 },
      900,
    ],
    ["by weight: nothing known to weigh anything", byWeight, { grams: 0 }, 400],
    ["by subtotal: below the first band", bySubtotal, { subtotal: minor(999) }, undefined],
    ["by subtotal: from the first on", bySubtotal, { subtotal: minor(1000) }, 600],
    ["by subtotal: just below the next", bySubtotal, { subtotal: minor(4999) }, 600],
    ["by subtotal: from the next on", bySubtotal, { subtotal: minor(5000) }, 300],
    ["free from an amount", flat(500, 3000), {}, 0],
    ["not free just below it", flat(500, 3001), {}, 500],
    [
      "not offered stays not offered, free or not",
      { ...byWeight, freeFrom: minor(0) },
      { grams: 2001 },
      undefined,
    ],
  ])("%s", (_, shippingPrice, given, amount) => {
    expect(shippingPriceOf(shippingPrice, { ...parcel, ...given })).toBe(amount as never);
  });

  test("counts the weight and the units of shipped lines, the subtotal of all", () => {
    const rates = [
      shippingRate("weight", {
        kind: "by_weight",
        bands: [
          { upToGrams: 399, amount: minor(1) },
          { upToGrams: 400, amount: minor(400) },
        ],
      }),
      shippingRate("items", perItem),
      shippingRate("subtotal", { kind: "by_subtotal", bands: [{ from: minor(6100), amount: minor(1) }] }),
    ];
    const priced = price(
      [shirt, { ...song, weightGrams: 9000 }],
      rulesOf({ shipping: { zones: [{ name: "all", rates }] } }),
    );
    expect(optionTotals(priced)).toEqual({ weight: 400, items: 400, subtotal: 1 });
  });
});

describe("zones", () => {
  const zones: ShippingZone[] = [
    {
      name: "Bay",
      regions: [{ country: "US", states: ["CA"], postalCodes: ["946*"] }],
      rates: [shippingRate("bay", flat(200))],
    },
    {
      name: "US",
      regions: [{ country: "US" }],
      rates: [shippingRate("us", flat(500)), shippingRate("fast", flat(900))],
    },
    { name: "elsewhere", rates: [shippingRate("world", flat(2500))] },
  ];

  test.each([
    ["the first that holds the address", oakland, ["bay"]],
    ["the next where the first does not", portland, ["us", "fast"]],
    ["the one without regions for all others", london, ["world"]],
  ])("%s", (_, destination, ids) => {
    const priced = price([shirt], rulesOf({ shipping: { zones } }), { destination });
    expect(priced.options.map(({ id }) => id)).toEqual(ids);
  });

  test("an address no zone holds is not served", () => {
    const priced = price([shirt], rulesOf({ shipping: { zones: zones.slice(0, 2) } }), {
      destination: london,
    });
    expect(priced.options).toEqual([]);
    expect(priced.selections).toEqual([]);
    expect(priced.reason).toEqual({ kind: "destination_not_served", country: "GB" });
    expect(totalOf(priced, "total").amount as number).toBe(6000);
  });

  test("two options of one zone with the same id are refused", () => {
    const twice = [
      { name: "US", rates: [shippingRate("standard", flat(1)), shippingRate("standard", flat(2))] },
    ];
    expect(() => compileRules(rulesOf({ shipping: { zones: twice } }))).toThrow(
      'two options of shipping zone "US" have the id "standard"',
    );
  });
});

describe("the option selected", () => {
  test.each<[string, string[], string, unknown]>([
    ["the cheapest when nothing is wanted", [], "standard", undefined],
    ["the wanted one", ["express"], "express", undefined],
    [
      "the cheapest when the wanted one is not offered",
      ["drone"],
      "standard",
      { kind: "option_not_offered", optionId: "drone" },
    ],
    [
      "the wanted one even beside one that is not offered",
      ["drone", "express"],
      "express",
      { kind: "option_not_offered", optionId: "drone" },
    ],
    [
      "the first wanted for the whole cart",
      ["express", "standard"],
      "express",
      { kind: "split_not_offered", optionIds: ["express", "standard"] },
    ],
    ["one wanted for two lines", ["express", "express"], "express", undefined],
    [
      "with digital delivery wanted for the digital part of a cart",
      ["digital", "express"],
      "express",
      undefined,
    ],
  ])("%s", (_, wanted, selected, reason) => {
    const priced = price([shirt, song], rulesOf(), { wanted: wanted.map((optionId) => ({ optionId })) });
    expect(priced.selections as unknown).toEqual([
      { type: "shipping", optionId: selected, lineItemIds: ["shirt", "song"] },
    ]);
    expect(priced.reason).toEqual(reason as never);
    const option = priced.options.find(({ id }) => id === selected);
    expect(totalOf(priced, "fulfillment").amount).toBe(option?.amounts.subtotal as never);
  });
});

describe("digital goods alone", () => {
  test("are delivered for nothing, without an address", () => {
    const priced = price([song], rulesOf(), { destination: undefined });
    expect(priced.options).toMatchObject([
      { type: "digital", id: "digital", amounts: { subtotal: 0, tax: 0, total: 0 } },
    ]);
    expect(priced.selections as unknown).toEqual([
      { type: "digital", optionId: "digital", lineItemIds: ["song"] },
    ]);
    expect(priced.reason).toBeUndefined();
  });

  test("are delivered where no zone ships to", () => {
    const priced = price([song], rulesOf({ shipping: { zones: [] } }), { destination: london });
    expect(priced.options.map(({ type }) => type)).toEqual(["digital"]);
  });

  test("are not shipped even when asked", () => {
    const priced = price([song], rulesOf(), { wanted: [{ optionId: "standard" }] });
    expect(priced.reason).toEqual({ kind: "option_not_offered", optionId: "standard" });
    expect(priced.selections[0]?.optionId).toBe("digital");
  });
});

describe("without an address", () => {
  test("goods to ship have no options, no tax, and a bill that adds up", () => {
    const priced = price([shirt], rulesOf(), { destination: undefined, wanted: [{ optionId: "standard" }] });
    expect(priced).toMatchObject({ options: [], selections: [], reason: { kind: "address_needed" } });
    expect(priced.totals.map(({ type, amount }) => [type, amount]) as unknown).toEqual([
      ["items_base_amount", 6000],
      ["subtotal", 6000],
      ["tax", 0],
      ["total", 6000],
    ]);
    expect(totalOf(priced, "tax").description).toBe("Not computed before there is an address.");
  });
});

test("an empty cart costs nothing and has no problem", () => {
  const priced = price([], rulesOf());
  expect(priced).toMatchObject({ lines: [], options: [], selections: [], appliedDiscounts: [] });
  expect(priced.reason).toBeUndefined();
  expect(totalOf(priced, "total").amount as number).toBe(0);
});

describe("delivery dates", () => {
  function shippingDates(days: { min: number; max: number } | undefined, now?: Instant) {
    const zones = [
      { name: "all", rates: [shippingRate("standard", flat(500), days && { transitDays: days })] },
    ];
    const [option] = price(
      [shirt],
      rulesOf({ shipping: { zones } }),
      now === undefined ? {} : { now },
    ).options;
    if (option?.type !== "shipping") throw new Error("shipping is offered");
    return [option.earliest, option.latest].map((at) => at && toRfc3339(at));
  }

  test("are counted in working days from the day the parcel leaves, 9 to 18 o'clock in the shop's time zone", () => {
    // Ordered on Monday before the cut-off, leaves on Tuesday: Thursday to Monday.
    expect(shippingDates({ min: 2, max: 4 })).toEqual([
      "2026-11-26T17:00:00.000Z",
      "2026-12-01T02:00:00.000Z",
    ]);
  });

  test("end on the day they name even where orders are taken until midnight", () => {
    const zones = [
      { name: "all", rates: [shippingRate("standard", flat(500), { transitDays: { min: 1, max: 1 } })] },
    ];
    const shipping = { zones, dispatch: { ...dispatch, cutOffHour: 24 } };
    const [option] = price([shirt], rulesOf({ shipping })).options;
    expect(option).toMatchObject({ latest: instant(Date.parse("2026-11-25T18:00:00-08:00")) });
  });

  test("are left out where the rate promises none", () => {
    expect(shippingDates(undefined)).toEqual([undefined, undefined]);
  });

  test("are never in the past", () => {
    const zones = [
      { name: "all", rates: [shippingRate("courier", flat(500), { transitDays: { min: 0, max: 0 } })] },
    ];
    const now = instant(Date.parse("2026-11-23T20:00:00-08:00"));
    const shipping = { zones, dispatch: { ...dispatch, handlingDays: 0, cutOffHour: 24 } };
    const [option] = price([shirt], rulesOf({ shipping }), { now }).options;
    expect(option).toMatchObject({ earliest: now, latest: instant(Date.parse("2026-11-24T00:00:00-08:00")) });
  });
});

describe("pickup", () => {
  const place: PickupPlace = {
    id: "shop",
    title: "Pick up in Oakland",
    name: "The shop",
    address: {
      name: "The shop",
      lineOne: "55 Webster St",
      city: "Oakland",
      state: "CA",
      country: "US",
      postalCode: "94607",
    },
    phone: "+15105550100",
    hours: "Mon to Sat, 10 to 18",
    instructions: "Ring the bell",
    pickupType: "in_store",
    price: flat(0),
    heldDays: 3,
  };
  const rules = rulesOf({ shipping: { pickups: [place] } });
  const pickupOf = (options: readonly FulfillmentOption[]) => options.find(({ type }) => type === "pickup");

  test("is offered with its place, hours and dates", () => {
    expect(pickupOf(price([shirt], rules).options) as unknown).toEqual({
      type: "pickup",
      id: "shop",
      title: "Pick up in Oakland",
      description: undefined,
      location: {
        name: "The shop",
        address: place.address,
        phone: "+15105550100",
        instructions: "Mon to Sat, 10 to 18. Ring the bell",
      },
      pickupType: "in_store",
      readyBy: instant(Date.parse("2026-11-24T18:00:00-08:00")),
      pickupBy: instant(Date.parse("2026-11-27T18:00:00-08:00")),
      amounts: { subtotal: 0, tax: 0, total: 0 },
    });
  });

  test("is never selected unasked while the goods can be brought, however cheap", () => {
    expect(price([shirt], rules).selections[0]?.optionId).toBe("standard");
    expect(price([shirt], rules, { wanted: [{ optionId: "shop" }] }).selections[0]).toMatchObject({
      type: "pickup",
    });
  });

  test("is selected when nothing else is offered", () => {
    const only = rulesOf({ shipping: { zones: [], pickups: [place] } });
    expect(price([shirt], only).selections[0]?.optionId).toBe("shop");
  });

  test("is selected where it costs least with its tax", () => {
    const salem: PickupPlace = {
      ...place,
      id: "salem",
      address: { ...place.address, city: "Salem", state: "OR", postalCode: "97301" },
      price: flat(505),
    };
    const rates = [taxRate("California", "7.25", { region: { country: "US", states: ["CA"] } })];
    const pickups = [{ ...place, price: flat(500) }, salem];
    const only = rulesOf({ rates, shipping: { zones: [], pickups } });
    expect(price([shirt], only).selections[0]?.optionId).toBe("salem");
  });

  test("is offered to its own country, or where it says", () => {
    expect(pickupOf(price([shirt], rules, { destination: portland }).options)).toBeDefined();
    expect(pickupOf(price([shirt], rules, { destination: london }).options)).toBeUndefined();
    const nearby = rulesOf({
      shipping: { pickups: [{ ...place, regions: [{ country: "US", states: ["CA"] }] }] },
    });
    expect(pickupOf(price([shirt], nearby, { destination: portland }).options)).toBeUndefined();
  });
});

describe("local delivery", () => {
  const round: LocalDelivery = {
    id: "bike",
    title: "By bicycle",
    regions: [{ country: "US", postalCodes: ["94607", "9461*"] }],
    price: flat(400),
    window: { days: 0, fromHour: 17, toHour: 20 },
    centerPostalCode: "94607",
  };
  const sameDay = { ...dispatch, handlingDays: 0, cutOffHour: 24 };
  const rules = rulesOf({ shipping: { localDeliveries: [round], dispatch: sameDay } });
  const windowAt = (ordered: string) => {
    const option = price([shirt], rules, { now: instant(Date.parse(ordered)) }).options.find(
      ({ id }) => id === "bike",
    );
    if (option?.type !== "local_delivery") throw new Error("the round is offered");
    return option.window && toRfc3339(option.window.start);
  };

  test("is offered to its postal codes, and selected when it is the cheapest", () => {
    const priced = price([shirt], rules);
    expect(optionTotals(priced)).toEqual({ standard: 500, express: 1500, bike: 400 });
    expect(priced.selections[0]).toMatchObject({ type: "local_delivery", optionId: "bike" });
    expect(optionTotals(price([shirt], rules, { destination: portland }))).not.toHaveProperty("bike");
  });

  test("promises the hours of its round, the next one when today's is over", () => {
    expect(windowAt("2026-11-23T16:00:00-08:00")).toBe("2026-11-24T01:00:00.000Z");
    expect(windowAt("2026-11-23T21:00:00-08:00")).toBe("2026-11-25T01:00:00.000Z");
  });
});

describe("carriers' quotes", () => {
  const quotedRates = [
    shippingRate("express", flat(1234, 9900), {
      title: "Carrier express",
      carrier: "UPS",
      transitDays: { min: 2, max: 2 },
    }),
  ];

  test("are offered beside the table's rates and replace those of the same id", () => {
    const priced = price([shirt], rulesOf(), { quotedRates, wanted: [{ optionId: "express" }] });
    expect(optionTotals(priced)).toEqual({ express: 1234, standard: 500 });
    expect(priced.options[0]).toMatchObject({ type: "shipping", title: "Carrier express", carrier: "UPS" });
    expect(totalOf(priced, "fulfillment").amount as number).toBe(1234);
  });

  test("promise days and are free from a subtotal on, as the table's do", () => {
    const [express] = price([lineOf("coat", 9900)], rulesOf(), { quotedRates }).options;
    // Monday's order leaves on Tuesday, and takes two working days.
    expect(express).toMatchObject({ latest: Date.parse("2026-11-27T02:00:00Z"), amounts: { total: 0 } });
  });

  test("serve where no zone does", () => {
    const priced = price([shirt], rulesOf({ shipping: { zones: [] } }), { quotedRates, destination: london });
    expect(priced.selections[0]?.optionId).toBe("express");
  });
});
