import { describe, expect, test } from "bun:test";
import { parse as parseCsv } from "csv-parse/sync";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { parquetReadObjects } from "hyparquet";
import { columnsByGeneration } from "../../src/feed/generations/tables.ts";
import { awkwardProducts } from "./awkward-products.ts";
import { built, expectedRows, flat, textIn, withoutEmpty } from "./builds.ts";
import { fullProduct, termsOf } from "./feed.ts";

const products = [...awkwardProducts(), fullProduct()];

describe.each(["openai-2025", "openai-2026-01", "openai-2026", "google"] as const)(
  "In generation %s",
  (generation) => {
    const expected = expectedRows(products, generation, termsOf());

    test("there are rows to be compared", () => {
      expect(expected.length).toBeGreaterThan(0);
    });

    test("every line of JSONL is a row", async () => {
      const lines = textIn(await built("jsonl", products, generation))
        .trimEnd()
        .split("\n");
      expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
    });

    test("JSON is the array of rows", async () => {
      expect(JSON.parse(textIn(await built("json", products, generation)))).toEqual(expected);
    });

    test("JSON with meta says whose feed it is beside the rows", async () => {
      const { meta, products: rows } = JSON.parse(textIn(await built("json-meta", products, generation)));
      expect(rows).toEqual(expected);
      expect(meta).toEqual({
        generation,
        seller_name: "Harbour Goods",
        seller_url: "https://harbour.example/",
        currency: "USD",
        language: "en",
        target_country: "US",
        generated_at: "2026-06-01T11:00:00.000Z",
      });
    });

    test("CSV has the rows under a header of all fields", async () => {
      const text = textIn(await built("csv", products, generation));
      expect(text.slice(0, text.indexOf("\r\n"))).toBe(
        columnsByGeneration[generation].map(({ name }) => name).join(","),
      );
      expect(withoutEmpty(parseCsv(text, { columns: true }))).toEqual(flat(expected));
    });

    test("TSV has the rows under a header of all fields", async () => {
      const text = textIn(await built("tsv", products, generation));
      expect(withoutEmpty(parseCsv(text, { columns: true, delimiter: "\t" }))).toEqual(flat(expected));
    });

    test("Parquet with zstd has the rows as texts", async () => {
      const bytes = await built("parquet", products, generation);
      const rows = await parquetReadObjects({
        file: Uint8Array.from(bytes).buffer,
        compressors: { ZSTD: (input) => Bun.zstdDecompressSync(input) },
      });
      expect(withoutEmpty(rows)).toEqual(flat(expected));
    });
  },
);

test("XML is RSS that a Google Merchant reader takes: Google's fields in its namespace, quotes in their parts", async () => {
  const text = textIn(await built("xml", products));
  expect(XMLValidator.validate(text)).toBeTrue();
  const parser = new XMLParser({
    parseTagValue: false,
    trimValues: false,
    ignoreAttributes: false,
    isArray: (name) => ["item", "g:shipping", "g:additional_image_link"].includes(name),
    htmlEntities: true,
  });
  const { rss } = parser.parse(text);
  expect(rss["@_version"]).toBe("2.0");
  expect(rss["@_xmlns:g"]).toBe("http://base.google.com/ns/1.0");
  expect([rss.channel.title, rss.channel.link]).toEqual(["Harbour Goods", "https://harbour.example/"]);
  const rows = rss.channel.item.map((item: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(item).flatMap(([name, value]) =>
        name.startsWith("g:") ? [[name.slice(2), readXml(value)]] : [],
      ),
    ),
  );
  expect(rows).toEqual(flat(expectedRows(products, "google", termsOf())));

  function readXml(value: unknown): string {
    if (!Array.isArray(value)) return String(value);
    return value.map((item) => (typeof item === "object" ? quoteOf(item) : String(item))).join(",");
  }

  function quoteOf(shipping: Record<string, string>): string {
    return ["country", "region", "service", "price"].map((part) => shipping[`g:${part}`] ?? "").join(":");
  }
});

test("A feed of nothing is a file that is valid in every format", async () => {
  expect(textIn(await built("jsonl", []))).toBe("");
  expect(JSON.parse(textIn(await built("json", [])))).toEqual([]);
  expect(JSON.parse(textIn(await built("json-meta", []))).products).toEqual([]);
  expect(XMLValidator.validate(textIn(await built("xml", [])))).toBeTrue();
  expect(parseCsv(textIn(await built("csv", [])), { columns: true })).toEqual([]);
  expect((await built("parquet", [])).byteLength).toBeGreaterThan(8);
});
