import { expect, test } from "bun:test";
import { rulesOfCategories } from "../../src/catalog/category-rules.ts";

const inside = (...paths: string[]) => paths.map((value) => ({ value }));
const shirts = { category: "Clothing > Shirts" };
const clothing = { category: "Clothing" };
const sale = { category: "Sale" };

test.each([
  ["the category itself", "Clothing > Shirts", true],
  ["a category below it", "Clothing > Shirts > Linen", true],
  ["in whatever letter case and spacing", "clothing>SHIRTS", true],
  ["not the one above it", "Clothing", false],
  ["not one that only begins alike", "Clothing > Shirts and blouses", false],
  ["not one of that name elsewhere", "Sale > Clothing > Shirts", false],
])("a rule holds for %s", (_, path, holds) => {
  expect(rulesOfCategories(inside(path), [shirts])).toEqual(holds ? [shirts] : []);
});

test("the deeper category's rule comes last, in whatever order the rules stand", () => {
  expect(rulesOfCategories(inside("Clothing > Shirts"), [shirts, clothing])).toEqual([clothing, shirts]);
  expect(rulesOfCategories(inside("Clothing > Shirts"), [clothing, shirts])).toEqual([clothing, shirts]);
});

test("a product in two categories is held to the rules of either", () => {
  expect(rulesOfCategories(inside("Sale", "Clothing"), [clothing, sale])).toEqual([clothing, sale]);
});
