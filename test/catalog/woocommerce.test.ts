import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { digitalGoodsOf } from "../../src/catalog/digital-goods.ts";
import { describeRefusal } from "../../src/catalog/import/refusal.ts";
import { asId, type ProductId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { fixture, type ImportingShop, now, openImportingShop } from "./importing.ts";
import { setMerchantFields } from "./merchant-fields.ts";

let shop: ImportingShop;
beforeEach(() => {
  shop = openImportingShop();
});
afterEach(() => shop.close());

describe("a WooCommerce export", () => {
  test("is recognized, and says of everything that is not sold why", async () => {
    const report = await shop.take(await fixture("woocommerce.csv"));
    expect(report).toMatchObject({
      format: "woocommerce",
      rows: 11,
      products: { added: 4, refused: 0, leftOut: 3, unpublished: 1 },
      refused: [],
    });
    expect(report.leftOut.map(describeRefusal)).toEqual([
      'line 5, Regular price "": this variation product has no price, so WooCommerce does not sell it either',
      'line 6, Published "0": this variation is switched off',
      'line 10, Regular price "": this simple product has no price, so WooCommerce does not sell it either',
      'line 11, Type "grouped": a grouped product is a page of other products, which are imported by themselves',
      'line 12, Type "external": an external product is sold on another site',
    ]);
  });

  test("brings variations to their parent, wherever they stand and however they name it", async () => {
    await shop.take(await fixture("woocommerce.csv"));
    expect(await shop.product("10")).toMatchObject({
      title: "Tee",
      description: { plain: "Soft.\nWashed." },
      brand: "Harbor & Pine",
      categories: [
        { value: "Clothing > Tees", taxonomy: "merchant" },
        { value: "Sale", taxonomy: "merchant" },
        { value: "Socks, too", taxonomy: "merchant" },
      ],
      tags: ["soft"],
      media: [{ url: "https://cdn.example/tee.jpg" }, { url: "https://cdn.example/tee-2.jpg" }],
      variants: [
        {
          id: "11",
          title: "Tee - Blue / M",
          options: [
            { name: "Color", value: "Blue" },
            { name: "Size", value: "M" },
          ],
        },
        {
          id: "12",
          title: "Tee - Red",
          sku: "TEE-R",
          options: [{ name: "Color", value: "Red" }],
          media: [{ url: "https://cdn.example/tee-red.jpg" }],
        },
      ],
    });
  });

  test("gives variations what their parent says for them", async () => {
    await shop.take(await fixture("woocommerce.csv"));
    const [blue, red] = (await shop.product("10"))?.variants ?? [];
    expect(red).toMatchObject({
      weight: { value: 0.5, unit: "lb" },
      dimensions: { length: 30, width: 20, height: 1, unit: "cm" },
      taxClass: "reduced-rate",
      maxQuantity: 1,
      stock: 5,
      backorder: false,
    });
    expect(blue).toMatchObject({
      weight: { value: 0.6, unit: "lb" },
      taxClass: "standard",
      stock: 0,
      backorder: true,
    });
  });

  test("reads a sale's days by the shop's clock, the last one whole", async () => {
    await shop.take(await fixture("woocommerce.csv"));
    const [blue] = (await shop.product("10"))?.variants ?? [];
    expect(blue?.price).toBe(2000 as never);
    expect(blue?.sale).toMatchObject({
      price: 1550,
      startsAt: Date.parse("2026-11-27T00:00:00-05:00"),
      endsAt: Date.parse("2026-12-01T00:00:00-05:00"),
    });
  });

  test("knows a virtual product by its type, prices with a decimal comma and sales without an end", async () => {
    await shop.take(await fixture("woocommerce.csv"));
    const album = await shop.product("20");
    expect(album).toMatchObject({
      attributes: { color: "Blue" },
      variants: [
        {
          id: "20",
          title: "Album",
          barcodes: [{ type: "GTIN", value: "4006381333931" }],
          requiresShipping: false,
          taxClass: "exempt",
          stock: null,
          price: 1500,
          sale: { price: 990, startsAt: Date.parse("2026-11-27T08:00:00-05:00") },
        },
      ],
    });
    expect(album?.variants[0]?.sale?.endsAt).toBeUndefined();
  });

  test("keeps a hidden product unpublished, and sells what is on backorder", async () => {
    await shop.take(await fixture("woocommerce.csv"));
    expect(await shop.product("21")).toMatchObject({
      published: false,
      variants: [{ stock: 0, backorder: false }],
    });
    expect(await shop.product("22")).toMatchObject({
      published: true,
      variants: [{ stock: 0, backorder: true }],
    });
  });
});

test.each(["31.12.2026", "2026-02-30"])(
  "a sale with the date %s is left out with a warning, and its product sold at the price without it",
  async (date) => {
    const shop = openImportingShop();
    try {
      const { warnings = [] } = await shop.take(
        `ID,Type,SKU,Name,Regular price,Sale price,Date sale price starts\n2,simple,B,Bag,10,5,${date}\n`,
      );
      expect(warnings.map(describeRefusal)).toEqual([
        `line 2, Date sale price starts "${date}": is no date: must be a date like 2026-11-27, or with a time like 2026-11-27 08:00:00`,
      ]);
      const [variant] = (await shop.product("2"))?.variants ?? [];
      expect(variant?.price).toBe(minor(1000));
      expect(variant?.sale).toBeUndefined();
    } finally {
      await shop.close();
    }
  },
);

describe("words that WooCommerce writes in its own way", () => {
  let shop: ImportingShop;
  beforeEach(() => {
    shop = openImportingShop();
  });
  afterEach(() => shop.close());

  test("a variation's value keeps its commas, a product's values are parted by them", async () => {
    await shop.take(
      "ID,Type,SKU,Name,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n" +
        '20,variable,C,Cable,,,Length,"1\\,2 m, 1\\,5 m"\n21,variation,,Cable,9,C,Length,"1,2 m"\n' +
        '22,variation,,Cable,11,C,Length,"1\\,5 m"\n',
    );
    expect((await shop.product("20"))?.variants.map(({ title, options }) => [title, options])).toEqual([
      ["Cable - 1,2 m", [{ name: "Length", value: "1,2 m" }]],
      ["Cable - 1,5 m", [{ name: "Length", value: "1,5 m" }]],
    ]);
  });

  test("entities in names, categories, tags and options are the signs they stand for", async () => {
    await shop.take(
      "ID,Type,SKU,Name,Regular price,Categories,Tags,Brands,Attribute 1 name,Attribute 1 value(s)\n" +
        '1,simple,,Salt &amp; Pepper,9,"Home &amp; Garden > Caf&#233;, Tea",A &amp; B,M&amp;S,Color,Black &amp; white\n',
    );
    expect(await shop.product("1")).toMatchObject({
      title: "Salt & Pepper",
      categories: [{ value: "Home & Garden > Café" }, { value: "Tea" }],
      tags: ["A & B"],
      brand: "M&S",
      attributes: { color: "Black & white" },
    });
  });
});

describe("a file to hand over", () => {
  let shop: ImportingShop;
  beforeEach(() => {
    shop = openImportingShop();
  });
  afterEach(() => shop.close());

  const header =
    "ID,Type,Name,Regular price,Download limit,Download 1 ID,Download 1 name,Download 1 URL,Download 2 URL\n";
  const song = "https://shop.example/song.zip";

  test("is handed over to whoever buys it", async () => {
    const report = await shop.take(`${header}70,"simple, downloadable, virtual",Song,5,3,a,Song,${song},\n`);
    expect(report.warnings).toEqual([]);
    const product = await shop.product("70");
    expect(product && digitalGoodsOf(product)).toEqual({ downloadUrl: song });
    expect(report.unusedColumns).toEqual(["Download limit", "Download 1 ID", "Download 1 name"]);
  });

  test("is the first of several, which is said", async () => {
    const report = await shop.take(
      `${header}70,"simple, downloadable, virtual",Song,5,,,,${song},https://shop.example/b.zip\n`,
    );
    expect(report.warnings?.map(describeRefusal)).toEqual([
      'line 2, Download 2 URL "https://shop.example/b.zip": is not handed over: only the first file is. Put all into one archive',
    ]);
  });

  test("is missed by line, until the merchant sets it", async () => {
    const file = `${header}70,"simple, virtual",Song,5,,,,,\n`;
    const [warning] = (await shop.take(file)).warnings ?? [];
    expect(warning).toMatchObject({ line: 2, value: "Song" });
    expect(warning?.reason).toContain("has no file to hand over");
    await shop.write(({ catalog }) =>
      setMerchantFields(catalog, asId<ProductId>("70"), { download_url: song }, now),
    );
    expect((await shop.take(file)).warnings).toEqual([]);
  });
});

describe("what is wrong with a row", () => {
  const header =
    "ID,Type,SKU,Name,Published,In stock?,Stock,Backorders allowed?,Parent,Regular price,Sale price,Date sale price starts,Weight (kg),Images";
  const good = "1,simple,A,Good,1,1,,0,,10,,,,";

  test.each([
    ["x,simple,B,Bad,1,1,,0,,10,,,,", 'line 3, ID "x": must be a number'],
    ["2,simple,B,,1,1,,0,,10,,,,", "line 3, Name: is required"],
    [
      "2,subscription,B,Bad,1,1,,0,,10,,,,",
      'line 3, Type "subscription": must be simple or variable: no other kind can be sold here',
    ],
    ["2,simple,B,Bad,maybe,1,,0,,10,,,,", 'line 3, Published "maybe": must be 1, 0 or -1'],
    ["2,simple,B,Bad,1,often,,0,,10,,,,", 'line 3, In stock? "often": must be 1, 0 or backorder'],
    ["2,simple,B,Bad,1,1,2.5,0,,10,,,,", 'line 3, Stock "2.5": must be a whole number'],
    ["2,simple,B,Bad,1,1,,sure,,10,,,,", 'line 3, Backorders allowed? "sure": must be 0, 1 or notify'],
    [
      "2,simple,B,Bad,1,1,,0,,ten,,,,",
      'line 3, Regular price "ten": must be an amount in USD written like 12.50',
    ],
    [
      "2,simple,B,Bad,1,1,,0,,10,-5,,,",
      'line 3, Sale price "-5": must be an amount in USD written like 12.50',
    ],
    ["2,simple,B,Bad,1,1,,0,,10,,,heavy,", 'line 3, Weight (kg) "heavy": must be a number like 0.5'],
    ["2,simple,B,Bad,1,1,,0,,10,,,,tee.jpg", 'line 3, Images "tee.jpg": must hold whole https:// addresses'],
    ["2,variation,B,Bad,1,1,,0,,10,,,,", "line 3, Parent: is required"],
    ["2,variation,B,Bad,1,1,,0,LOST,10,,,,", 'line 3, Parent "LOST": is no product of this file'],
    ["1,simple,B,Bad,1,1,,0,,10,,,,", 'line 3, ID "1": is the ID of the product on line 2, too'],
  ])("%s", async (row, refusal) => {
    const other = "9,simple,Z,Other,1,1,,0,,10,,,,";
    const report = await shop.take(`${header}\n${good}\n${row}\n${other}\n`);
    expect(report.refused.map(describeRefusal)).toEqual([refusal]);
    expect(await shop.product("9")).toBeDefined();
    expect(await shop.product("2")).toBeUndefined();
  });

  test("a picture's address is written as a URI, whatever the file has", async () => {
    await shop.take(`${header}\n2,simple,B,Tee,1,1,,0,,10,,,,https://shop.example/größe 1.jpg\n`);
    expect((await shop.product("2"))?.media).toMatchObject([
      { url: "https://shop.example/gr%C3%B6%C3%9Fe%201.jpg" },
    ]);
  });

  test("stock counted for all variations together cannot be kept for each", async () => {
    const parent = "2,variable,B,Bad,1,1,7,0,,,,,,";
    const variation = "3,variation,C,Bad - Red,1,1,parent,0,B,10,,,,";
    const report = await shop.take(`${header}\n${good}\n${parent}\n${variation}\n`);
    expect(report.refused.map(describeRefusal)).toEqual([
      'line 4, Stock "7": is counted for all variations together. Count it for each variation, or not at all',
    ]);
  });
});
