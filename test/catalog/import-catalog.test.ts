import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { ImportProgress } from "../../src/catalog/import/import-catalog.ts";
import { describeRefusal } from "../../src/catalog/import/refusal.ts";
import type { GoneProduct } from "../../src/catalog/import/report.ts";
import { MOST_ROWS_OF_A_PRODUCT } from "../../src/catalog/import/staging.ts";
import { writeNative } from "../../src/catalog/native.ts";
import type { Product } from "../../src/catalog/product.ts";
import { after } from "../../src/clock.ts";
import { type AttemptId, asId, type VariantId } from "../../src/ids.ts";
import type { Currency } from "../../src/money.ts";
import { fixture, type ImportingShop, now, openImportingShop, refusalOf } from "./importing.ts";
import { setMerchantFields } from "./merchant-fields.ts";
import { productOf, variantOf } from "./products.ts";

let shop: ImportingShop;
beforeEach(() => {
  shop = openImportingShop();
});
afterEach(() => shop.close());

const usd = "usd" as Currency;
const lines = (...products: Product[]) =>
  products.map((product) => `${writeNative(product, usd)}\n`).join("");
const nothing = { products: 0, variants: 0 };

describe("an import", () => {
  test("adds, changes and leaves alone, and says how many of each", async () => {
    await shop.take(lines(productOf("a"), productOf("b")));
    const report = await shop.take(lines(productOf("a"), productOf("b", { title: "B" }), productOf("c")));
    expect(report.products).toEqual({
      added: 1,
      changed: 1,
      unchanged: 1,
      unpublished: 0,
      refused: 0,
      leftOut: 0,
      withdrawn: 0,
    });
  });

  test("takes what is good and names what is not", async () => {
    const report = await shop.take(`${lines(productOf("a"))}{"id":"b"}\n${lines(productOf("c"))}`);
    expect(report.products).toMatchObject({ added: 2, refused: 1 });
    expect(report.refused.map(describeRefusal)).toEqual(["line 2, variants: is required"]);
  });

  test("says the same in a dry run, and changes nothing", async () => {
    await shop.take(lines(productOf("a"), productOf("b"), productOf("d")));
    const file = lines(productOf("a"), productOf("b", { title: "B" }), productOf("c"));
    const dry = await shop.take(file, { dryRun: true, confirmWithdrawal: async () => true });
    expect(await shop.product("c")).toBeUndefined();
    expect((await shop.product("b"))?.title).toBe("Linen shirt");
    expect(await shop.product("d")).toBeDefined();
    const wet = await shop.take(file, { confirmWithdrawal: async () => true });
    expect(wet).toEqual({ ...dry, dryRun: false, products: { ...dry.products, withdrawn: 1 } });
  });

  test("refuses the second product, or variant, with an id that was there already", async () => {
    const other = productOf("b", { variants: [variantOf("b", "a-small")] });
    const report = await shop.take(lines(productOf("a"), other, productOf("a", { title: "Again" })));
    expect(report.refused.map(describeRefusal)).toEqual([
      'line 2, variant id "a-small": is the id of another variant further up in this file',
      'line 3, id "a": is the id of a product further up in this file',
    ]);
    expect((await shop.product("a"))?.title).toBe("Linen shirt");
  });

  test("refuses a variant whose id is there twice in one product", async () => {
    const twice = productOf("b", { variants: [variantOf("b", "one"), variantOf("b", "one")] });
    const report = await shop.take(lines(productOf("a"), twice));
    expect(report.refused.map(({ line, value }) => [line, value])).toEqual([[2, "one"]]);
  });

  test("refuses a variant that is stored with another product, which keeps it", async () => {
    await shop.take(lines(productOf("a")));
    const other = productOf("b", { variants: [variantOf("b", "a-small")] });
    const report = await shop.take(lines(other, productOf("c")));
    expect(report.products).toMatchObject({ added: 1, refused: 1 });
    expect(report.refused.map(describeRefusal)).toEqual([
      'line 1, variant id "a-small": is the id of a variant of the product "a" already. ' +
        "Give this one another id; if that product is gone from your shop, import with --sync",
    ]);
    expect((await shop.product("a"))?.variants.map(({ id }) => String(id))).toContain("a-small");
  });

  test("moves a variant when the file says that its former product no longer has it", async () => {
    const large = variantOf("a", "a-large");
    await shop.take(lines(productOf("a", { variants: [variantOf("a", "a-small"), large] })));
    const moved = productOf("b", { variants: [variantOf("b", "a-small")] });
    const report = await shop.take(lines(moved, productOf("a", { variants: [large] })));
    expect(report.products).toMatchObject({ added: 1, changed: 1, refused: 0 });
    expect(report.warnings?.map(describeRefusal)).toEqual([
      'line 1, variant id "a-small": moves here from the product "a"',
    ]);
  });

  test("keeps the fields the merchant set", async () => {
    await shop.take(lines(productOf("a")));
    await shop.write(({ catalog }) => setMerchantFields(catalog, asId("a"), { return_window: "30" }, now));
    await shop.take(lines(productOf("a", { title: "A" })));
    expect((await shop.product("a"))?.merchantFields).toEqual({ return_window: "30" });
  });

  test("writes at most a hundred rows at a time, and a product never in two writes", async () => {
    const written: number[] = [];
    const many = Array.from({ length: 130 }, (_, index) => productOf(`p${index}`));
    const wide = productOf("wide", {
      variants: Array.from({ length: 150 }, (_, index) => variantOf("wide", `wide-${index}`)),
    });
    await shop.take(lines(...many, wide, productOf("last")), {
      onProgress: (progress) => {
        if (progress.step === "writing") written.push(progress.products);
      },
    });
    // Two rows a product: fifty at a time, or fewer where that takes long; then the wide one alone.
    expect(written).toEqual(expect.arrayContaining([50, 100, 130, 131, 132]));
  });

  test("says how far it is, step by step", async () => {
    const seen: ImportProgress[] = [];
    const file = lines(productOf("a"));
    await shop.take(file, { onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { step: "reading", bytes: file.length },
      { step: "checking", products: 1 },
      { step: "writing", products: 1, of: 1 },
    ]);
  });

  test("refuses a product with more rows than any export has, and takes the others", async () => {
    const row = (id: number, group: string) => `V${id},Tie,in_stock,1.00 USD,${group}\n`;
    const flood = Array.from({ length: MOST_ROWS_OF_A_PRODUCT + 1 }, (_, id) => row(id, "flood")).join("");
    const report = await shop.take(
      `id,title,availability,price,item_group_id\n${flood}${row(99_999, "calm")}`,
    );
    expect(report.products).toMatchObject({ added: 1, refused: 1 });
    expect(report.refused.map(describeRefusal)).toEqual([
      `line 2: this product has more than ${MOST_ROWS_OF_A_PRODUCT} rows`,
    ]);
  });
});

