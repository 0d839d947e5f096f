import { describe, expect, test } from "bun:test";
import type { GrantedDiscount } from "../../src/pricing/discount.ts";
import {
  amountOff,
  billOf,
  discountOf,
  flat,
  freeShipping,
  lineOf,
  optionTotals,
  percentOff,
  price,
  rulesOf,
  shippingRate,
  taxRate,
  totalOf,
} from "./shop.ts";

const shirts = lineOf("shirts", 2500, { quantity: 2 });
const trousers = lineOf("trousers", 6000);

/** What each line still costs after the discounts. */
function left(discounts: readonly GrantedDiscount[], lines = [shirts, trousers]): number[] {
  return price(lines, rulesOf(), { discounts }).lines.map(({ amounts }) => amounts.subtotal);
}

describe("computed by hand", () => {
  test.each<[string, GrantedDiscount[], number[]]>([
    // the protocol's example of a percentage: 20 % of 50.00 and 60.00
    ["a percentage off every line", [discountOf("summer", percentOff("20"))], [4000, 4800]],
    [
      "a percentage off some lines",
      [discountOf("shirts", percentOff("20"), { lines: ["shirts"] })],
      [4000, 6000],
    ],
    // 10.00 over 50 : 60 is 4.545… and 5.454…
    ["an amount over every line, in proportion", [discountOf("ten", amountOff(1000))], [4545, 5455]],
    ["an amount off some lines", [discountOf("ten", amountOff(1000), { lines: ["trousers"] })], [5000, 5000]],
    [
      "an amount larger than its lines",
      [discountOf("hundred", amountOff(10_000), { lines: ["trousers"] })],
      [5000, 0],
    ],
    ["a percentage above hundred", [discountOf("all", percentOff("150"))], [0, 0]],
    ["lines that are not there", [discountOf("hats", amountOff(1000), { lines: ["hats"] })], [5000, 6000]],
    // first 10.00 as above, then 20 % of 45.45 (9.09) and 54.55 (10.91)
    [
      "each off what those before it left, by priority",
      [
        discountOf("then", percentOff("20"), { priority: 2 }),
        discountOf("first", amountOff(1000), { priority: 1 }),
      ],
      [3636, 4364],
    ],
    // 20 % first: 40.00 and 48.00; then 10.00 over 40 : 48 is 4.545… and 5.454…
    [
      "the other way round",
      [
        discountOf("then", amountOff(1000), { priority: 2 }),
        discountOf("first", percentOff("20"), { priority: 1 }),
      ],
      [3545, 4255],
    ],
    [
      "of one priority the earlier first",
      [discountOf("first", amountOff(1000)), discountOf("then", percentOff("50"), { lines: ["trousers"] })],
      [4545, 2727],
    ],
    [
      "nothing is left to take",
      [discountOf("all", percentOff("100")), discountOf("more", amountOff(500))],
      [0, 0],
    ],
  ])("%s", (_, discounts, amounts) => {
    expect(left(discounts)).toEqual(amounts);
  });

  test("a percentage is rounded half up on each line", () => {
    // 15 % of 0.90 is 0.135 and of 1.10 is 0.165
    expect(left([discountOf("d", percentOff("15"))], [lineOf("a", 90), lineOf("b", 110)])).toEqual([76, 93]);
  });
});

test("tax is on what is left", () => {
  const priced = price([shirts], rulesOf({ rates: [taxRate("Tax", "10")] }), {
    discounts: [discountOf("ten", amountOff(1000))],
  });
  expect(priced.lines[0]?.amounts as unknown).toEqual({
    base: 5000,
    discount: 1000,
    subtotal: 4000,
    tax: 400,
    total: 4400,
  });
});

