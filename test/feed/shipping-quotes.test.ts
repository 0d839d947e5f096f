import { expect, test } from "bun:test";
import { feedZones, shippingQuotesOf } from "../../src/feed/shipping-quotes.ts";
import { minor, parseCurrency } from "../../src/money.ts";
import type { ShippingRate, ShippingRules } from "../../src/pricing/shipping.ts";

const currency = parseCurrency("usd") ?? expect.unreachable();

const rate = (title: string, price: ShippingRate["price"]): ShippingRate => ({ id: title, title, price });

function quotesIn(zones: ShippingRules["zones"]) {
  return shippingQuotesOf({ requiresShipping: true }, minor(2_000), feedZones({ zones }, "US"), currency);
}

test("A rate is named without the colons and commas that part a feed's quotes", () => {
  const rates = [rate("Express: by noon, or free", { kind: "flat", amount: minor(900) })];
  expect(quotesIn([{ name: "Everywhere", rates }])).toEqual([
    { country: "US", region: "", service: "Express by noon or free", price: "9.00 USD" },
  ]);
});

test("States have quotes of their own before the whole country's", () => {
  const flat = (title: string, amount: number) => rate(title, { kind: "flat", amount: minor(amount) });
  const quotes = quotesIn([
    { name: "Far", regions: [{ country: "US", states: ["AK", "HI"] }], rates: [flat("Air", 3_000)] },
    { name: "Country", regions: [{ country: "US" }], rates: [flat("Ground", 500)] },
  ]);
  expect(quotes.map(({ region, service, price }) => [region, service, price])).toEqual([
    ["AK", "Air", "30.00 USD"],
    ["HI", "Air", "30.00 USD"],
    ["", "Ground", "5.00 USD"],
  ]);
});
