import { describe, expect, test } from "bun:test";
import { instant } from "../../src/clock.ts";
import { buyerKeyOf, type Discount } from "../../src/discounts/discount.ts";
import { type CartToDiscount, grantDiscounts, MAX_CODES } from "../../src/discounts/grant.ts";
import type { DiscountReader } from "../../src/discounts/stores.ts";
import { asId, type DiscountId, type LineItemId, type ProductId } from "../../src/ids.ts";
import { type Currency, minor, type PartsPerMillion } from "../../src/money.ts";
import { discountOf } from "./discounts.ts";

const now = instant(Date.parse("2026-06-01T12:00:00Z"));

const cart: CartToDiscount = {
  currency: "usd" as Currency,
  lines: [
    {
      id: asId<LineItemId>("li_shirt"),
      productId: asId<ProductId>("shirt"),
      categories: [{ value: "Clothing > Shirts" }],
      unitPrice: minor(4800),
      quantity: 2,
    },
    {
      id: asId<LineItemId>("li_mug"),
      productId: asId<ProductId>("mug"),
      categories: [{ value: "Kitchen" }],
      unitPrice: minor(1200),
      quantity: 1,
    },
  ],
};

/** Discounts in a list, with the uses a test says they have. */
function reader(
  discounts: readonly Discount[],
  uses: { total: number; byBuyer: number } = { total: 0, byBuyer: 0 },
) {
  const lookedUp: string[] = [];
  const store: DiscountReader = {
    async byCode(code) {
      lookedUp.push(code);
      return discounts.find((each) => each.code === code);
    },
    async automatic() {
      return discounts.filter((each) => each.code === undefined);
    },
    async uses(_, buyer) {
      return buyer === undefined ? { ...uses, byBuyer: 0 } : uses;
    },
  };
  return { store, lookedUp };
}

describe("a code", () => {
  const cases: [string, Partial<Discount>, { total: number; byBuyer: number }, string | undefined][] = [
    ["holds", {}, { total: 0, byBuyer: 0 }, undefined],
    ["has not begun", { startsAt: instant(now + 1) }, { total: 0, byBuyer: 0 }, "discount_code_invalid"],
    ["begins now", { startsAt: now }, { total: 0, byBuyer: 0 }, undefined],
    ["ends now", { endsAt: now }, { total: 0, byBuyer: 0 }, "discount_code_expired"],
    ["is disabled", { disabled: true }, { total: 0, byBuyer: 0 }, "discount_code_invalid"],
    ["is used up", { limits: { total: 5 } }, { total: 5, byBuyer: 0 }, "discount_code_usage_limit_reached"],
    ["has one use left", { limits: { total: 5 } }, { total: 4, byBuyer: 0 }, undefined],
    [
      "is used up by the buyer",
      { limits: { perBuyer: 1 } },
      { total: 1, byBuyer: 1 },
      "discount_code_usage_limit_reached",
    ],
    [
      "needs more goods",
      { minimumSubtotal: minor(10_801) },
      { total: 0, byBuyer: 0 },
      "discount_code_minimum_not_met",
    ],
    ["needs just these goods", { minimumSubtotal: minor(10_800) }, { total: 0, byBuyer: 0 }, undefined],
    [
      "is for other goods",
      { scope: { products: [asId("hat")] } },
      { total: 0, byBuyer: 0 },
      "discount_code_user_ineligible",
    ],
    [
      "counts only its goods towards its minimum",
      { scope: { categories: ["Kitchen"] }, minimumSubtotal: minor(1201) },
      { total: 0, byBuyer: 0 },
      "discount_code_minimum_not_met",
    ],
  ];
  test.each(cases)("that %s", async (_, given, uses, reason) => {
    const { store } = reader([discountOf({ code: "TEN", ...given })], uses);
    const grants = await grantDiscounts(store, ["TEN"], { ...cart, email: "jane@example.com" }, now);
    expect(grants.rejected.map((each) => each.reason as string)).toEqual(reason ? [reason] : []);
    expect(grants.granted).toHaveLength(reason ? 0 : 1);
  });

  test("is found in any letter case and shown as it was typed", async () => {
    const { store } = reader([discountOf({ code: "TEN" })]);
    const { granted } = await grantDiscounts(store, [" tEn "], cart, now);
    expect(granted[0]?.code).toBe(" tEn ");
  });

  test("given twice is applied once", async () => {
    const { store } = reader([discountOf({ code: "TEN" })]);
    const { granted, rejected } = await grantDiscounts(store, ["TEN", "ten"], cart, now);
    expect(granted).toHaveLength(1);
    expect(rejected).toMatchObject([{ code: "ten", reason: "discount_code_already_applied" }]);
  });

  test("for a category reaches the lines below it only", async () => {
    const { store } = reader([discountOf({ code: "TEN", scope: { categories: ["clothing"] } })]);
    const { granted } = await grantDiscounts(store, ["TEN"], cart, now);
    expect(granted[0]?.lineItemIds).toEqual([asId<LineItemId>("li_shirt")]);
  });

  test("for a category does not reach one that only begins alike", async () => {
    const { store } = reader([discountOf({ code: "TEN", scope: { categories: ["cloth"] } })]);
    const { rejected } = await grantDiscounts(store, ["TEN"], cart, now);
    expect(rejected).toMatchObject([{ reason: "discount_code_user_ineligible" }]);
  });

  test("says what to do: the minimum it needs, in the shop's currency", async () => {
    const { store } = reader([discountOf({ code: "TEN", minimumSubtotal: minor(20_000) })]);
    const { rejected } = await grantDiscounts(store, ["TEN"], cart, now);
    expect(rejected[0]?.message).toContain("at least $200.00");
  });
});