describe("what is said of it", () => {
  const discounts = [
    discountOf("Ten off", amountOff(1000), { code: "ten" }),
    discountOf("Summer", percentOff("20"), { priority: 2 }),
    discountOf("Free shipping", freeShipping, { priority: 3, code: "SHIP" }),
  ];
  const priced = price([shirts, trousers], rulesOf(), { discounts });

  test("each discount names where its amount went", () => {
    expect(
      priced.appliedDiscounts.map(({ discount, amount, allocations }) => ({
        name: discount.name,
        amount,
        allocations,
      })) as unknown,
    ).toEqual([
      {
        name: "Ten off",
        amount: 1000,
        allocations: [
          { to: "line_item", lineItemId: "shirts", amount: 455 },
          { to: "line_item", lineItemId: "trousers", amount: 545 },
        ],
      },
      {
        name: "Summer",
        amount: 2000,
        allocations: [
          { to: "line_item", lineItemId: "shirts", amount: 909 },
          { to: "line_item", lineItemId: "trousers", amount: 1091 },
        ],
      },
      { name: "Free shipping", amount: 500, allocations: [{ to: "fulfillment", amount: 500 }] },
    ]);
  });

  test("each line names its discounts", () => {
    expect(priced.lines[0]?.discountDetails as unknown).toEqual([
      { code: "ten", type: "fixed", amount: 455, description: "Ten off", source: "coupon" },
      { code: undefined, type: "percentage", amount: 909, description: "Summer", source: "automatic" },
    ]);
  });

  test("the bill shows them as one row", () => {
    expect(billOf(priced)).toEqual({
      items_base_amount: 11_000,
      items_discount: 3000,
      subtotal: 8000,
      fulfillment: 0,
      tax: 0,
      total: 8000,
    });
  });

  test("one that found nothing to take off stands there with nothing", () => {
    const none = price([shirts], rulesOf(), {
      discounts: [discountOf("hats", amountOff(100), { lines: ["hats"] })],
    });
    expect(none.appliedDiscounts[0]).toMatchObject({ amount: 0, allocations: [] });
    expect(none.totals.map(({ type }) => type)).not.toContain("items_discount");
  });
});

describe("free shipping", () => {
  const free = discountOf("free", freeShipping);

  test("makes every option free, and the first option stays selected among equals", () => {
    const priced = price([shirts], rulesOf(), { discounts: [free] });
    expect(optionTotals(priced)).toEqual({ standard: 0, express: 0 });
    expect(priced.selections[0]?.optionId).toBe("standard");
  });

  test("takes off what the selected option would have cost", () => {
    const priced = price([shirts], rulesOf(), { discounts: [free], wanted: [{ optionId: "express" }] });
    expect(priced.appliedDiscounts[0]?.amount as number).toBe(1500);
  });

  test("is taken off once", () => {
    const priced = price([shirts], rulesOf(), { discounts: [free, discountOf("again", freeShipping)] });
    expect(priced.appliedDiscounts.map(({ amount }) => amount) as number[]).toEqual([500, 0]);
  });

  test("of some lines needs all that is shipped to be among them", () => {
    const forShirts = discountOf("free", freeShipping, { lines: ["shirts"] });
    const song = lineOf("song", 100, { requiresShipping: false });
    expect(optionTotals(price([shirts, song], rulesOf(), { discounts: [forShirts] }))).toMatchObject({
      standard: 0,
    });
    expect(optionTotals(price([shirts, trousers], rulesOf(), { discounts: [forShirts] }))).toMatchObject({
      standard: 500,
    });
  });

  test("before an address is known has nothing to take off yet", () => {
    const priced = price([shirts], rulesOf(), { discounts: [free], destination: undefined });
    expect(priced.appliedDiscounts).toMatchObject([{ amount: 0, allocations: [] }]);
  });
});

test("discounts count before shipping is free above an amount", () => {
  const rules = rulesOf({
    shipping: { zones: [{ name: "all", rates: [shippingRate("standard", flat(500, 5000))] }] },
  });
  expect(totalOf(price([shirts], rules), "fulfillment").amount as number).toBe(0);
  const discounted = price([shirts], rules, { discounts: [discountOf("one", amountOff(1))] });
  expect(totalOf(discounted, "fulfillment").amount as number).toBe(500);
});
