import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { describeRefusal } from "../../src/catalog/import/refusal.ts";
import { fixture, type ImportingShop, openImportingShop, refusalOf } from "./importing.ts";

let shop: ImportingShop;
beforeEach(() => {
  shop = openImportingShop();
});
afterEach(() => shop.close());

describe("a Shopify export", () => {
  test("is recognized and taken whole", async () => {
    const report = await shop.take(await fixture("shopify.csv"));
    expect(report).toMatchObject({
      format: "shopify",
      rows: 5,
      products: { added: 2, unpublished: 1, refused: 0, leftOut: 1 },
      variants: 3,
      refused: [],
    });
  });

  test("gives a product with variants, options, images in their order and fields for feeds", async () => {
    await shop.take(await fixture("shopify.csv"));
    const shirt = await shop.product("linen-shirt");
    expect(shirt).toMatchObject({
      title: "Linen Shirt",
      handle: "linen-shirt",
      description: {
        plain: "Cool in summer.\n\n * Corozo buttons",
        html: "<p>Cool in <b>summer</b>.</p>\n<ul><li>Corozo buttons</li></ul>",
      },
      brand: "Harbor & Pine",
      categories: [
        { value: "Shirts", taxonomy: "merchant" },
        { value: "Apparel & Accessories > Clothing", taxonomy: "shopify" },
        { value: "Apparel & Accessories > Clothing > Shirts & Tops", taxonomy: "google_product_category" },
      ],
      tags: ["summer", "linen"],
      media: [
        { type: "image", url: "https://cdn.example/shirt-front.jpg" },
        { type: "image", url: "https://cdn.example/shirt-back.jpg", altText: "The back" },
        { type: "image", url: "https://cdn.example/shirt-detail.jpg", altText: "The cuff" },
      ],
      published: true,
      attributes: { gender: "unisex", age_group: "adult", mpn: "HP-1" },
    });
    expect(shirt?.variants).toMatchObject([
      {
        id: "linen-shirt-small-sea-blue",
        title: "Linen Shirt - Small / Sea Blue",
        sku: "LS-S-B",
        barcodes: [{ type: "GTIN", value: "4006381333931" }],
        price: 6400,
        listPrice: 8000,
        stock: 12,
        backorder: false,
        options: [
          { name: "Size", value: "Small" },
          { name: "Color", value: "Sea Blue" },
        ],
        media: [{ type: "image", url: "https://cdn.example/shirt-blue.jpg" }],
        weight: { value: 240, unit: "g" },
        requiresShipping: true,
        taxClass: "standard",
        condition: ["new"],
      },
      {
        id: "linen-shirt-large-sea-blue",
        barcodes: [{ type: "barcode", value: "12345" }],
        price: 6650,
        stock: -2,
        backorder: true,
      },
    ]);
  });

  test("a compare-at price that is not higher is no list price", async () => {
    await shop.take(await fixture("shopify.csv"));
    expect((await shop.product("linen-shirt"))?.variants[1]?.listPrice).toBeUndefined();
  });

  test("a gift card is left out and named, since nobody can issue its code", async () => {
    const { leftOut } = await shop.take(await fixture("shopify.csv"));
    expect(leftOut).toMatchObject([
      { column: "Gift Card", reason: expect.stringContaining("gift_cards = true") },
    ]);
    expect(await shop.product("gift-card")).toBeUndefined();
  });

  test("a gift card is sold neither shipped nor taxed where the shop says so", async () => {
    await shop.take(await fixture("shopify.csv"), { sellsGiftCards: true });
    expect((await shop.product("gift-card"))?.variants).toMatchObject([
      { id: "gift-card-25-00", price: 2500, stock: null, requiresShipping: false, taxClass: "exempt" },
    ]);
  });

  test("a draft is kept unpublished; its only variant has the handle as its id", async () => {
    await shop.take(await fixture("shopify.csv"));
    expect(await shop.product("old-mug")).toMatchObject({
      published: false,
      variants: [{ id: "old-mug", title: "Old Mug", options: [], price: 1450, stock: null }],
    });
  });

  test("in the columns of the 2025 template gives the same", async () => {
    await shop.take(await fixture("shopify-2025.csv"));
    expect(await shop.product("enamel-mug")).toMatchObject({
      title: "Enamel Mug",
      published: true,
      media: [{ url: "https://cdn.example/mug.jpg", altText: "A mug" }],
      variants: [
        {
          id: "enamel-mug-cream",
          price: 1450,
          stock: 30,
          backorder: false,
          weight: { value: 180, unit: "g" },
        },
        {
          id: "enamel-mug-navy",
          stock: 0,
          backorder: true,
          media: [{ url: "https://cdn.example/mug-navy.jpg" }],
        },
      ],
    });
  });

  test("rows of one product may stand apart", async () => {
    const [header, ...lines] = (await fixture("shopify-2025.csv")).trim().split("\n");
    const other = lines[0]?.replace("enamel-mug", "other-mug");
    await shop.take([header, lines[0], other, lines[1], ""].join("\n"));
    expect((await shop.product("enamel-mug"))?.variants).toHaveLength(2);
  });
});

