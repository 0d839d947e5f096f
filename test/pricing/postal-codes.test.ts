import { describe, expect, test } from "bun:test";
import { comparablePostalCode, PostalIndex, parsePostalPattern } from "../../src/pricing/postal-codes.ts";

describe("a postal pattern", () => {
  test.each([
    ["94107", { kind: "code", code: "94107" }],
    ["sw1a 1aa", { kind: "code", code: "SW1A1AA" }],
    ["941*", { kind: "prefix", prefix: "941" }],
    ["SW1 *", { kind: "prefix", prefix: "SW1" }],
    ["*", { kind: "prefix", prefix: "" }],
    ["94000...94999", { kind: "range", from: "94000", to: "94999" }],
    ["01000-000 ... 05999-999", { kind: "range", from: "01000000", to: "05999999" }],
    ["01310-100", { kind: "code", code: "01310100" }],
    ["94107...94107", { kind: "range", from: "94107", to: "94107" }],
  ] as const)("%p is read", (text, pattern) => {
    expect(parsePostalPattern(text)).toEqual(pattern);
  });

  test.each([
    "",
    "  ",
    "9*4",
    "**",
    "94999...94000",
    "9400...94999",
    "1...2...3",
    "94*...95*",
    "94107;94108",
    "94000-94999",
    "94000 - 94999",
    "…",
  ])("%p is refused", (text) => {
    expect(parsePostalPattern(text)).toBeUndefined();
  });
});

test.each([
  ["GB", "sw1a 1aa", "SW1A1AA"],
  ["US", "94107-1234", "94107"],
  ["US", "94107", "94107"],
  ["BR", "01310-100", "01310100"],
  ["IE", "", ""],
])("in %s the code %p is compared as %p", (country, code, comparable) => {
  expect(comparablePostalCode(country, code)).toBe(comparable);
});

describe("the index", () => {
  const patterns = [
    "94107",
    "941*",
    "9*",
    "94000...94999",
    "94100...94110",
    "94107...94107",
    "90000...90010",
    "*",
  ];
  const index = new PostalIndex(
    patterns.map((text) => {
      const pattern = parsePostalPattern(text);
      if (!pattern) throw new Error(text);
      return { pattern, value: text };
    }),
  );

  test.each([
    ["94107", ["94107", "941*", "9*", "94000...94999", "94100...94110", "94107...94107", "*"]],
    ["94110", ["941*", "9*", "94000...94999", "94100...94110", "*"]],
    ["94111", ["941*", "9*", "94000...94999", "*"]],
    ["90000", ["9*", "90000...90010", "*"]],
    ["90011", ["9*", "*"]],
    ["9410", ["941*", "9*", "*"]],
    ["941070", ["941*", "9*", "*"]],
    ["", ["*"]],
  ])("finds for %p what holds for it", (code, held) => {
    const found: string[] = [];
    index.collect(code, found);
    expect(found.sort()).toEqual([...held].sort());
  });
});