test("a buyer is the same in any letter case of the address", () => {
  expect(buyerKeyOf(" Jane@Example.com")).toBe(buyerKeyOf("jane@example.com"));
  expect(buyerKeyOf("john@example.com")).not.toBe(buyerKeyOf("jane@example.com"));
});

describe("stacking", () => {
  const alone = discountOf({ id: asId<DiscountId>("dsc_alone"), code: "ALONE", stackable: false });
  const other = discountOf({ id: asId<DiscountId>("dsc_other"), code: "OTHER" });
  const automatic = discountOf({ id: asId<DiscountId>("dsc_auto"), code: undefined, priority: 1 });

  test("a discount that may not be combined keeps out what comes after it", async () => {
    const { granted, rejected } = await grantDiscounts(
      reader([alone, other, automatic]).store,
      ["ALONE", "OTHER"],
      cart,
      now,
    );
    expect(granted.map((each) => each.id)).toEqual([alone.id]);
    expect(rejected).toMatchObject([{ code: "OTHER", reason: "discount_code_combination_disallowed" }]);
  });

  test("those that may are taken off in order of priority, automatic ones among them", async () => {
    const late = discountOf({ id: asId<DiscountId>("dsc_late"), code: "LATE", priority: 3 });
    const { granted } = await grantDiscounts(
      reader([late, other, automatic]).store,
      ["LATE", "OTHER"],
      cart,
      now,
    );
    expect(granted.map((each) => each.id)).toEqual([automatic.id, other.id, late.id]);
  });

  test("an automatic discount that does not hold is passed over without a word", async () => {
    const { granted, rejected } = await grantDiscounts(
      reader([{ ...automatic, minimumSubtotal: minor(99_999) }]).store,
      [],
      cart,
      now,
    );
    expect({ granted, rejected }).toEqual({ granted: [], rejected: [] });
  });
});

test("after ten codes nothing more is looked up: who types so many is guessing", async () => {
  const { store, lookedUp } = reader([discountOf({ code: "ELEVENTH" })]);
  const guesses = [...Array.from({ length: MAX_CODES }, (_, index) => `GUESS${index}`), "ELEVENTH"];
  const { granted, rejected } = await grantDiscounts(store, guesses, cart, now);
  expect(lookedUp).not.toContain("ELEVENTH");
  expect(granted).toEqual([]);
  expect(rejected).toHaveLength(MAX_CODES + 1);
});

test("a percentage is granted with what the wire shows of it", async () => {
  const value = { kind: "percent", rate: 200_000 as PartsPerMillion } as const;
  const { store } = reader([discountOf({ code: "TWENTY", value, limits: { total: 9 } })], {
    total: 4,
    byBuyer: 0,
  });
  const { granted } = await grantDiscounts(store, ["TWENTY"], cart, now);
  expect(granted[0]).toMatchObject({ value, maxRedemptions: 9, timesRedeemed: 4 });
});