describe("an import that synchronizes", () => {
  const all = () => lines(productOf("a"), productOf("b"), productOf("c"));

  test("withdraws what the file no longer lists, once that was seen and agreed to", async () => {
    await shop.take(all());
    const shown: (readonly GoneProduct[])[] = [];
    const report = await shop.take(lines(productOf("b")), {
      confirmWithdrawal: async (gone) => {
        shown.push(gone);
        expect(await shop.catalog.count()).toEqual({ products: 3, variants: 3 });
        return true;
      },
    });
    expect(shown).toEqual([
      [
        { id: asId("a"), title: "Linen shirt" },
        { id: asId("c"), title: "Linen shirt" },
      ],
    ]);
    expect(report.products).toMatchObject({ unchanged: 1, withdrawn: 2 });
    expect(await shop.catalog.count()).toEqual({ products: 1, variants: 1 });
  });

  test("leaves everything listed when that was not agreed to", async () => {
    await shop.take(all());
    const report = await shop.take(lines(productOf("b", { title: "B" })), {
      confirmWithdrawal: async () => false,
    });
    expect(report).toMatchObject({
      products: { changed: 1, withdrawn: 0 },
      gone: [{ id: "a" }, { id: "c" }],
    });
    expect(await shop.catalog.count()).toEqual({ products: 3, variants: 3 });
  });

  test("does not take a refused product for gone", async () => {
    await shop.take(all());
    const broken = lines(productOf("a")).replace('"amount":4800', '"amount":-1');
    const report = await shop.take(broken + lines(productOf("b")), { confirmWithdrawal: async () => true });
    expect(report.gone).toEqual([{ id: asId("c"), title: "Linen shirt" }]);
    expect(await shop.product("a")).toBeDefined();
  });

  test("withdraws nothing when a row does not say which product it is", async () => {
    const table = (rows: string) => `id\ttitle\tavailability\tprice\n${rows}`;
    const row = (id: string) => `${id}\tTie\tin_stock\t1.00 USD\n`;
    await shop.take(table(row("a") + row("b")));
    const report = await shop.take(table(row("a") + row("")), { confirmWithdrawal: async () => true });
    expect(report).toMatchObject({ gone: [], goneUnknown: true, products: { withdrawn: 0, unchanged: 1 } });
    expect(await shop.product("b")).toBeDefined();
  });

  test("withdraws what the source keeps but does not sell any more", async () => {
    const header = "ID,Type,Name,Regular price\n";
    await shop.take(`${header}1,simple,A,5\n2,simple,B,5\n`);
    await shop.take(`${header}1,simple,A,5\n2,simple,B,\n`, { confirmWithdrawal: async () => true });
    expect(await shop.product("2")).toBeUndefined();
  });
});