describe("what other columns say", () => {
  test("Matrixify's descriptions, weights, addresses and joined images are read, its own columns named", async () => {
    const report = await shop.take(
      "ID,Handle,Command,Title,Body HTML,URL,Top Row,Option1 Name,Option1 Value,Variant Weight,Variant Weight Unit,Variant Price,Image Src\n" +
        "1,mug,MERGE,Mug,<p>A mug</p>,https://shop.example/mug,TRUE,Size,S,0.4,kg,12,https://i.example/1.jpg;https://i.example/2.jpg\n" +
        "1,mug,MERGE,Mug,<p>A mug</p>,https://shop.example/mug,,Size,L,600,g,14,\n",
    );
    expect(await shop.product("mug")).toMatchObject({
      description: { plain: "A mug" },
      url: "https://shop.example/mug",
      media: [{ url: "https://i.example/1.jpg" }, { url: "https://i.example/2.jpg" }],
      variants: [{ weight: { value: 0.4, unit: "kg" } }, { weight: { value: 600, unit: "g" } }],
    });
    expect(report.unusedColumns).toEqual(["ID", "Command", "Top Row"]);
  });

  test("a product that the shop's market does not include is left out, one of another market is warned of", async () => {
    const report = await shop.take(
      "Handle,Title,Variant Price,Included / United States,Price / United States,Included / Canada\n" +
        "a,A,5,false,,true\nb,B,5,true,6,false\n",
    );
    expect(report.leftOut.map(describeRefusal)).toEqual([
      'line 2, Included / United States "A": is not offered in United States, where this shop sells',
    ]);
    expect(report.warnings).toMatchObject([{ line: 3, column: "included / canada", value: "false" }]);
    expect((await shop.product("b"))?.variants).toMatchObject([{ price: 600 }]);
  });

  test("unit prices are those of the product where its variants share them", async () => {
    const header =
      "Handle,Title,Option1 Name,Option1 Value,Variant Price,Unit Price Total Measure,Unit Price Total Measure Unit,Unit Price Base Measure,Unit Price Base Measure Unit\n";
    const report = await shop.take(
      `${header}oil,Oil,Title,Default Title,5,750,ml,1,L\nsoap,Soap,Size,S,5,100,g,1,kg\nsoap,,,L,9,200,g,1,kg\n`,
    );
    expect((await shop.product("oil"))?.attributes).toEqual({
      unit_pricing_measure: "750 ml",
      unit_pricing_base_measure: "1 l",
    });
    expect((await shop.product("soap"))?.attributes).toEqual({});
    expect(report.warnings?.map(describeRefusal)).toEqual([
      'line 4, Unit Price Total Measure "200": is another than on line 3: the feed names none',
    ]);
  });
});

