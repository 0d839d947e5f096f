import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { readNative, writeNative } from "../../src/catalog/native.ts";
import type { Product, Variant } from "../../src/catalog/product.ts";
import { instant } from "../../src/clock.ts";
import { asId, type ProductId, type VariantId } from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import { productOf, variantOf } from "./products.ts";

const usd = "usd" as Currency;

/** Everything a product can have. */
const full: Product = productOf("shirt", {
  description: { plain: "Cool.", html: "<p>Cool.</p>", markdown: "Cool." },
  url: "https://shop.example/shirt",
  merchantFields: { return_window: "30" },
  media: [
    { type: "image", url: "https://shop.example/shirt.jpg", altText: "A shirt", width: 800, height: 600 },
  ],
  variants: [
    variantOf("shirt", "shirt-small", {
      listPrice: minor(6000),
      sale: {
        price: minor(4000),
        startsAt: instant(Date.UTC(2026, 10, 27)),
        endsAt: instant(Date.UTC(2026, 11, 1)),
      },
      stock: -2,
      backorder: true,
      media: [{ type: "video", url: "https://shop.example/shirt.mp4" }],
      dimensions: { length: 30, width: 20, height: 1.5, unit: "cm" },
      requiresShipping: false,
      taxClass: "reduced-rate",
      condition: ["refurbished"],
      url: "https://shop.example/shirt?size=s",
      description: { plain: "Small." },
      maxQuantity: 5,
    }),
    variantOf("shirt", "shirt-large", { stock: null }),
  ],
});

const read = (line: string) => {
  const found = readNative(line, usd);
  if (!("product" in found)) throw new Error(JSON.stringify(found.mistakes));
  return found.product;
};

describe("a line of the native format", () => {
  test("holds everything of a product", () => {
    expect(read(writeNative(full, usd))).toEqual(full);
  });

  test("is written the same from what was read of it", () => {
    expect(writeNative(read(writeNative(full, usd)), usd)).toBe(writeNative(full, usd));
  });

  test("comes back unchanged for any product", () => {
    const text = fc.string({ minLength: 1 });
    const variant = fc.record<Partial<Variant>>({
      title: text,
      price: fc.maxSafeNat().map(minor),
      stock: fc.option(fc.maxSafeInteger()),
      backorder: fc.boolean(),
      requiresShipping: fc.boolean(),
      taxClass: text,
      options: fc.array(fc.record({ name: text, value: text })),
      weight: fc.record({
        value: fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
        unit: fc.constantFrom("g", "kg", "oz", "lb"),
      }),
    });
    const product = fc.record<Partial<Product>>({
      title: text,
      published: fc.boolean(),
      tags: fc.array(text),
      attributes: fc.dictionary(fc.string(), fc.string()),
    });
    fc.assert(
      fc.property(product, fc.array(variant, { minLength: 1, maxLength: 4 }), (given, variants) => {
        const written = productOf("p", {
          ...given,
          variants: variants.map((own, index) => variantOf("p", `p-${index}`, own)),
        });
        expect(read(writeNative(written, usd))).toEqual(written);
      }),
    );
  });

  test("takes for granted what holds in most shops", () => {
    const line = '{"id":"a","variants":[{"id":"b","title":"Bowl","price":{"amount":900,"currency":"USD"}}]}';
    expect(read(line)).toEqual({
      id: asId<ProductId>("a"),
      title: "Bowl",
      categories: [],
      tags: [],
      media: [],
      published: true,
      attributes: {},
      variants: [
        {
          id: asId<VariantId>("b"),
          productId: asId<ProductId>("a"),
          title: "Bowl",
          barcodes: [],
          price: minor(900),
          stock: null,
          backorder: false,
          options: [],
          media: [],
          requiresShipping: true,
          taxClass: "standard",
          condition: ["new"],
        },
      ],
    });
  });

  test.each([
    ['{"available":true}', { stock: null, backorder: false }],
    ['{"available":false}', { stock: 0, backorder: false }],
    ['{"status":"out_of_stock"}', { stock: 0, backorder: false }],
    ['{"status":"discontinued"}', { stock: 0, backorder: false }],
    ['{"available":true,"status":"backorder"}', { stock: 0, backorder: true }],
    ['{"status":"preorder"}', { stock: 0, backorder: true }],
    ['{"status":"out_of_stock"},"stock":4', { stock: 4, backorder: false }],
  ])("with availability %s has %p", (availability, stock) => {
    const line = `{"id":"a","variants":[{"id":"b","title":"B","price":{"amount":1,"currency":"USD"},"availability":${availability}}]}`;
    expect(read(line).variants[0]).toMatchObject(stock);
  });

  test("has addresses written as URIs, whatever the file has", () => {
    const product = read(
      '{"id":"a","url":"https://shop.example/größe","media":[{"type":"image","url":"https://shop.example/a b.jpg"}],"variants":[{"id":"b","title":"B","price":{"amount":1,"currency":"USD"}}]}',
    );
    expect(product.url).toBe("https://shop.example/gr%C3%B6%C3%9Fe");
    expect(product.media).toMatchObject([{ url: "https://shop.example/a%20b.jpg" }]);
  });

  test("says how its variant can be had", () => {
    const status = (stock: number | null, backorder: boolean) =>
      JSON.parse(writeNative(productOf("p", { variants: [variantOf("p", "p", { stock, backorder })] }), usd))
        .variants[0].availability;
    expect(status(null, false)).toEqual({ available: true, status: "in_stock" });
    expect(status(0, false)).toEqual({ available: false, status: "out_of_stock" });
    expect(status(0, true)).toEqual({ available: true, status: "backorder" });
  });

  test("takes names that mean something to JavaScript for mere names", () => {
    const line = writeNative(full, usd).replace('"attributes":{', '"attributes":{"__proto__":"x",');
    const { attributes } = read(line);
    expect(Object.keys(attributes)).toEqual(["__proto__", "material"]);
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
  });
});

