import { describe, expect, test } from "bun:test";
import type { ShippingRate } from "../../src/pricing/shipping.ts";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

const zone = `${smallestShop}
[[shipping.zones]]
name = "US"
countries = ["us"]
`;
const rate = (rest: string, id = "post") =>
  `[[shipping.zones.rates]]\nid = "${id}"\ntitle = "Post"\n${rest}\n`;

function rateOf(rest: string): ShippingRate | undefined {
  return settingsOf({ shop: zone + rate(rest) }).pricing.shipping.zones[0]?.rates[0];
}

test.each([
  ["price = 5.99", { kind: "flat", amount: 599 }],
  ['price = "5.99"', { kind: "flat", amount: 599 }],
  ["price = 5", { kind: "flat", amount: 500 }],
  ["price = 0.1", { kind: "flat", amount: 10 }],
  ["price = 5\nfree_from = 50", { kind: "flat", amount: 500, freeFrom: 5000 }],
  ["price_per_item = { base = 3, each = 1.5 }", { kind: "per_item", base: 300, each: 150 }],
  ["price_per_item = { each = 1 }", { kind: "per_item", base: 0, each: 100 }],
  [
    "price_by_weight = [{ up_to_grams = 500, price = 4 }, { price = 9.5 }]",
    { kind: "by_weight", bands: [{ upToGrams: 500, amount: 400 }, { amount: 950 }] },
  ],
  [
    "price_by_subtotal = [{ from = 0, price = 4 }, { from = 50, price = 0 }]",
    {
      kind: "by_subtotal",
      bands: [
        { from: 0, amount: 400 },
        { from: 5000, amount: 0 },
      ],
    },
  ],
])("%s is a price", (text, expected) => {
  expect(rateOf(text)?.price).toMatchObject(expected);
});

test("amounts are read in the shop's own currency", () => {
  const shop = (zone + rate("price = 599")).replace("usd", "jpy");
  expect(settingsOf({ shop }).pricing.shipping.zones[0]?.rates[0]?.price).toMatchObject({ amount: 599 });
});

test("days on the way are a range", () => {
  expect(rateOf("price = 1\ntransit_days = [3, 5]")?.transitDays).toEqual({ min: 3, max: 5 });
});

test("the days and hours parcels leave are the shop's", () => {
  const shop = `${smallestShop}[shipping]\nhandling_days = 2\ncut_off_hour = 14\nworking_days = ["sat", "mon"]\nholidays = ["2026-12-25"]\n`;
  expect(settingsOf({ shop }).pricing.shipping.dispatch).toEqual({
    timezone: "America/New_York",
    handlingDays: 2,
    cutOffHour: 14,
    workingDays: [1, 6],
    holidays: ["2026-12-25"],
  });
});

describe("mistakes", () => {
  const wrong: readonly [what: string, text: string, where: string][] = [
    ["no price", zone + rate(""), "zones[0].rates[0].price"],
    [
      "two prices",
      zone + rate("price = 1\nprice_per_item = { each = 1 }"),
      "zones[0].rates[0].price_per_item",
    ],
    ["a negative price", zone + rate("price = -1"), "zones[0].rates[0].price"],
    ["more decimals than the currency has", zone + rate("price = 5.999"), "zones[0].rates[0].price"],
    ["a number too long to be exact", zone + rate("price = 12345678901234.56"), "zones[0].rates[0].price"],
    [
      "bands out of order",
      zone + rate("price_by_weight = [{ price = 1 }, { up_to_grams = 5, price = 2 }]"),
      "zones[0].rates[0].price_by_weight",
    ],
    ["no bands", zone + rate("price_by_subtotal = []"), "zones[0].rates[0].price_by_subtotal"],
    [
      "a misspelt key in a band",
      zone + rate("price_by_weight = [{ upto_grams = 5, price = 2 }]"),
      "zones[0].rates[0].price_by_weight[0].upto_grams",
    ],
    [
      "days on the way that run backwards",
      zone + rate("price = 1\ntransit_days = [5, 3]"),
      "zones[0].rates[0].transit_days",
    ],
    ["an id agents could not send", zone + rate("price = 1", "a b"), "zones[0].rates[0].id"],
    ["two rates of one id", zone + rate("price = 1") + rate("price = 2"), "zones"],
    ["a rate with the id of the digital option", zone + rate("price = 1", "digital"), "zones"],
    ["a zone without rates", zone, "zones[0].rates"],
    [
      "a zone of a country that does not exist",
      zone.replace('"us"', '"UK"') + rate("price = 1"),
      "zones[0].countries[0]",
    ],
    [
      "states without a country",
      zone.replace('countries = ["us"]', 'regions = [{ states = ["CA"] }]') + rate("price = 1"),
      "zones[0].regions[0].country",
    ],
    ["an unquoted holiday", `${smallestShop}[shipping]\nholidays = [2026-12-25]\n`, "holidays[0]"],
    ["a holiday that is no day", `${smallestShop}[shipping]\nholidays = ["2026-02-30"]\n`, "holidays[0]"],
    ["no working day", `${smallestShop}[shipping]\nworking_days = []\n`, "working_days"],
    [
      "a round that goes nowhere",
      `${smallestShop}[[shipping.local_deliveries]]\nid = "bike"\ntitle = "Bike"\nprice = 4\n`,
      "local_deliveries[0].regions",
    ],
    [
      "a round that ends before it starts",
      `${smallestShop}[[shipping.local_deliveries]]\nid = "bike"\ntitle = "Bike"\nprice = 4\ncountries = ["US"]\nwindow = { from_hour = 9, to_hour = 8 }\n`,
      "local_deliveries[0].window.to_hour",
    ],
  ];

  test.each(wrong)("%s", (_, shop, where) => {
    expect(mistakesIn({ shop }).map((mistake) => mistake.where)).toEqual([`shop.toml: shipping.${where}`]);
  });
});
