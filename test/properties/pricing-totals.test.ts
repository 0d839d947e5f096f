import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { minor, sum, times } from "../../src/money.ts";
import type { TotalType } from "../../src/pricing/amounts.ts";
import type { CartToPrice, PricedCart } from "../../src/pricing/cart.ts";
import { priceCart } from "../../src/pricing/price-cart.ts";
import { compileRules, type PricingRules } from "../../src/pricing/rules.ts";
import { anyDiscounts, cart, discounts, lines, rules, runs } from "./pricing-carts.ts";

/** Holds for every cart under every rules. */
function always(
  property: (priced: PricedCart, cart: CartToPrice, rules: PricingRules) => void,
  carts = cart(),
) {
  fc.assert(
    fc.property(carts, rules, (given, merchant) =>
      property(priceCart(given, compileRules(merchant)), given, merchant),
    ),
    runs,
  );
}

function amountOf(priced: PricedCart, type: TotalType) {
  return priced.totals.find((total) => total.type === type)?.amount ?? minor(0);
}

function selectedOption({ options, selections: [selection] }: PricedCart) {
  return options.find(({ id }) => id === selection?.optionId);
}

describe("for any cart under any rules", () => {
  test("the bill adds up", () => {
    always((priced) => {
      const of = (type: TotalType) => amountOf(priced, type);
      expect(of("subtotal")).toBe(minor(of("items_base_amount") - of("items_discount")));
      expect(of("total")).toBe(minor(of("subtotal") - of("discount") + of("fulfillment") + of("tax")));
    });
  });

  test("the rows are the sums of the lines and the selected option", () => {
    always((priced) => {
      const { lines: priceds } = priced;
      const option = selectedOption(priced);
      expect(amountOf(priced, "items_base_amount")).toBe(sum(priceds.map(({ amounts }) => amounts.base)));
      expect(amountOf(priced, "items_discount")).toBe(sum(priceds.map(({ amounts }) => amounts.discount)));
      expect(amountOf(priced, "subtotal")).toBe(sum(priceds.map(({ amounts }) => amounts.subtotal)));
      expect(amountOf(priced, "fulfillment")).toBe(option?.amounts.subtotal ?? minor(0));
      const taxes = [...priceds.map(({ amounts }) => amounts.tax), option?.amounts.tax ?? minor(0)];
      expect(amountOf(priced, "tax")).toBe(sum(taxes));
      expect(priced.totals.some(({ type }) => type === "fulfillment")).toBe(option !== undefined);
    });
  });

  test("every line and option adds up, and nothing is negative", () => {
    always((priced) => {
      for (const { amounts } of priced.lines) {
        expect(amounts.subtotal).toBe(minor(amounts.base - amounts.discount));
        expect(amounts.total).toBe(minor(amounts.subtotal + amounts.tax));
        expect(Math.min(...Object.values(amounts))).toBeGreaterThanOrEqual(0);
      }
      for (const { amounts } of priced.options) {
        expect(amounts.total).toBe(minor(amounts.subtotal + amounts.tax));
        expect(Math.min(...Object.values(amounts))).toBeGreaterThanOrEqual(0);
      }
      expect(Math.min(...priced.totals.map(({ amount }) => amount))).toBeGreaterThanOrEqual(0);
    });
  });

  test("jurisdictions sum to the tax of each line and of the bill", () => {
    always((priced) => {
      for (const { amounts, taxes } of priced.lines) {
        expect(sum(taxes.map(({ amount }) => amount))).toBe(amounts.tax);
        expect(taxes.every(({ amount }) => amount >= 0)).toBe(true);
      }
      const { breakdown = [], amount } = priced.totals.find(({ type }) => type === "tax") ?? {
        amount: minor(-1),
      };
      expect(sum(breakdown.map((share) => share.amount))).toBe(amount);
      const named = breakdown.map(({ jurisdiction, rate }) => `${jurisdiction} ${rate}`);
      expect(new Set(named).size).toBe(named.length);
    });
  });

  test("allocations sum to each discount, and to what each line and the shipping lost", () => {
    always((priced, { discounts: granted }) => {
      expect(priced.appliedDiscounts.length).toBe(granted.length);
      for (const { amount, allocations } of priced.appliedDiscounts) {
        expect(sum(allocations.map((allocation) => allocation.amount))).toBe(amount);
        expect(allocations.every((allocation) => allocation.amount > 0)).toBe(true);
      }
      const allocated = priced.appliedDiscounts.flatMap(({ allocations }) => allocations);
      for (const { id, amounts, discountDetails } of priced.lines) {
        const toLine = allocated.filter(
          (allocation) => allocation.to === "line_item" && allocation.lineItemId === id,
        );
        expect(sum(toLine.map(({ amount }) => amount))).toBe(amounts.discount);
        expect(sum(discountDetails.map(({ amount }) => amount))).toBe(amounts.discount);
      }
    });
  });

  test("an option stands selected for the whole cart whenever one is offered, else it is said why not", () => {
    always((priced, given) => {
      if (priced.options.length > 0) {
        expect(selectedOption(priced)).toBeDefined();
        expect(priced.selections.map(({ lineItemIds }) => lineItemIds)).toEqual([
          given.lines.map(({ id }) => id),
        ]);
      } else if (given.lines.length > 0) {
        expect(priced.reason?.kind).toBe(given.destination ? "destination_not_served" : "address_needed");
      }
    });
  });

  test("without an address nothing is taxed", () => {
    always(
      (priced) => expect(amountOf(priced, "tax")).toBe(minor(0)),
      cart().map((given) => ({ ...given, destination: undefined })),
    );
  });

  test("an exempt buyer pays no tax and never more than others", () => {
    always(
      (priced, given, merchant) => {
        const exempt = priceCart({ ...given, taxExempt: true }, compileRules(merchant));
        expect(amountOf(exempt, "tax")).toBe(minor(0));
        expect(amountOf(exempt, "total")).toBeLessThanOrEqual(amountOf(priced, "total"));
      },
      cart({ taxExempt: fc.constant(false) }),
    );
  });

  test("discounts never make the goods dearer", () => {
    always((priced, given, merchant) => {
      const undiscounted = priceCart({ ...given, discounts: [] }, compileRules(merchant));
      const goods = (bill: PricedCart) => sum(bill.lines.map(({ amounts }) => amounts.subtotal));
      // Selected options may differ, and with them the place of tax; so compare where that cannot be.
      if (priced.selections[0]?.optionId !== undiscounted.selections[0]?.optionId) return;
      expect(goods(priced)).toBeLessThanOrEqual(goods(undiscounted));
    });
  });
});