describe("units sold here", () => {
  const sell = async (units: number) => {
    const id = asId<AttemptId>(`attempt-${units}`);
    await shop.write(async ({ catalog }) => {
      await catalog.reserve(id, asId<VariantId>("a-small"), units, now);
      await catalog.sell(id);
    });
    return id;
  };
  const left = async () => (await shop.catalog.sellable(asId<VariantId>("a-small")))?.available;

  test("are not back on sale after the same file is imported again", async () => {
    await shop.take(lines(productOf("a")), { countedAt: now });
    await sell(3);
    await shop.take(lines(productOf("a")), { countedAt: after(now, 1_000) });
    expect(await left()).toBe(7);
  });

  test("are subtracted once when the source has been told of them", async () => {
    await shop.take(lines(productOf("a")), { countedAt: now });
    const attempt = await sell(3);
    await shop.write(({ catalog }) => catalog.acknowledge([attempt], after(now, 1_000)));
    const seven = productOf("a", { variants: [variantOf("a", "a-small", { stock: 7 })] });
    await shop.take(lines(seven), { countedAt: after(now, 2_000) });
    expect(await left()).toBe(7);
  });

  test("are subtracted once when the file says that it has them subtracted already", async () => {
    await shop.take(lines(productOf("a")), { countedAt: now });
    await sell(3);
    const seven = productOf("a", { variants: [variantOf("a", "a-small", { stock: 7 })] });
    await shop.take(lines(seven), { countedAt: after(now, 2_000), salesIncluded: true });
    expect(await left()).toBe(7);
  });

  test("stay subtracted when a file that says so is refused", async () => {
    await shop.take(lines(productOf("a")), { countedAt: now });
    await sell(3);
    await refusalOf(shop.take('{"id":"a"}\n', { countedAt: after(now, 2_000), salesIncluded: true }));
    await shop.take(lines(productOf("a")), { countedAt: after(now, 3_000) });
    expect(await left()).toBe(7);
  });
});

