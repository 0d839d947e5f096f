import { expect, test } from "bun:test";
import { readNative, writeNative } from "../../src/catalog/native.ts";
import { demoCatalog, demoPicture } from "../../src/demo/catalog.ts";
import type { Currency } from "../../src/money.ts";

const catalogue = demoCatalog("https://shop.example");
const variants = catalogue.flatMap((product) => product.variants);

test("there is enough to try a shop with: variants, digital, untracked, on backorder and sold out", () => {
  expect(catalogue.length).toBeGreaterThanOrEqual(8);
  expect(catalogue.some((product) => product.variants.length > 1)).toBe(true);
  expect(variants.some((variant) => !variant.requiresShipping)).toBe(true);
  expect(variants.some((variant) => variant.requiresShipping && variant.stock === null)).toBe(true);
  expect(variants.some((variant) => variant.backorder && variant.stock === 0)).toBe(true);
  expect(variants.some((variant) => !variant.backorder && variant.stock === 0)).toBe(true);
});

test("what the README buys is there and in stock", () => {
  for (const id of ["canvas-tote", "linen-shirt-small", "gift-card-25"]) {
    const variant = variants.find((candidate) => String(candidate.id) === id);
    expect(variant).toBeDefined();
    expect(variant?.stock).not.toBe(0);
  }
});

test("no two products and no two variants share an id", () => {
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  expect(new Set(variants.map(({ id }) => id)).size).toBe(variants.length);
});

test("it is a catalogue like any merchant's, and reads back from the native format", () => {
  for (const product of catalogue) {
    expect(readNative(writeNative(product, "usd" as Currency), "usd" as Currency)).toEqual({ product });
  }
});

test("every product has a picture that the shop itself can show", () => {
  for (const product of catalogue) {
    expect(product.media[0]?.url).toBe(`https://shop.example/demo/${product.handle}.svg`);
    expect(demoPicture(product.handle ?? "")).toStartWith('<svg xmlns="http://www.w3.org/2000/svg"');
    expect(demoPicture(product.handle ?? "")).not.toMatch(/&(?!amp;)/);
  }
  expect(demoPicture("nothing")).toBeUndefined();
});
