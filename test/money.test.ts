import { describe, expect, test } from "bun:test";
import {
  allocate,
  type Currency,
  decimalsOf,
  formatForPeople,
  formatMajor,
  formatPercent,
  minor,
  type PartsPerMillion,
  parseCurrency,
  parseMajor,
  parsePercent,
  scale,
  sum,
  times,
} from "../src/money.ts";

const usd = "usd" as Currency;
const jpy = "jpy" as Currency;
const kwd = "kwd" as Currency;

describe("an amount in major units", () => {
  test.each([
    ["12.50", usd, 1250],
    ["12.5", usd, 1250],
    ["12", usd, 1200],
    ["12.", usd, 1200],
    [" 0.07 ", usd, 7],
    ["-3.5", usd, -350],
    ["-0", usd, 0],
    ["1.100", usd, 110],
    ["1299", jpy, 1299],
    ["1299.00", jpy, 1299],
    ["1.234", kwd, 1234],
    ["0.5", kwd, 500],
    ["90071992547409.91", usd, Number.MAX_SAFE_INTEGER],
  ])("%p in %s is read as %i minor units", (text, currency, amount) => {
    expect(parseMajor(text, currency)).toBe(minor(amount));
  });

  test.each([
    ["", usd],
    ["twelve", usd],
    ["1,299.00", usd],
    ["1.299,00", usd],
    ["$12", usd],
    ["+12", usd],
    ["12-", usd],
    [".50", usd],
    ["1e3", usd],
    ["12.505", usd],
    ["1299.5", jpy],
    ["1.2345", kwd],
    ["90071992547409.92", usd],
    ["1234567890123456", usd],
  ])("%p in %s is refused", (text, currency) => {
    expect(parseMajor(text, currency)).toBeUndefined();
  });

  test.each([
    [1250, usd, "12.50", "$12.50"],
    [7, usd, "0.07", "$0.07"],
    [-350, usd, "-3.50", "-$3.50"],
    [0, usd, "0.00", "$0.00"],
    [1250, jpy, "1250", "¥1,250"],
    [1250, kwd, "1.250", "KWD 1.250"],
    [5, kwd, "0.005", "KWD 0.005"],
    [1250, "iqd" as Currency, "1.250", "IQD 1.250"],
  ])("%i of %s is written %s, for people %s", (amount, currency, plain, forPeople) => {
    expect(formatMajor(minor(amount), currency)).toBe(plain);
    expect(formatForPeople(minor(amount), currency).replace(/\u00a0/g, " ")).toBe(forPeople);
  });

  test("has the decimals that ISO 4217 gives its currency", () => {
    const differing = Intl.supportedValuesOf("currency").flatMap((code) => {
      const options = new Intl.NumberFormat("en", { style: "currency", currency: code }).resolvedOptions();
      const ours = decimalsOf(code.toLowerCase() as Currency);
      return ours === options.maximumFractionDigits ? [] : [[code, ours]];
    });
    // A unit of account with four decimals that the runtime does not know of.
    expect(differing).toEqual([["UYW", 4]]);
    expect(["isk", "ugx", "jpy", "usd", "kwd", "clf"].map((code) => decimalsOf(code as Currency))).toEqual([
      0, 0, 0, 2, 3, 4,
    ]);
  });

  test("a fraction of a minor unit is never an amount", () => {
    expect(() => minor(10.5)).toThrow(RangeError);
    expect(() => minor(Number.NaN)).toThrow(RangeError);
    expect(() => minor(2 ** 53)).toThrow("9007199254740992 is not a whole number of minor units");
  });

  test("sums and products that leave the safe integers are refused, not rounded", () => {
    const most = minor(Number.MAX_SAFE_INTEGER);
    expect(() => sum([most, minor(1)])).toThrow(RangeError);
    expect(() => times(most, 2)).toThrow(RangeError);
    expect(() => scale(most, 2, 1)).toThrow(RangeError);
  });
});

test.each([
  ["USD", "usd"],
  [" eur ", "eur"],
  ["xyz", undefined],
  ["", undefined],
])("the currency %p is read as %p", (text, currency) => {
  expect(parseCurrency(text)).toBe(currency as Currency | undefined);
});

describe("a percentage", () => {
  test.each([
    ["8.25", 82_500, "8.25"],
    ["8.2500 %", 82_500, "8.25"],
    ["20%", 200_000, "20"],
    ["0", 0, "0"],
    ["9.975", 99_750, "9.975"],
    ["0.0001", 1, "0.0001"],
    ["1.00000", 10_000, "1"],
  ])("%p is %i parts per million, written %s", (text, parts, written) => {
    expect(parsePercent(text)).toBe(parts as PartsPerMillion);
    expect(formatPercent(parts as PartsPerMillion)).toBe(written);
  });

  test.each(["", "-5", "8,25", "0.00001", "12345", "%"])("%p is refused", (text) => {
    expect(parsePercent(text)).toBeUndefined();
  });
});

describe("scaling", () => {
  test.each([
    [1000, 72_500, 1_000_000, 73, "72.5 is half: up"],
    [1010, 50_000, 1_000_000, 51, "50.5 is half: up"],
    [1009, 50_000, 1_000_000, 50, "50.45 is under half"],
    [-1000, 72_500, 1_000_000, -73, "away from zero on the other side"],
    [1, 1, 3, 0, "a third"],
    [2, 1, 3, 1, "two thirds"],
    [0, 5, 7, 0, "nothing of nothing"],
  ])("%i x %i / %i is %i: %s", (amount, numerator, denominator, result) => {
    expect(scale(minor(amount), numerator, denominator)).toBe(minor(result));
  });

  test("stays exact where the product leaves the safe integers", () => {
    expect(scale(minor(9_007_199_254_740_991), 999_999, 1_000_000)).toBe(minor(9_007_190_247_541_736));
    expect(scale(minor(-9_007_199_254_740_991), 1n, 2n)).toBe(minor(-4_503_599_627_370_496));
  });
});

describe("allocation", () => {
  test.each([
    [100, [1, 1, 1], [34, 33, 33], "the odd unit goes to the first of equals"],
    [100, [5000, 6000], [45, 55], "45.45 and 54.54: the larger remainder gets it"],
    [2, [1, 3], [0, 2], "0.5 and 1.5: of equal remainders the larger weight's"],
    [2, [3, 1], [2, 0], "in whichever order"],
    [5, [0, 0], [3, 2], "with no weights at all it is shared equally"],
    [5, [0, 7], [0, 5], "no weight, no part"],
    [0, [3, 4], [0, 0], "nothing to share"],
    [-100, [1, 1, 1], [-34, -33, -33], "what is taken back is shared alike"],
    [7, [3, 4], [3, 4], "whole shares stay as they are"],
    [5, [], [], "nobody to share among"],
  ])("%i among %p is %p: %s", (total, weights, parts) => {
    expect(allocate(minor(total), weights)).toEqual(parts.map(minor));
  });

  test("sums even where products leave the safe integers", () => {
    const total = minor(9_007_199_254_740_991);
    expect(allocate(total, [9_007_199_254_740_991, 9_007_199_254_740_990, 3])).toEqual(
      [4_503_599_627_370_495, 4_503_599_627_370_495, 1].map(minor),
    );
  });
});