describe("prices that include tax", () => {
  test("are exactly what the buyer pays, for goods and shipping, whatever the taxes", () => {
    always(
      (priced, given, merchant) => {
        const within = priceCart(given, compileRules({ ...merchant, pricesIncludeTax: true }));
        const untaxed = priceCart(given, compileRules({ ...merchant, tax: { rates: [] } }));
        expect(amountOf(within, "total")).toBe(amountOf(untaxed, "total"));
        expect(within.options.map(({ id, amounts }) => [id, amounts.total])).toEqual(
          untaxed.options.map(({ id, amounts }) => [id, amounts.total]),
        );
        if (given.discounts.length === 0) {
          const listed = sum(given.lines.map(({ unitPrice, quantity }) => times(unitPrice, quantity)));
          expect(sum(within.lines.map(({ amounts }) => amounts.total))).toBe(listed);
        }
        expect(priced.lines.length).toBe(within.lines.length);
      },
      cart({ taxExempt: fc.constant(false) }),
    );
  });
});

describe("the order of the lines does not change the bill", () => {
  function inAnyOrder(carts: fc.Arbitrary<CartToPrice>) {
    fc.assert(
      fc.property(
        carts.chain((given) =>
          fc.tuple(
            fc.constant(given),
            fc.shuffledSubarray([...given.lines], {
              minLength: given.lines.length,
              maxLength: given.lines.length,
            }),
          ),
        ),
        rules,
        ([given, shuffled], merchant) => {
          const compiled = compileRules(merchant);
          const rows = ({ totals }: PricedCart) => totals.map(({ type, amount }) => [type, amount]);
          expect(rows(priceCart({ ...given, lines: shuffled }, compiled))).toEqual(
            rows(priceCart(given, compiled)),
          );
        },
      ),
      runs,
    );
  }

  test("with percentages and free shipping, on any lines", () => {
    inAnyOrder(cart({ discounts: discounts({ values: ["percent", "free_shipping"] }) }));
  });

  // Of lines that cost the same the first gets the odd cent of an amount: that shows when they are taxed differently.
  test("with amounts over all lines, when all are taxed alike", () => {
    inAnyOrder(
      cart({
        lines: lines(fc.constant("standard")),
        discounts: discounts({ values: ["percent", "fixed", "free_shipping"], onAllLines: true }),
      }),
    );
  });
});

test("the same cart and rules give the same bill, from the same rules compiled again", () => {
  fc.assert(
    fc.property(cart({ discounts: anyDiscounts }), rules, (given, merchant) => {
      expect(priceCart(given, compileRules(merchant))).toEqual(
        priceCart(given, compileRules(structuredClone(merchant))),
      );
    }),
    runs,
  );
});
