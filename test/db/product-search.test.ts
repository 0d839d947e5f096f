import { describe, expect, test } from "bun:test";
import { createProductSearch } from "../../db/sqlite/product-search.ts";
import type { ProductQuery } from "../../src/catalog/search.ts";
import { asId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { openTestShop } from "../checkout/shop.ts";

const catalogue = [
  productOf("rain-jacket", {
    title: "Rain Jacket",
    brand: "Nordlys",
    categories: [{ value: "Clothing > Jackets" }],
    description: { plain: "Keeps a shirt dry in a storm." },
    variants: [
      variantOf("rain-jacket", "rain-jacket-blue", {
        price: minor(12_000),
        options: [{ name: "Color", value: "Blue" }],
      }),
      variantOf("rain-jacket", "rain-jacket-red", {
        price: minor(15_000),
        stock: 0,
        options: [{ name: "Color", value: "Red" }],
      }),
    ],
  }),
  productOf("cafe-cup", {
    title: "Café Cup",
    brand: "Harbour",
    categories: [{ value: "Kitchen" }],
    description: { html: "<p>For <b>espresso</b>.</p>" },
    variants: [variantOf("cafe-cup", "cafe-cup", { title: "", price: minor(900), stock: 0, options: [] })],
  }),
  productOf("hidden", { title: "Hidden jacket", published: false }),
];

async function openSearch() {
  const shop = await openTestShop();
  for (const product of catalogue) await shop.write(({ catalog }) => catalog.put(product, shop.clock.now()));
  const search = createProductSearch(shop.database.reader, shop.reads.catalog);
  return {
    shop,
    find: async (words: string, rest: Partial<ProductQuery> = {}) =>
      (await search.search({ words, offset: 0, limit: 10, ...rest })).products.map(
        (product) => product.id as string,
      ),
    page: (words: string, offset: number, limit: number) => search.search({ words, offset, limit }),
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

describe("search finds products", () => {
  const cases: [string, string, string[]][] = [
    ["by a word of the title", "rain", ["rain-jacket"]],
    ["by the start of a word", "jack", ["rain-jacket"]],
    ["by its brand", "nordlys", ["rain-jacket"]],
    ["by its category", "kitchen", ["cafe-cup"]],
    ["by an option", "blue", ["rain-jacket"]],
    ["by the description, markup left out", "espresso", ["cafe-cup"]],
    ["without accents", "cafe", ["cafe-cup"]],
    ["in the plural", "jackets", ["rain-jacket"]],
    ["by what a sentence looks for", "A jacket for the rain, please in blue", ["rain-jacket"]],
    ["not by the letter that words start with", "r", []],
    ["that have every word, when there are any", "jacket blue", ["rain-jacket"]],
    ["that have one of the words, when none has all", "jacket espresso", ["cafe-cup", "rain-jacket"]],
    ["not at all for signs that are no words", '"*:^()', []],
  ];
  test.each(cases)("%s", async (_, words, ids) => {
    await using search = await openSearch();
    expect((await search.find(words)).sort()).toEqual(ids);
  });

  test("with the title before the description", async () => {
    await using search = await openSearch();
    expect((await search.find("shirt"))[0]).toBe("shirt");
  });

  test("within a price and only what can be had", async () => {
    await using search = await openSearch();
    expect(await search.find("jacket", { priceTo: minor(11_999) })).toEqual([]);
    expect(await search.find("jacket", { priceFrom: minor(12_000) })).toEqual(["rain-jacket"]);
    expect(await search.find("jacket", { priceFrom: minor(13_000), inStock: true })).toEqual([]);
    expect(await search.find("cup", { inStock: true })).toEqual([]);
  });

  test("page by page, saying whether there is more", async () => {
    await using search = await openSearch();
    const first = await search.page("", 0, 3);
    const second = await search.page("", 3, 3);
    expect([first.products.length, first.more]).toEqual([3, true]);
    expect([second.products.length, second.more]).toEqual([2, false]);
  });

  test("no longer, once withdrawn or renamed", async () => {
    await using search = await openSearch();
    const { shop } = search;
    await shop.write(({ catalog }) => catalog.withdraw(asId("cafe-cup"), shop.clock.now()));
    await shop.write(({ catalog }) =>
      catalog.put(productOf("rain-jacket", { title: "Umbrella" }), shop.clock.now()),
    );
    expect(await search.find("cup")).toEqual([]);
    expect(await search.find("jacket")).toEqual([]);
    expect(await search.find("umbrella")).toEqual(["rain-jacket"]);
  });
});
