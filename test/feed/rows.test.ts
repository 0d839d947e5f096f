import { describe, expect, test } from "bun:test";
import { after, DAY } from "../../src/clock.ts";
import { makeRows } from "../../src/feed/make-rows.ts";
import { minor } from "../../src/money.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { fullProduct, rowOf, rowsOf, saidOf, termsOf, testNow } from "./feed.ts";

describe("A row", () => {
  test("has the id that checkout accepts and the group its listing is", () => {
    const rows = rowsOf();
    expect(rows.map(({ id }) => id as string)).toEqual(["linen-shirt-small", "linen-shirt-large"]);
    expect(rows.map(({ groupId, hasVariations }) => ({ groupId, hasVariations }))).toEqual([
      { groupId: "linen-shirt", hasVariations: true },
      { groupId: "linen-shirt", hasVariations: true },
    ]);
  });

  test("is never in a group with the id of an item", () => {
    const product = fullProduct();
    const [row] = makeRows({ product, reserved: new Map(), idIsTaken: true }, termsOf());
    expect(row?.groupId).toBe("group-linen-shirt");
  });

  test("has the title that checkout shows", () => {
    const titled = (title: string) =>
      rowOf(productOf("shirt", { title: "Shirt", variants: [variantOf("shirt", "shirt", { title })] })).title;
    expect(["Small", "Shirt - Small", "Small Shirt", "", "Default Title"].map(titled)).toEqual([
      "Shirt - Small",
      "Shirt - Small",
      "Small Shirt",
      "Shirt",
      "Shirt",
    ]);
  });

  test("keeps what tells it from its siblings when the product's own title is too long", () => {
    const title = "Relaxed shirt of garment-washed European linen with corozo buttons, ".repeat(3).trim();
    const variants = ["Sea / Small", "Sea / Large"].map((name) =>
      variantOf("shirt", name, { title: `${title} - ${name}` }),
    );
    const titles = rowsOf(productOf("shirt", { title, variants })).map((row) => row.title ?? "");
    expect(titles.map((each) => each.slice(-14))).toEqual([" - Sea / Small", " - Sea / Large"]);
    for (const each of titles) expect(each.length).toBeLessThanOrEqual(150);
  });

  test("has options as clean as its other texts, and none that is empty", () => {
    const options = [
      { name: "Farbe &amp; Muster", value: " Rot&nbsp;&amp;\u0000 <b>Grau</b> " },
      { name: "Größe", value: "&nbsp;" },
    ];
    const row = rowOf(productOf("x", { variants: [variantOf("x", "x-1", { options })] }));
    expect(row.options).toEqual([{ name: "Farbe & Muster", value: "Rot & Grau" }]);
  });

  test("is in a group with a name that every generation takes, however long the product's id", () => {
    const groups = ["a", "b"].map((end) => rowOf(productOf(`${"linen-".repeat(12)}${end}`)).groupId);
    for (const group of groups) expect(group).toMatch(/^linen-linen-.{38}$/);
    expect(new Set(groups).size).toBe(2);
  });

  test("tells a variant without options by its title", () => {
    const variants = ["One", "Two"].map((title) => variantOf("set", `set-${title}`, { title, options: [] }));
    const rows = rowsOf(productOf("set", { variants }));
    expect(rows.map(({ options }) => options)).toEqual([
      [{ name: "Variant", value: "One" }],
      [{ name: "Variant", value: "Two" }],
    ]);
  });

  test("finds colour, size and material among the options, whatever they are called", () => {
    const options = [
      { name: "Colour", value: "Sea" },
      { name: "Größe", value: "M" },
      { name: "Material", value: "Linen" },
      { name: "Wood", value: "Oak" },
    ];
    const row = rowOf(productOf("x", { attributes: {}, variants: [variantOf("x", "x-1", { options })] }));
    expect([row.color, row.size, row.material]).toEqual(["Sea", "M", "Linen"]);
  });

  test("has its own pictures before the product's, each once", () => {
    const media = [{ type: "image", url: "https://harbour.example/shirt-back.jpg" }];
    const row = rowOf(fullProduct({ variants: [variantOf("linen-shirt", "one", { media })] }));
    expect([row.image, row.additionalImages]).toEqual([
      "https://harbour.example/shirt-back.jpg",
      ["https://harbour.example/shirt.jpg"],
    ]);
  });

  test("is shown at the template's address when the catalogue names none", () => {
    expect(rowOf(productOf("a", { handle: "wide shirt/é" })).url).toBe(
      "https://harbour.example/products/wide%20shirt%2F%C3%A9",
    );
    expect(rowOf(productOf("a", { url: "https://elsewhere.example/a" })).url).toBe(
      "https://elsewhere.example/a",
    );
    expect(rowOf(productOf("a"), termsOf({ productUrl: undefined })).url).toBeUndefined();
  });

  test("is in a category with a name, where Google's is but a number", () => {
    const google = { value: "212", taxonomy: "google_product_category" };
    const own = { value: "Clothing > Shirts", taxonomy: "merchant" };
    const row = rowOf(productOf("x", { categories: [google, own] }));
    expect([row.category, row.googleCategory]).toEqual(["Clothing > Shirts", "212"]);
    expect(rowOf(productOf("x", { categories: [google] })).category).toBe("212");
  });

  test("knows its maker's number from that of its trade", () => {
    const barcodes = [
      { type: "MPN", value: "SC-R" },
      { type: "GTIN", value: "4006381333931" },
    ];
    const [row, other] = [barcodes, barcodes.slice(0, 1)].map((some) =>
      rowOf(productOf("x", { variants: [variantOf("x", "x", { barcodes: some })] })),
    );
    expect([row?.mpn, row?.gtin]).toEqual(["SC-R", "4006381333931"]);
    expect([other?.mpn, other?.gtin, other?.unreadable]).toEqual(["SC-R", undefined, []]);
  });

  test("takes the first valid barcode for its GTIN and remembers one that is none", () => {
    const withBarcodes = (...values: string[]) =>
      rowOf(
        productOf("x", {
          variants: [variantOf("x", "x", { barcodes: values.map((value) => ({ type: "barcode", value })) })],
        }),
      );
    expect(withBarcodes("SHELF-7", "4006381333931").gtin).toBe("4006381333931");
    expect(withBarcodes("4006381333932").unreadable).toEqual([{ field: "gtin", value: "4006381333932" }]);
  });
});

