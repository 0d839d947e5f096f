import { expect, test } from "bun:test";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

const withCatalog = (table: string) => ({ shop: `${smallestShop}[catalog]\n${table}\n` });

test("without a source the catalogue is imported by hand", () => {
  expect(settingsOf({ shop: smallestShop }).catalog).toBeUndefined();
});

test.each(["https://shop.example/feed.xml", "/srv/exports"])("the source may be %s", (source) => {
  expect(settingsOf(withCatalog(`source = "${source}"`)).catalog).toEqual({
    location: source,
    format: "auto",
    interval: 3_600_000,
    sync: false,
    salesIncluded: false,
  });
});

test("everything can be said otherwise", () => {
  const table = 'source = "/srv"\nformat = "shopify"\nevery_minutes = 5\nsync = true\nsales_included = true';
  expect(settingsOf(withCatalog(table)).catalog).toMatchObject({
    format: "shopify",
    interval: 300_000,
    sync: true,
    salesIncluded: true,
  });
});

test.each([
  ['source = "exports/today.csv"', "shop.toml: catalog.source"],
  ['source = "ftp://shop.example/feed"', "shop.toml: catalog.source"],
  ['source = "/srv"\nformat = "excel"', "shop.toml: catalog.format"],
  ['source = "/srv"\nevery_minutes = 0', "shop.toml: catalog.every_minutes"],
  ['source = "/srv"\nsync = "yes"', "shop.toml: catalog.sync"],
  ['sources = "/srv"', "shop.toml: catalog.sources"],
])("%s is a mistake", (table, where) => {
  expect(mistakesIn(withCatalog(table))).toMatchObject([{ where }]);
});