describe("what is wrong with a line", () => {
  const variant = '{"id":"b","title":"B","price":{"amount":1,"currency":"USD"}}';
  const withVariant = (more: string) => `{"id":"a","variants":[${variant.replace(/\}$/, `,${more}}`)}]}`;

  test.each([
    ["", "", "is not JSON: one product a line"],
    ["{", "", "is not JSON: one product a line"],
    ["[]", "", "must be a product"],
    ['"text"', "", "must be a product"],
    [`{"variants":[${variant}]}`, "id", "is required"],
    [
      `{"id":"","variants":[${variant}]}`,
      "id",
      "must be an id of 1 to 200 characters without control characters",
    ],
    [
      `{"id":"a\\u0000","variants":[${variant}]}`,
      "id",
      "must be an id of 1 to 200 characters without control characters",
    ],
    ['{"id":"a","variants":[]}', "variants", "must be a list of 1 to 2048 variants"],
    [
      `{"id":"a","titel":"A","variants":[${variant}]}`,
      "titel",
      "is not known; see the native format for what is",
    ],
    [
      `{"id":"a","__proto__":{},"variants":[${variant}]}`,
      "__proto__",
      "is not known; see the native format for what is",
    ],
    [withVariant('"stock":1.5'), "variants[0].stock", "must be a whole number, or null for not tracked"],
    [
      withVariant('"stock":9007199254740993'),
      "variants[0].stock",
      "must be a whole number, or null for not tracked",
    ],
    [withVariant('"weight":{"value":0,"unit":"kg"}'), "variants[0].weight.value", "must be a number above 0"],
    [
      withVariant('"weight":{"value":1,"unit":"stone"}'),
      "variants[0].weight.unit",
      "must be g, kg, oz or lb",
    ],
    [withVariant('"url":"javascript:alert(1)"'), "variants[0].url", "must be a whole https:// address"],
    [
      withVariant('"media":[{"type":"image","url":"https://[bad/a.jpg"}]'),
      "variants[0].media[0].url",
      "must be a whole https:// address",
    ],
    [withVariant('"max_quantity":0'), "variants[0].max_quantity", "must be a whole number of 1 or more"],
    [
      withVariant('"list_price":{"amount":2,"currency":"EUR"}'),
      "variants[0].list_price.currency",
      "must be USD, which this shop sells in",
    ],
    [
      withVariant('"sale":{"price":{"amount":2,"currency":"USD"}}'),
      "variants[0].sale.price.amount",
      "must not be above the price",
    ],
    [
      withVariant('"sale":{"price":{"amount":1,"currency":"USD"},"starts_at":"tomorrow"}'),
      "variants[0].sale.starts_at",
      "must be a date-time like 2026-11-27T00:00:00Z",
    ],
    [
      withVariant(
        '"sale":{"price":{"amount":1,"currency":"USD"},"starts_at":"2026-11-27T00:00:00Z","ends_at":"2026-11-27T00:00:00Z"}',
      ),
      "variants[0].sale.ends_at",
      "must be after starts_at",
    ],
    [
      '{"id":"a","variants":[{"id":"b","title":"B","price":{"amount":12.5,"currency":"USD"}}]}',
      "variants[0].price.amount",
      "must be a whole number of 0 or more",
    ],
    [
      '{"id":"a","variants":[{"id":"b","title":"B","price":{"amount":1,"currency":"usd"}}]}',
      "variants[0].price.currency",
      "must be a currency code in upper case, like USD",
    ],
    ['{"id":"a","variants":[{"id":"b","title":"B"}]}', "variants[0].price", "is required"],
  ])("%s", (line, field, reason) => {
    const found = readNative(line, usd);
    expect("mistakes" in found && found.mistakes.map((mistake) => [mistake.field, mistake.reason])).toEqual([
      [field, reason],
    ]);
  });

  test("a line nested beyond reason is refused like any other", () => {
    expect(readNative("[".repeat(200_000), usd)).toMatchObject({ mistakes: [{ field: "" }] });
  });
});

const schemaFile = join(import.meta.dir, "../../../shared/acp-spec/2026-04-17/json-schema/schema.feed.json");
if (!existsSync(schemaFile))
  process.stderr.write("native.test.ts: one test skipped, ACP's feed schema is not here\n");

test.skipIf(!existsSync(schemaFile))(
  "without what checkout adds, a line is a Product of ACP's feed",
  async () => {
    const ajv = addFormats(new Ajv2020({ strict: false }));
    const check = ajv.addSchema(await Bun.file(schemaFile).json(), "feed").getSchema("feed#/$defs/Product");
    if (!check) throw new Error("the schema has no Product");
    const { handle, brand, categories, tags, published, attributes, merchant_fields, ...product } =
      JSON.parse(writeNative(full, usd));
    expect([handle, brand, categories, tags, published, attributes, merchant_fields]).not.toContain(
      undefined,
    );
    const own = new Set(
      "sku sale stock backorder weight dimensions requires_shipping tax_class max_quantity".split(" "),
    );
    const variants = product.variants.map((variant: object) =>
      Object.fromEntries(Object.entries(variant).filter(([name]) => !own.has(name))),
    );
    check({ ...product, variants });
    expect(check.errors).toBeNull();
  },
);
