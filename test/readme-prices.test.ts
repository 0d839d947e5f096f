import { expect, test } from "bun:test";
import { join } from "node:path";
import { type Currency, formatMajor, parseMajor } from "../src/money.ts";
import type { TotalType } from "../src/pricing/amounts.ts";
import type { LineToPrice } from "../src/pricing/cart.ts";
import type { Destination } from "../src/pricing/destination.ts";
import { priceCart } from "../src/pricing/price-cart.ts";
import { compileRules } from "../src/pricing/rules.ts";
import type { Settings } from "../src/settings.ts";
import { lineOf, MONDAY_MORNING, totalOf } from "./pricing/shop.ts";
import { settingsOf, smallestShop } from "./settings/load.ts";

const readme = await Bun.file(join(import.meta.dir, "../README.md")).text();
const [, section = ""] = /^### Shipping and tax, by example\n(.*?)^### /ms.exec(readme) ?? [];

/** Every row of the section's tables, with the settings in the block before it. */
const examples = section
  .split("```toml\n")
  .slice(1)
  .flatMap((part) => {
    const [rules = "", text = ""] = part.split("```\n");
    const rows = [...text.matchAll(/^\| (\d.*) \|$/gm)].map(([, row = ""]) => row.split(" | "));
    return rows.map((cells) => ({ rules, cells }));
  });

/** A shop that says no more than the example does. */
function shopOf(rules: string): Settings {
  const tables = rules.indexOf("[[");
  const keys = rules.slice(0, tables);
  const base = keys.includes("currency") ? smallestShop.replace(/^currency.*\n/m, "") : smallestShop;
  return settingsOf({ shop: keys + base + rules.slice(tables) });
}

/** "2 × 28.00 (600 g) and 1 × 10.50 (reduced-rate)". */
function linesOf(goods: string, currency: Currency): LineToPrice[] {
  return goods.split(" and ").map((text, index) => {
    const [, quantity, price = "", note] = /^(\d+) × ([\d.]+)(?: \((.+)\))?$/.exec(text) ?? [];
    const grams = /^(\d+) g$/.exec(note ?? "")?.[1];
    return lineOf(`line-${index}`, parseMajor(price, currency) ?? Number.NaN, {
      quantity: Number(quantity),
      ...(grams !== undefined && { weightGrams: Number(grams) }),
      ...(note !== undefined && grams === undefined && { taxClass: note }),
    });
  });
}

/** "Oakland, CA 94607, US" or "London N1 9GU, GB". */
function placeOf(text: string): Destination {
  const [, city = "", state = "", postalCode = "", country = ""] =
    /^(\w+),? (?:([A-Z]{2}) )?(.+), ([A-Z]{2})$/.exec(text) ?? [];
  return { country, state, city, postalCode };
}

test("the README has examples of both kinds", () => {
  expect(examples.length).toBeGreaterThanOrEqual(7);
  expect(new Set(examples.map(({ rules }) => rules)).size).toBe(2);
});

test.each(examples.map(({ rules, cells }) => [`${cells[0]} to ${cells[1]}`, rules, cells] as const))(
  "what the README computes by hand is what the shop asks for: %s",
  (_, rules, [goods = "", to = "", optionId = "", byHand = "", shipping = "", tax = "", total = ""]) => {
    const { shop, pricing } = shopOf(rules);
    const priced = priceCart(
      {
        currency: shop.currency,
        lines: linesOf(goods, shop.currency),
        destination: placeOf(to),
        discounts: [],
        wanted: [{ optionId }],
        now: MONDAY_MORNING,
      },
      compileRules(pricing),
    );
    expect(priced.selections[0]?.optionId).toBe(optionId);
    const written = (type: TotalType) => formatMajor(totalOf(priced, type).amount, shop.currency);
    expect([written("fulfillment"), written("tax"), written("total")]).toEqual([shipping, tax, total]);
    const taxes = [...byHand.matchAll(sums)].map(([, amount = "", share = "", result = ""]) => {
      expect(`${amount} × ${share} = ${shareOf(amount, share)}`).toBe(`${amount} × ${share} = ${result}`);
      return Number(result);
    });
    expect(taxes.reduce((all, each) => all + each, 0).toFixed(2)).toBe(tax);
  },
);

/** "56.00 × 7.25 % = 4.06" or "10.50 × 5/105 = 0.50". */
const sums = /([\d.]+) × ([\d.]+ %|\d+\/\d+) = ([\d.]+)/g;

/** A share of an amount as it is done on paper: rounded half up to hundredths. */
function shareOf(amount: string, share: string): string {
  const [part = "", whole = "100"] = share.replace(" %", "").split("/");
  const hundredths = (Number(amount) * 100 * Number(part)) / Number(whole);
  return (Math.round(hundredths) / 100).toFixed(2);
}
