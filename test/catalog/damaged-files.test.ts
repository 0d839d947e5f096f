import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { FileRefused } from "../../src/catalog/import/refusal.ts";
import { writeNative } from "../../src/catalog/native.ts";
import type { Currency } from "../../src/money.ts";
import { fixture, type ImportingShop, openImportingShop } from "./importing.ts";
import { productOf } from "./products.ts";

let shop: ImportingShop;
beforeAll(() => {
  shop = openImportingShop();
});
afterAll(() => shop.close());

const files: Readonly<Record<string, () => Promise<string>>> = {
  shopify: () => fixture("shopify.csv"),
  woocommerce: () => fixture("woocommerce.csv"),
  "google, table": () => fixture("google.tsv"),
  "google, XML": () => fixture("google.xml"),
  jsonl: async () => `${writeNative(productOf("a"), "usd" as Currency)}\n`.repeat(3),
};

/** A piece of the file taken out, doubled, or replaced by something that means something to a parser. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(40),
  instead: fc.oneof(
    fc.constantFrom(
      "",
      '"',
      '""',
      ",",
      "\n",
      "\r\n",
      "\t",
      "<",
      "</",
      "<!DOCTYPE x>",
      "&amp;",
      "{",
      "}",
      "\\",
      "\0",
    ),
    fc.constantFrom(
      "__proto__",
      "constructor",
      "9".repeat(400),
      "-",
      "1e9",
      "\ud800",
      "\u202e",
      "=cmd|'/c'!A1",
    ),
    fc.string(),
  ),
});

test.each(Object.keys(files))(
  "however a file is damaged (%s), it is taken or refused with a reason",
  async (name) => {
    const whole = (await files[name]?.()) ?? "";
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        let text = whole;
        for (const { at, length, instead } of damages) {
          const from = Math.floor(at * text.length);
          text = text.slice(0, from) + instead + text.slice(from + length);
        }
        try {
          const report = await shop.take(text, { dryRun: true });
          expect(report.products.added).toBeGreaterThan(0);
          for (const { line, reason } of [...report.refused, ...report.leftOut]) {
            expect(line).toBeGreaterThan(0);
            expect(reason).not.toBe("");
          }
        } catch (error) {
          expect(error).toBeInstanceOf(FileRefused);
        }
      }),
      { numRuns: 150 },
    );
    expect(await shop.catalog.count()).toEqual({ products: 0, variants: 0 });
  },
);
