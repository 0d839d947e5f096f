import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeNative } from "../../src/catalog/native.ts";
import type { Currency } from "../../src/money.ts";
import { type ImportingShop, openImportingShop } from "./importing.ts";

const folder = join(import.meta.dir, "../../../shared/catalogs");
const here = existsSync(folder);
if (!here)
  process.stderr.write("real-exports.test.ts: skipped, there are no real exports beside the project\n");

let shop: ImportingShop;
beforeEach(() => {
  shop = openImportingShop();
});
afterEach(() => shop.close());

const read = (name: string) => Bun.file(join(folder, name)).text();

test.skipIf(!here)("a real Shopify export is taken with every product accounted for", async () => {
  const report = await shop.take(await read("shopify-apparel.csv"));
  expect(report).toMatchObject({
    format: "shopify",
    rows: 22,
    products: { added: 20, refused: 0, leftOut: 0 },
  });
  expect(await shop.catalog.count()).toEqual({ products: 20, variants: 22 });
  expect((await shop.product("classic-varsity-top"))?.variants).toMatchObject([
    { id: "classic-varsity-top-small", price: 6000, stock: null },
    { id: "classic-varsity-top-medium", price: 6000, stock: null },
    { id: "classic-varsity-top-large", price: 6000, stock: null },
  ]);
});

test.skipIf(!here)("a real WooCommerce export is taken with every product accounted for", async () => {
  const report = await shop.take(await read("woocommerce-sample.csv"));
  expect(report).toMatchObject({
    format: "woocommerce",
    rows: 24,
    // 15 products: 9 rows are their variations.
    products: { added: 13, refused: 0, leftOut: 2, unpublished: 1 },
    variants: 20,
  });
  expect(report.leftOut.map(({ line, value }) => [line, value])).toEqual([
    [17, "grouped"],
    [18, "external"],
  ]);
  // By their position; those without one in the order of the file.
  expect((await shop.product("742"))?.variants).toMatchObject([
    { id: "895", price: 4500 },
    { id: "897", price: 4500 },
    { id: "894", price: 4500 },
    { id: "758", price: 4500, sale: { price: 4200 } },
    { id: "759", price: 4500 },
    { id: "760", price: 4500 },
  ]);
});

test.skipIf(!here)("both come back unchanged from our own format", async () => {
  await shop.take(await read("shopify-apparel.csv"));
  await shop.take(await read("woocommerce-sample.csv"));
  const products = await shop.catalog.page(undefined, 100);
  const lines = products.map((product) => writeNative(product, "usd" as Currency));
  const report = await shop.take(lines.join("\n"));
  expect(report.products).toMatchObject({ added: 0, changed: 0, unchanged: 33, refused: 0 });
});

test.skipIf(!here)("a table of tax rates is no catalogue", async () => {
  expect(shop.take(await read("woocommerce-tax-rates.csv"))).rejects.toThrow(
    'Its first line has the columns "Country Code", "State Code"',
  );
});
