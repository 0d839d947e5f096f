import { expect, test } from "bun:test";
import { minor, type PartsPerMillion } from "../../src/money.ts";
import { taxPartsOf } from "../../src/pricing/tax-parts.ts";

const share = (jurisdiction: string, rate: number, amount: number) => ({
  jurisdiction,
  rate: rate as PartsPerMillion,
  amount: minor(amount),
});

test("a row of tax says what goes to each jurisdiction, and at which rate", () => {
  expect(taxPartsOf({ breakdown: [share("California", 72_500, 348), share("Alameda", 10_000, 48)] })).toEqual(
    [
      { words: "of which California, 7.25 %", amount: minor(348) },
      { words: "of which Alameda, 1 %", amount: minor(48) },
    ],
  );
});

test("a share whose rate nobody told is named without one, and a share of nothing not at all", () => {
  expect(taxPartsOf({ breakdown: [share("Oregon", 0, 12), share("Salem", 10_000, 0)] })).toEqual([
    { words: "of which Oregon", amount: minor(12) },
  ]);
});

test("any other row has no parts", () => {
  expect(taxPartsOf({})).toEqual([]);
});