describe("what is wrong with a row", () => {
  test("a choice or a handle that is there twice is named by line", async () => {
    const report = await shop.take(
      "Handle,Title,Option1 Name,Option1 Value,Variant Price\nshirt,Shirt,Size,S,10\nshirt,,,S,11\n" +
        "dupe,First,Title,Default Title,5\nok,Ok,Title,Default Title,5\ndupe,Second,Title,Default Title,6\n",
    );
    expect(report.products).toMatchObject({ added: 1, refused: 2 });
    expect(report.refused.map(describeRefusal)).toEqual([
      'line 3, Option1 Value "S": is the choice of the variant on line 2, too',
      'line 6, Handle "dupe": is the handle of "First" on line 4, too',
    ]);
  });

  test("grams with a comma before three digits are refused, not read as a fraction", async () => {
    const taken = shop.take('Handle,Title,Variant Price,Variant Grams\nmug,Mug,5,"1,500"\n');
    expect(await refusalOf(taken)).toContain(
      'Variant Grams "1,500": could be 1500 or 1.5: write one of these',
    );
  });

  const header =
    "Handle,Title,Published,Option1 Name,Option1 Value,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Requires Shipping,Image Src";
  const good = "good,Good,true,Title,Default Title,,,deny,10,true,";

  test.each([
    ["bad,Bad,true,Title,Default Title,,,deny,,true,", "line 3, Variant Price: is required"],
    [
      "bad,Bad,true,Title,Default Title,,,deny,12.345,true,",
      'line 3, Variant Price "12.345": could be 12345 or 12.345: write one of these',
    ],
    [
      'bad,Bad,true,Title,Default Title,,,deny,"1,250",true,',
      'line 3, Variant Price "1,250": could be 1250 or 1.25: write one of these',
    ],
    [
      "bad,Bad,true,Title,Default Title,,,deny,$5,true,",
      'line 3, Variant Price "$5": must be an amount in USD written like 12.50',
    ],
    [
      "bad,Bad,true,Title,Default Title,,,deny,-1,true,",
      'line 3, Variant Price "-1": must be an amount in USD written like 12.50',
    ],
    [
      "bad,Bad,true,Title,Default Title,shopify,a lot,deny,5,true,",
      'line 3, Variant Inventory Qty "a lot": must be a whole number',
    ],
    [
      "bad,Bad,true,Title,Default Title,shopify,,deny,5,true,",
      "line 3, Variant Inventory Qty: is required for a variant whose stock is tracked. Shopify leaves it out of exports of shops with several locations: add it from the inventory export",
    ],
    [
      "bad,Bad,true,Title,Default Title,,,maybe,5,true,",
      'line 3, Variant Inventory Policy "maybe": must be deny or continue',
    ],
    [
      "bad,Bad,true,Title,Default Title,,,deny,5,perhaps,",
      'line 3, Variant Requires Shipping "perhaps": must be true or false',
    ],
    [
      "bad,Bad,true,Title,Default Title,,,deny,5,true,/shirt.jpg",
      'line 3, Image Src "/shirt.jpg": must be a whole https:// address',
    ],
    ["bad,,true,Title,Default Title,,,deny,5,true,", "line 3, Title: is required"],
    [",Bad,true,Title,Default Title,,,deny,5,true,", "line 3, Handle: is required"],
    [
      "bad,Bad,true",
      "line 3: has 3 cells where the header has 11: a delimiter or a quote is missing or too many",
    ],
  ])("%s", async (row, refusal) => {
    const report = await shop.take(`${header}\n${good}\n${row}\n`);
    expect(report.refused.map(describeRefusal)).toEqual([refusal]);
    expect(report.products.added).toBe(1);
    expect(await shop.product("bad")).toBeUndefined();
  });

  test("keeps the whole product out, and what was stored of it in", async () => {
    const row = (size: string, price: string) =>
      `two,${size === "S" ? "Two" : ""},,Size,${size},,,,${price},,`;
    await shop.take(`${header}\n${row("S", "5")}\n${row("L", "6")}\n`);
    const report = await shop.take(`${header}\n${good}\n${row("S", "7")}\n${row("L", "six")}\n`);
    expect(report.products).toMatchObject({ added: 1, changed: 0, refused: 1 });
    expect((await shop.product("two"))?.variants.map((variant) => Number(variant.price))).toEqual([500, 600]);
  });

  test("several variants without option values cannot be told apart", async () => {
    const refusal = await refusalOf(
      shop.take(`${header}\ntwo,Two,,Title,Default Title,,,,5,,\ntwo,,,,,,,,6,,\n`),
    );
    expect(refusal).toContain("line 2, Option1 Value");
    expect(refusal).toContain("line 3, Option1 Value: is required when a product has several variants");
  });
});
