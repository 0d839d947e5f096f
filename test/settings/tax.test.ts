import { expect, test } from "bun:test";
import type { PartsPerMillion } from "../../src/money.ts";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

const rate = (rest: string) => `${smallestShop}[[tax.rates]]\nname = "State"\ncountry = "US"\n${rest}\n`;

test("a rate says only what differs from the defaults", () => {
  expect(settingsOf({ shop: rate("rate = 8.25") }).pricing.tax.rates).toMatchObject([
    {
      name: "State",
      region: { country: "US" },
      taxClass: "standard",
      rate: 82_500,
      priority: 1,
      compound: false,
      onShipping: true,
    },
  ]);
});

test("a percentage has up to four decimals", () => {
  expect(settingsOf({ shop: rate("rate = 0.0125") }).pricing.tax.rates[0]?.rate).toBe(125 as PartsPerMillion);
});

test("a rate can be as narrow as a city's postal range, compound, of another class", () => {
  const text = `states = ["ca"]\ncities = ["Oakland"]\npostal_codes = ["94601...94605"]\nclass = "reduced-rate"\nrate = "0.0125 %"\npriority = 2\ncompound = true\non_shipping = false`;
  expect(settingsOf({ shop: rate(text) }).pricing.tax.rates).toEqual([
    {
      name: "State",
      region: { country: "US", states: ["CA"], cities: ["Oakland"], postalCodes: ["94601...94605"] },
      taxClass: "reduced-rate",
      rate: 125 as PartsPerMillion,
      priority: 2,
      compound: true,
      onShipping: false,
    },
  ]);
});

test.each([
  ["rate = 101", "rate"],
  ["rate = -1", "rate"],
  ["rate = 8.12345", "rate"],
  ['rate = 8\nclass = "Reduced Rate"', "class"],
  ["rate = 8\npriority = 0", "priority"],
  ['rate = 8\ncompound = "yes"', "compound"],
  ['rate = 8\npostal_codes = ["94999...94000"]', "postal_codes[0]"],
  ['rate = 8\npostal_codes = ["9*1"]', "postal_codes[0]"],
  ['rate = 8\nstates = ["California"]', "states[0]"],
  ["rate = 8\nshipping = true", "shipping"],
])("%s is refused", (text, where) => {
  expect(mistakesIn({ shop: rate(text) }).map((mistake) => mistake.where)).toEqual([
    `shop.toml: tax.rates[0].${where}`,
  ]);
});
