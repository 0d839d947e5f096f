import { expect, test } from "bun:test";
import { ageRestrictions } from "../../src/checkout/age-restriction.ts";
import { productOf } from "../catalog/products.ts";

const wine = [{ value: "Drinks > Wine", taxonomy: "merchant" }];
const rules = {
  byCategory: [
    { category: "Drinks", age: 18 },
    { category: "drinks > wine", age: 21 },
  ],
};

test.each([
  ["a product nobody says it of", {}, undefined],
  ["a product whose source says so", { attributes: { age_restriction: "18" } }, 18],
  [
    "a product of which the merchant says otherwise",
    { attributes: { age_restriction: "18" }, merchantFields: { age_restriction: "21" } },
    21,
  ],
  ["a product in such a category", { categories: [{ value: "Drinks > Beer" }] }, 18],
  ["a product in a category within another", { categories: wine }, 21],
  [
    "a product that says more than its category",
    { categories: wine, attributes: { age_restriction: "16" } },
    16,
  ],
  [
    "a product of which nothing readable is said",
    { attributes: { age_restriction: "grown-ups" } },
    undefined,
  ],
])("%s", (_, given, age) => {
  expect(ageRestrictions(rules)(productOf("thing", given))).toBe(age);
});

test("what holds for all products holds where nothing else is said", () => {
  const restrictionOf = ageRestrictions({ ...rules, everything: 16 });
  expect(restrictionOf(productOf("shirt"))).toBe(16);
  expect(restrictionOf(productOf("wine", { categories: wine }))).toBe(21);
});