describe("What the merchant says", () => {
  test("goes before the catalogue, the catalogue before what is said for the whole shop", () => {
    const terms = termsOf({ defaults: saidOf({ brand: "House", material: "wool", condition: "used" }) });
    const product = fullProduct({ merchantFields: { material: "hemp" } });
    const row = rowOf(product, terms);
    expect([row.brand, row.material, row.condition]).toEqual(["Harbour", "hemp", "new"]);
  });

  test("stands in where the catalogue is silent, the shop's name last of all", () => {
    const silent = productOf("x", { brand: undefined });
    expect(rowOf(silent, termsOf({ defaults: saidOf({ brand: "House" }) })).brand).toBe("House");
    const row = rowOf(silent);
    expect([row.brand, row.brandStandsIn]).toEqual(["Harbour Goods", true]);
  });

  test("goes before what the catalogue says of a variant, and holds for the whole listing", () => {
    const row = rowOf(
      fullProduct({
        merchantFields: {
          title: "Best shirt",
          description: "Ours.",
          image_url: "https://harbour.example/shirt-back.jpg",
        },
        variants: [variantOf("linen-shirt", "one", { description: { plain: "Theirs." } })],
      }),
    );
    expect([row.description, row.listing.title, row.listing.description]).toEqual([
      "Ours.",
      "Best shirt",
      "Ours.",
    ]);
    expect([row.image, ...row.additionalImages]).toEqual([
      "https://harbour.example/shirt-back.jpg",
      "https://harbour.example/shirt.jpg",
    ]);
  });

  test("can be the shipping price, which otherwise is the one checkout computes", () => {
    const computed = [{ country: "US", region: "", service: "Standard", price: "5.99 USD" }];
    expect(rowOf().shipping).toEqual(computed);
    const [said] = rowsOf(fullProduct({ merchantFields: { shipping: "US:CA:Overnight:16.00 USD" } }));
    expect(said?.shipping.map(({ service }) => service)).toEqual(["Overnight"]);
    const digital = productOf("x", { variants: [variantOf("x", "x", { requiresShipping: false })] });
    expect(rowOf(digital).shipping).toEqual([]);
  });
});

