import { expect, test } from "bun:test";
import { nearest } from "../src/nearest.ts";

test.each([
  ["linen-shrit", ["linen-skirt", "linen-shirt", "canvas-tote"], ["linen-shirt", "linen-skirt"]],
  ["LINEN-SHIRT", ["linen-shirt"], ["linen-shirt"]],
  ["lineItems", ["line_items", "items", "buyer"], ["line_items"]],
  ["nothing-like-it", ["linen-shirt", "tote"], []],
  ["x", ["id"], []],
  ["", ["a"], []],
])("what %p may have meant of %p is %p", (word, known, meant) => {
  expect(nearest(word, known).slice(0, 2)).toEqual(meant);
});
