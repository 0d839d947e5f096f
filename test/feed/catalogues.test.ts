import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { XMLParser } from "fast-xml-parser";
import { parquetReadObjects } from "hyparquet";
import type { FeedValue } from "../../src/feed/generations/column.ts";
import { openTerminal, type TestTerminal } from "../cli/terminal.ts";
import { flat, withoutEmpty } from "./builds.ts";

/** What a merchant without brands and handles in the catalogue has to say. */
const shopFile = `
name = "Harbour Goods"
currency = "usd"
timezone = "America/New_York"
product_url = "https://harbour.example/products/{handle}"
[links]
terms_of_use = "https://harbour.example/terms"
privacy_policy = "https://harbour.example/privacy"
return_policy = "https://harbour.example/returns"
[origin]
country = "US"
city = "Albany"
postal_code = "12201"
`;

const own = ["shopify.csv", "woocommerce.csv", "google.tsv"].map((name) => ({
  name,
  path: join(import.meta.dir, "../catalog/fixtures", name),
}));
/** Real shops' exports, kept beside the project and not in it. */
const real = ["shopify-apparel.csv", "woocommerce-sample.csv"].map((name) => ({
  name,
  path: join(import.meta.dir, "../../../shared/catalogs", name),
}));

for (const { path } of real) {
  if (!existsSync(path)) process.stderr.write(`skipped, for want of a real catalogue at ${path}: its feed\n`);
}

const formats = ["jsonl", "csv", "tsv", "xml", "json", "parquet", "acp"];

/** A shop with a catalogue imported, and its feed in every format. */
async function feedOf(path: string): Promise<TestTerminal> {
  const terminal = openTerminal();
  terminal.file("shop.toml", shopFile);
  await terminal.run("catalog", "import", path);
  const built = await terminal.run("feed", "build", "--format", formats.join(","), "--out", "out");
  expect(built.code).toBe(0);
  return terminal;
}

describe.each([...own, ...real].filter(({ path }) => existsSync(path)))("The feed of $name", ({ path }) => {
  test("has the same rows in every format", async () => {
    const terminal = await feedOf(path);
    const file = (name: string) => Bun.file(join(terminal.directory, "out", name));
    const rows: Record<string, FeedValue>[] = await file("feed.json").json();
    expect(rows.length).toBeGreaterThan(1);
    const lines = (await file("feed.jsonl").text()).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
    const table = flat(rows);
    expect(withoutEmpty(parseCsv(await file("feed.csv").text(), { columns: true }))).toEqual(table);
    expect(withoutEmpty(parseCsv(await file("feed.tsv").text(), { columns: true, delimiter: "\t" }))).toEqual(
      table,
    );
    const parquet = await parquetReadObjects({
      file: await file("feed.parquet").arrayBuffer(),
      compressors: { ZSTD: (input) => Bun.zstdDecompressSync(input) },
    });
    expect(withoutEmpty(parquet)).toEqual(table);
    const ids = rows.map((row) => row["item_id"]);
    const { rss } = new XMLParser({ parseTagValue: false }).parse(await file("feed.xml").text());
    expect(rss.channel.item.map((item: Record<string, string>) => item["g:id"])).toEqual(ids);
    const products = (await file("products.jsonl").text()).trimEnd().split("\n");
    expect(products.flatMap((line) => JSON.parse(line).variants.map(({ id }: { id: string }) => id))).toEqual(
      ids,
    );
  });

  test("is read back from Google's XML as the same offers", async () => {
    const terminal = await feedOf(path);
    const other = openTerminal();
    other.file("shop.toml", shopFile);
    const imported = await other.run("catalog", "import", join(terminal.directory, "out/feed.xml"));
    expect(imported).toMatchObject({ code: 0 });
    const again = await other.run("feed", "build", "--format", "json", "--out", "again");
    expect(again.code).toBe(0);
    const offers = async (directory: string, file: string) => {
      const rows: Record<string, unknown>[] = await Bun.file(join(directory, file)).json();
      // Google has no word for what is ordered before it comes.
      const kept = rows.map(({ item_id, price, sale_price, availability, brand, url, image_url, gtin }) => ({
        item_id,
        price,
        sale_price,
        availability: availability === "backorder" ? "in_stock" : availability,
        ...{ brand, url, image_url, gtin },
      }));
      return kept.toSorted((one, other) => String(one.item_id).localeCompare(String(other.item_id)));
    };
    expect(await offers(other.directory, "again/feed.json")).toEqual(
      await offers(terminal.directory, "out/feed.json"),
    );
  });
});