describe("Availability", () => {
  const shirt = (stock: number | null, backorder = false, merchantFields: Record<string, string> = {}) =>
    productOf("shirt", { merchantFields, variants: [variantOf("shirt", "shirt", { stock, backorder })] });
  test.each([
    ["in stock while a unit is left", shirt(3), 2, "in_stock", 1],
    ["out of stock when the last is promised", shirt(3), 3, "out_of_stock", 0],
    ["out of stock when more was sold than there was", shirt(-2), 0, "out_of_stock", 0],
    ["in stock where nobody counts", shirt(null), 5, "in_stock", undefined],
    ["on backorder when it may be sold beyond its stock", shirt(0, true), 0, "backorder", undefined],
    [
      "a preorder when the day it comes is known",
      shirt(0, true, { availability_date: "2026-06-02" }),
      0,
      "preorder",
      undefined,
    ],
    [
      "on backorder when that day is over",
      shirt(0, true, { availability_date: "2026-06-01" }),
      0,
      "backorder",
      undefined,
    ],
  ] as const)("is %s", (_, product, promised, availability, inventory) => {
    const row = rowOf(product, termsOf(), { shirt: promised });
    expect([row.availability, row.inventory]).toEqual([availability, inventory]);
  });
});

describe("Eligibility", () => {
  const shirt = (stock: number | null, fields: Record<string, string> = {}, price = 4800) =>
    productOf("shirt", {
      merchantFields: fields,
      variants: [variantOf("shirt", "shirt", { stock, price: minor(price) })],
    });
  test.each([
    ["shown and sold", shirt(1), termsOf(), [true, true]],
    ["shown but not sold when it is gone", shirt(0), termsOf(), [true, false]],
    [
      "shown but not sold when the merchant says so",
      shirt(1, { enable_checkout: "false" }),
      termsOf(),
      [true, false],
    ],
    [
      "neither when the merchant hides it",
      shirt(1, { is_eligible_search: "false" }),
      termsOf(),
      [false, false],
    ],
    ["neither after its last day", shirt(1, { expiration_date: "2026-05-31" }), termsOf(), [false, false]],
    [
      "shown but not sold when buyers must be of age",
      shirt(1, { age_restriction: "18" }),
      termsOf(),
      [true, false],
    ],
    ["shown but not sold without a price", shirt(1, {}, 0), termsOf(), [true, false]],
    [
      "shown but not sold without a privacy policy",
      shirt(1),
      termsOf({ privacyPolicy: undefined }),
      [true, false],
    ],
    ["shown but not sold without terms of use", shirt(1), termsOf({ termsOfUse: undefined }), [true, false]],
    [
      "shown but not sold in a shop that only shows",
      shirt(1),
      termsOf({ offersCheckout: false }),
      [true, false],
    ],
  ] as const)("is %s", (_, product, terms, expected) => {
    const { search, checkout } = rowOf(product, terms);
    expect([search, checkout]).toEqual([...expected]);
  });
});

describe("Prices", () => {
  const yesterday = after(testNow, -DAY);
  const tomorrow = after(testNow, DAY);
  const priced = (given: Parameters<typeof variantOf>[2]) => {
    const { price, sale, askedPrice, changesAt } = rowOf(
      productOf("x", { variants: [variantOf("x", "x", { price: minor(1000), ...given })] }),
    );
    return { price: price as number, sale, askedPrice: askedPrice as number, changesAt };
  };
  const open = { startsAt: undefined, endsAt: undefined };

  test("are one when nothing lowers it", () => {
    expect(priced({})).toEqual({ price: 1000, sale: undefined, askedPrice: 1000, changesAt: undefined });
  });

  test("are two when a higher one is struck through", () => {
    expect(priced({ listPrice: minor(1500) })).toMatchObject({
      price: 1500,
      sale: { price: minor(1000), ...open },
      askedPrice: 1000,
    });
  });

  test("ignore a struck-through price that is no higher", () => {
    expect(priced({ listPrice: minor(1000) }).sale).toBeUndefined();
  });

  test("are the sale's while it runs, with its dates", () => {
    const sale = { price: minor(800), startsAt: yesterday, endsAt: tomorrow };
    expect(priced({ sale })).toEqual({ price: 1000, sale, askedPrice: 800, changesAt: tomorrow });
  });

  test("announce a sale that is to come", () => {
    const sale = { price: minor(800), startsAt: tomorrow };
    expect(priced({ sale })).toMatchObject({ price: 1000, sale, askedPrice: 1000, changesAt: tomorrow });
  });

  test("forget a sale that is over", () => {
    const sale = { price: minor(800), endsAt: yesterday };
    expect(priced({ sale })).toEqual({
      price: 1000,
      sale: undefined,
      askedPrice: 1000,
      changesAt: undefined,
    });
  });

  test("show what checkout charges when a sale raises the price", () => {
    expect(priced({ sale: { price: minor(1200) } })).toMatchObject({
      price: 1200,
      sale: undefined,
      askedPrice: 1200,
    });
  });
});
