import { describe, expect, test } from "bun:test";
import { minor, type PartsPerMillion } from "../../src/money.ts";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

/** What buyers may hold of an item who have not paid yet, where nothing is said. */
const half = 500_000 as PartsPerMillion;

test("a shop that says nothing has no other limits", () => {
  expect(settingsOf({ shop: smallestShop }).session.limits).toEqual({
    unpaidStock: half,
    outsideQuestions: 2_000,
    strangerDeclines: { perHost: 10, together: 100 },
  });
});

test("limits are read in the shop's own currency", () => {
  const shop = `${smallestShop}[limits]\nmax_quantity = 12\nminimum_order = 19.5\ncountries = ["us", "CA"]\n`;
  expect(settingsOf({ shop }).session.limits).toEqual({
    maxQuantity: 12,
    minimumOrder: minor(1950),
    countries: ["US", "CA"],
    unpaidStock: half,
    outsideQuestions: 2_000,
    strangerDeclines: { perHost: 10, together: 100 },
  });
});

describe("a limit nothing could be sold by is refused", () => {
  test.each([
    ["max_quantity = 0", "max_quantity"],
    ["max_quantity = 1.5", "max_quantity"],
    ["minimum_order = -1", "minimum_order"],
    ["countries = []", "countries"],
    ['countries = ["UK"]', "countries[0]"],
    ["maximum_quantity = 3", "maximum_quantity"],
    ["outside_questions = -1", "outside_questions"],
  ])("%s", (text, where) => {
    const shop = `${smallestShop}[limits]\n${text}\n`;
    expect(mistakesIn({ shop }).map((mistake) => mistake.where)).toEqual([`shop.toml: limits.${where}`]);
  });
});