describe("a file that is refused as a whole", () => {
  const shopifyHeader = "Handle,Title,Variant Price\n";
  const zip = new Uint8Array([0x50, 0x4b, 0x03, 0x04, 0, 0]);
  const gzip = Bun.gzipSync(Buffer.from(shopifyHeader));
  const utf16 = new Uint8Array([0xff, 0xfe, 0x48, 0]);
  const latin1 = Buffer.from(`${shopifyHeader}tee,Caf\xe9,5\n`, "latin1");

  test.each([
    ["an empty one", "", "This file is empty."],
    ["one of blanks", "\n \n\t\n", "This file is empty."],
    ["a zip archive or workbook", zip, "This is a zip archive or an Excel workbook."],
    ["a compressed one", gzip, "This file is compressed with gzip."],
    ["UTF-16", utf16, "This file is UTF-16."],
    ["another encoding", latin1, "Line 1 or soon after is not UTF-8."],
    ["zero bytes", `${shopifyHeader}tee,T\0e,5\n`, "Line 1 or soon after holds a zero byte"],
    [
      "other columns",
      "name,email\nAda,ada@example.com\n",
      "This is in no format known here. Its first line has the columns",
    ],
    ["no columns", "just a text\n", "This is in no format known here."],
    ["a JSON array", `[${writeNative(productOf("a"), usd)}]`, "This is one JSON array."],
    ["Shopify's products.json", '{"products":[{"id":1}]}', "This is Shopify's products.json"],
    ["Etsy's", "TITLE,PRICE,CURRENCY_CODE,QUANTITY,IMAGE1\na,1,USD,1,\n", "This is Etsy's own export"],
    [
      "BigCommerce's",
      "Item Type,Product ID,Product Name,Product Code/SKU\nProduct,1,a,b\n",
      "This is BigCommerce's",
    ],
    ["Wix's", "handleId,fieldType,name,productImageUrl,price\na,Product,a,,1\n", "This is Wix's own export"],
    [
      "Squarespace's",
      "Product ID [Non Editable],Variant ID [Non Editable],Title\n1,2,a\n",
      "This is Squarespace's own export",
    ],
    ["PrestaShop's", "Product ID;Image;Name;Reference;Price (tax excl.)\n1;;a;b;1\n", "This is PrestaShop's"],
    [
      "Magento's",
      "sku,attribute_set_code,product_type,name,price\na,Default,simple,a,1\n",
      "This is Magento",
    ],
    ["Square's", "Token,Item Name,Variation Name,SKU,Price\na,a,b,c,1\n", "This is Square's own export"],
    [
      "WooCommerce's in another language, of some columns",
      "ID,Typ,Name,Preis\n1,simple,A,3\n",
      "This is WooCommerce's export with its column names in another language",
    ],
    [
      "an encoding that is not read",
      '<?xml version="1.0" encoding="Shift_JIS"?><rss/>',
      'This file says that it is in the encoding "shift_jis"',
    ],
    ["a header alone", shopifyHeader, "There is no product in this file"],
    ["nothing good", `${shopifyHeader}tee,Tee,dear\n`, "Nothing in this file can be taken"],
    [
      "a quote that is not closed",
      `${shopifyHeader}tee,"Tee,5\nmug,Mug,6\n`,
      "A quote opened on line 2 or later is never closed",
    ],
    [
      "a quote inside a cell",
      `${shopifyHeader}tee,5" Tee,5\n`,
      "The row that begins on line 2 cannot be read",
    ],
    [
      "an end in the middle of a row",
      `${shopifyHeader}tee,Tee,5\nmug,Mu`,
      "The file ends in the middle of line 3",
    ],
    [
      "an end in the middle of a line of JSON",
      `${lines(productOf("a"))}{"id":"b","ti`,
      "The file ends in the middle of line 2",
    ],
    [
      "a row of two megabytes",
      `${shopifyHeader}tee,"${"x".repeat(2_000_000)}",5\n`,
      "The row that begins on line 2 is longer than 1048576 characters",
    ],
    [
      "a line of JSON of five megabytes",
      `{"id":"${"x".repeat(5_000_000)}"}`,
      "Line 1 is longer than 4194304 characters",
    ],
  ])("%s", async (_, content, message) => {
    expect(await refusalOf(shop.take(content))).toStartWith(message);
    expect(await shop.catalog.count()).toEqual(nothing);
  });

  test("one in another format than it was said to be in", async () => {
    const attempt = shop.take(shopifyHeader, { format: "woocommerce" });
    expect(await refusalOf(attempt)).toBe(
      "This is no WooCommerce file: its first line lacks ID, Type, Name, Regular price. Export all columns, and keep the header line.",
    );
  });

  test("one that breaks off while it is read, with what broke", async () => {
    const broken = (async function* () {
      yield new TextEncoder().encode(lines(productOf("a")));
      throw new Error("connection reset");
    })();
    expect(shop.take(broken)).rejects.toThrow("connection reset");
    expect(await shop.catalog.count()).toEqual(nothing);
  });

  test("a table that breaks off while it is read, with what broke", async () => {
    const broken = (async function* () {
      yield new TextEncoder().encode(`${shopifyHeader}tee,Tee,5\n`);
      yield new TextEncoder().encode("x".repeat(70_000));
      throw new Error("connection reset");
    })();
    expect(shop.take(broken)).rejects.toThrow("connection reset");
  });

  test("names what is wrong with its rows", async () => {
    expect(await refusalOf(shop.take(`${shopifyHeader}tee,Tee,dear\nmug,,6\n`))).toBe(
      [
        "Nothing in this file can be taken, and nothing was changed.",
        'line 2, Variant Price "dear": must be an amount in USD written like 12.50',
        "line 3, Title: is required",
      ].join("\n"),
    );
  });
});

