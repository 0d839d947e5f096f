import { describe, expect, test } from "bun:test";
import type { TaxRate } from "../../src/pricing/tax.ts";
import {
  amountOff,
  billOf,
  discountOf,
  freeShipping,
  lineOf,
  london,
  oakland,
  percentOff,
  price,
  rulesOf,
  taxRate,
  totalOf,
} from "./shop.ts";

const vat = taxRate("VAT", "20", { region: { country: "GB" } });
const rules = (rates: readonly TaxRate[] = [vat]) => rulesOf({ rates, pricesIncludeTax: true });

describe("prices that include tax, computed by hand", () => {
  const gst = taxRate("GST", "5");
  const compoundPst = taxRate("PST", "10", { priority: 2, compound: true });

  test.each<[string, number, number, TaxRate[], number, number]>([
    ["12.00 at 20 %", 1200, 1, [vat], 1000, 200],
    // 9.99 / 6 = 1.665: half up
    ["9.99 at 20 %", 999, 1, [vat], 832, 167],
    // 29.97 / 6 = 4.995: rounded once for the line, not for each unit (3 x 1.67 = 5.01)
    ["3 of 9.99 at 20 %", 999, 3, [vat], 2497, 500],
    // 115.50 holds GST 5.00 and PST 10.50
    ["115.50 with PST on GST", 11_550, 1, [gst, compoundPst], 10_000, 1550],
    ["12.00 without a rate", 1200, 1, [], 1200, 0],
    ["0.01 at 20 %", 1, 1, [vat], 1, 0],
  ])("%s", (_, unitPrice, quantity, rates, net, tax) => {
    const line = lineOf("goods", unitPrice, { quantity, requiresShipping: false });
    const priced = price([line], rules(rates), { destination: london });
    expect(priced.lines[0]?.amounts as unknown).toEqual({
      base: net,
      discount: 0,
      subtotal: net,
      tax,
      total: unitPrice * quantity,
    });
  });
});

test("the buyer pays the listed prices of goods and shipping, wherever they go", () => {
  const lines = [lineOf("shirt", 1999, { quantity: 3 }), lineOf("cap", 995)];
  for (const destination of [london, oakland]) {
    const priced = price(lines, rules(), { destination });
    expect(totalOf(priced, "total").amount as number).toBe(3 * 1999 + 995 + 500);
  }
});

test("the bill shows net amounts that add up with the tax", () => {
  const priced = price([lineOf("shirt", 1200)], rules(), { destination: london });
  expect(billOf(priced)).toEqual({
    items_base_amount: 1000,
    subtotal: 1000,
    fulfillment: 417,
    tax: 283,
    total: 1700,
  });
  expect(totalOf(priced, "tax").description).toBe("Included in the listed prices.");
});

test("before an address is known the listed price is the price", () => {
  const priced = price([lineOf("shirt", 1200)], rules(), { destination: undefined });
  expect(billOf(priced)).toEqual({ items_base_amount: 1200, subtotal: 1200, tax: 0, total: 1200 });
});

describe("a discount takes off what it says, tax included", () => {
  test("a fixed amount", () => {
    const priced = price([lineOf("shirt", 3600)], rules(), {
      destination: london,
      discounts: [discountOf("six", amountOff(600), { code: "SIX" })],
    });
    // 36.00 - 6.00 = 30.00, of which 5.00 is tax; net 30.00 - 5.00 = 25.00
    expect(billOf(priced)).toEqual({
      items_base_amount: 3000,
      items_discount: 500,
      subtotal: 2500,
      fulfillment: 417,
      tax: 583,
      total: 3500,
    });
    expect(priced.appliedDiscounts[0]?.amount as number).toBe(500);
  });

  test("two that share a net cent", () => {
    const priced = price([lineOf("shirt", 1000)], rules(), {
      destination: london,
      discounts: [discountOf("a", amountOff(1)), discountOf("b", percentOff("10"), { priority: 2 })],
    });
    // 10.00 - 0.01 - 1.00 = 8.99; net 8.33 - 7.49 = 0.84, shared 1 to 100
    expect(priced.lines[0]?.amounts as unknown).toEqual({
      base: 833,
      discount: 84,
      subtotal: 749,
      tax: 150,
      total: 899,
    });
    expect(priced.appliedDiscounts.map(({ amount }) => amount) as number[]).toEqual([1, 83]);
  });

  test("free shipping", () => {
    const priced = price([lineOf("shirt", 1200)], rules(), {
      destination: london,
      discounts: [discountOf("free", freeShipping)],
    });
    expect(totalOf(priced, "total").amount as number).toBe(1200);
    expect(priced.appliedDiscounts[0]?.amount as number).toBe(417);
  });
});
