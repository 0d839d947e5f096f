import { describe, expect, test } from "bun:test";
import { createProductSearch } from "../../db/sqlite/product-search.ts";
import type { ProductQuery, ProductSearch } from "../../src/catalog/search.ts";
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
      (await search.search({ words, limit: 10, ...rest })).products.map(
        ({ product }) => product.id as string,
      ),
    search,
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

/** The ids of every page there is. */
async function pagesOf(search: ProductSearch, query: ProductQuery): Promise<string[][]> {
  const pages: string[][] = [];
  let from: ProductQuery["from"];
  do {
    const { products, next } = await search.search({ ...query, from });
    pages.push(products.map(({ product }) => product.id as string));
    from = next;
  } while (from);
  return pages;
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
    expect(await pagesOf(search.search, { words: "", limit: 3 })).toEqual([
      ["shirt", "mug", "voucher"],
      ["rain-jacket", "cafe-cup"],
    ]);
    expect(await pagesOf(search.search, { words: "jacket espresso", limit: 1 })).toEqual([
      ["cafe-cup"],
      ["rain-jacket"],
    ]);
  });

  test.each([[""], ["cup"]])("page by page, too, where few of many pass the filters: %p", async (words) => {
    await using search = await openSearch();
    const { shop } = search;
    const cups = Array.from({ length: 1_100 }, (_, index) =>
      productOf(`cup-${index}`, {
        title: "Cup",
        variants: [variantOf(`cup-${index}`, `cup-${index}`, { price: minor(index < 1_099 ? 900 : 5) })],
      }),
    );
    await shop.write(async ({ catalog }) => {
      for (const cup of cups) await catalog.put(cup, shop.clock.now());
    });
    const pages = await pagesOf(search.search, { words, priceTo: minor(5), limit: 10 });
    expect(pages).toEqual([[], ["cup-1099"]]);
  });

  test("that have a word in the title, where very many have it elsewhere", async () => {
    await using search = await openSearch();
    search.shop.database.writer.$client.run(
      `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5100)
       INSERT INTO product_texts (product_id, title, brand, category, options, description)
       SELECT 'other-' || n, 'Box', '', '', '', 'made of felt' FROM numbers`,
    );
    const { shop } = search;
    await shop.write(({ catalog }) => catalog.put(productOf("hat", { title: "Felt hat" }), shop.clock.now()));
    expect(await search.find("felt")).toEqual(["hat"]);
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