describe("a file that only looks odd", () => {
  test("may begin with a byte order mark, end its lines with CR LF, and come in any pieces", async () => {
    const bytes = new TextEncoder().encode(
      `\uFEFF${(await fixture("shopify.csv")).replaceAll("\n", "\r\n")}`,
    );
    const inPieces = (async function* () {
      for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
    })();
    expect((await shop.take(inPieces)).products).toMatchObject({ added: 2, leftOut: 1, refused: 0 });
  });

  test("may say in its first line what stands between its cells, as Excel does", async () => {
    const report = await shop.take('sep=;\r\nHandle;Title;Variant Price\r\nmug;Mug;"12,50"\r\ncup;Cup;x\r\n');
    expect(report.products).toMatchObject({ added: 1, refused: 1 });
    expect(report.refused).toMatchObject([{ line: 4 }]);
  });

  test("may be XML in the encoding it declares", async () => {
    const xml =
      '<?xml version="1.0" encoding="ISO-8859-1"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><item>' +
      "<g:id>a</g:id><title>Caf\u00e9</title><g:price>1 USD</g:price><g:availability>in stock</g:availability>" +
      "</item></channel></rss>";
    await shop.take(Buffer.from(xml, "latin1"));
    expect((await shop.product("a"))?.title).toBe("Caf\u00e9");
  });

  test("may have semicolons between its cells, as spreadsheets write in much of Europe", async () => {
    const report = await shop.take('Handle;Title;Variant Price\ntee;"Tee; soft";"12,50"\n');
    expect(report.products.added).toBe(1);
    expect(await shop.product("tee")).toMatchObject({ title: "Tee; soft", variants: [{ price: 1250 }] });
  });

  test("may have columns in another order and letter case, and more of them", async () => {
    await shop.take("Own notes,VARIANT PRICE,title,handle\nx,5,Tee,tee\n");
    expect(await shop.product("tee")).toMatchObject({ variants: [{ price: 500 }] });
  });

  test("may have columns and ids named like JavaScript's own", async () => {
    await shop.take("__proto__,constructor,Handle,Title,Variant Price\nx,y,__proto__,constructor,5\n");
    expect(await shop.product("__proto__")).toMatchObject({ title: "constructor" });
  });

  test("never puts control characters of a cell into its report", async () => {
    const report = await shop.take("Handle,Title,Variant Price\na,A,5\nb,B,\u001b[2Jboo\u0007\n");
    expect(report.refused[0]?.value).toBe("[2Jboo");
  });
});
