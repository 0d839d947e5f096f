import { expect, test } from "bun:test";
import { saidByCategory } from "../../src/feed/category-fields.ts";
import { mistakesIn, settingsOf, smallestShop } from "../settings/load.ts";
import { fullProduct, rowOf, saidOf, termsOf } from "./feed.ts";

const rule = (category: string, fields: Record<string, string>) => ({ category, said: saidOf(fields) });
const inside = (...paths: string[]) => paths.map((value) => ({ value }));

test("the deeper category is the closer one, in whatever order the rules stand", () => {
  const deep = rule("Clothing > Shirts", { material: "linen" });
  const shallow = rule("Clothing", { material: "cotton", age_group: "adult" });
  for (const rules of [
    [deep, shallow],
    [shallow, deep],
  ]) {
    expect(saidByCategory(inside("Clothing > Shirts"), rules)).toEqual({
      material: "linen",
      age_group: "adult",
    });
  }
});

test("a product in two categories is held to what is said of either", () => {
  const rules = [rule("Clothing", { age_group: "adult" }), rule("Sale", { return_window: "7" })];
  expect(saidByCategory(inside("Sale", "Clothing"), rules)).toEqual({ age_group: "adult", return_window: 7 });
});

test("what is said of a category goes before what is said of all, and after the catalogue and the product's own", () => {
  const terms = termsOf({
    defaults: saidOf({ material: "anything", age_group: "adult", size_system: "US" }),
    byCategory: [rule("Clothing", { material: "cotton", age_group: "toddler", gender: "female" })],
  });
  const product = fullProduct({
    categories: inside("Clothing > Shirts"),
    attributes: { age_group: "kids", gender: "male" },
    merchantFields: { gender: "unisex" },
  });
  expect(rowOf(product, terms).said).toMatchObject({
    age_group: "kids",
    gender: "unisex",
    size_system: "US",
  });
  expect(rowOf(product, terms).material).toBe("cotton");
});

test("rules are read from shop.toml, and a field that cannot be so is named", () => {
  const tables = (value: string) => `${smallestShop}
[[feed.category_fields]]
category = "Clothing > Shirts"
age_group = "${value}"
`;
  expect(settingsOf({ shop: tables("adult") }).feed.byCategory).toEqual([
    rule("Clothing > Shirts", { age_group: "adult" }),
  ]);
  expect(mistakesIn({ shop: tables("ancient") })).toMatchObject([
    { where: "shop.toml: feed.category_fields[0].age_group" },
  ]);
});
