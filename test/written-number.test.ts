import { expect, test } from "bun:test";
import fc from "fast-check";
import { readWrittenNumber } from "../src/written-number.ts";

test.each([
  ["12", "12"],
  ["12.50", "12.50"],
  ["12,50", "12.50"],
  ["0,4", "0.4"],
  ["0,250", "0.250"],
  ["0.250", "0.250"],
  [".5", "0.5"],
  ["12.", "12"],
  ["-3", "-3"],
  ["1299", "1299"],
  ["1,299.00", "1299.00"],
  ["1.299,00", "1299.00"],
  ["1,299,000", "1299000"],
  ["1.299.000", "1299000"],
  ["1,00,000.50", "100000.50"],
  ["1 299", "1299"],
  ["1\u202f299,00", "1299.00"],
  ["1'299.50", "1299.50"],
  ["19,0000", "19.0000"],
  ["1500.000", "1500.000"],
])("%s is %s", (text, decimal) => {
  expect(readWrittenNumber(text, 2)).toEqual({ kind: "number", decimal });
});

test.each(["1,500", "1.500", "12.345", "999,000", "-1,500"])("%s could be two numbers", (text) => {
  expect(readWrittenNumber(text, 2)).toMatchObject({ kind: "ambiguous" });
});

test("both readings of an ambiguous number are told", () => {
  expect(readWrittenNumber("1,500", 0)).toEqual({ kind: "ambiguous", readings: ["1500", "1.5"] });
});

test("a point before three digits is a decimal one where three decimals are written, a comma is not", () => {
  expect(readWrittenNumber("1.250", 3)).toEqual({ kind: "number", decimal: "1.250" });
  expect(readWrittenNumber("1,250", 3)).toMatchObject({ kind: "ambiguous" });
});

test.each([
  "",
  "-",
  ".",
  ",",
  "1,2,3",
  "1.2.3",
  "1,,2",
  "12,34,56",
  "1 2",
  "12 ",
  "1.299,00,00",
  "1e3",
  "0x10",
  "½",
  "１",
])("%p is no number, or one with spaces around it", (text) => {
  expect(readWrittenNumber(text, 2)).toEqual(
    text.trim() === "12" ? { kind: "number", decimal: "12" } : undefined,
  );
});

test("every number written with separators of thousands and two decimals is read as it was meant", () => {
  const cents = fc.integer({ min: -99_999_999_999, max: 99_999_999_999 });
  fc.assert(
    fc.property(cents, fc.constantFrom("en-US", "de-DE", "fr-FR", "de-CH", "en-IN"), (amount, locale) => {
      const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(amount / 100);
      const read = readWrittenNumber(text, 2);
      expect(read?.kind === "number" ? Number(read.decimal) : read).toBe(amount / 100);
    }),
  );
});
