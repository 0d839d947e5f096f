import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { instant } from "../../src/clock.ts";
import { type AttemptId, asId, type LineItemId, type OrderId } from "../../src/ids.ts";
import { type Currency, type Minor, minor } from "../../src/money.ts";

import type { Order, OrderLineItem } from "../../src/orders/order.ts";
import { withQuantities } from "../../src/orders/units.ts";
import type { PaymentAttempt } from "../../src/payments/attempt.ts";
import { beginRefund, type RefundRequest } from "../../src/payments/begin-refund.ts";
import { leftOf, type Refund } from "../../src/payments/refund.ts";

const now = instant(1_780_000_000_000);
const orderId = asId<OrderId>("ord_1");
const attemptId = asId<AttemptId>("pay_1");

const line = fc.record({
  units: fc.integer({ min: 1, max: 9 }),
  total: fc.integer({ min: 0, max: 100_000 }),
});
const lines = fc.array(line, { minLength: 1, maxLength: 4 });

/** A wish to refund something, sensible or not. */
const wish = fc.oneof(
  fc.record({ kind: fc.constant("amount" as const), amount: fc.integer({ min: -10, max: 120_000 }) }),
  fc.record({
    kind: fc.constant("units" as const),
    line: fc.nat({ max: 4 }),
    units: fc.integer({ min: -1, max: 9 }),
  }),
  fc.record({ kind: fc.constant("rest" as const) }),
);
/** What becomes of a refund that was begun. */
const end = fc.constantFrom("succeeds", "fails", "stays pending");

type Lines = readonly { readonly units: number; readonly total: number }[];

/** An order as far as refunds look at it, and the books of its refunds. */
function sold(of: Lines, shipping: number) {
  const lineItems = of.map(
    ({ units, total }, index) =>
      ({
        id: asId<LineItemId>(`li_${index}`),
        amounts: { total: minor(total) },
        quantity: { ordered: units, current: units, fulfilled: 0 },
      }) as OrderLineItem,
  );
  const charged = minor(of.reduce((all, { total }) => all + total, shipping));
  let order = { id: orderId, attemptId, lineItems } as unknown as Order;
  const refunds: Refund[] = [];
  const attempt = {
    id: attemptId,
    provider: "stripe",
    amount: charged,
    currency: "usd" as Currency,
  } as unknown as PaymentAttempt;
  const stores = {
    orders: { find: async () => order },
    attempts: { find: async () => attempt },
    refunds: {
      insert: async (refund: Refund) => void refunds.push(refund),
      ofAttempt: async () => refunds,
    },
  } as unknown as Parameters<typeof beginRefund>[0];
  return {
    charged,
    refunds,
    async refund(request: RefundRequest["of"], becomes: string) {
      const begun = await beginRefund(stores, { orderId, of: request, restock: true }, "stripe", now);
      if ("kind" in begun || becomes === "stays pending") return begun;
      const state = becomes === "succeeds" ? "succeeded" : "failed";
      refunds[refunds.indexOf(begun.refund)] = { ...begun.refund, state, goodsDone: state === "succeeded" };
      if (state === "succeeded") order = withQuantities(order, begun.refund.lines, { current: -1 });
      return begun;
    },
  };
}

const requestOf = (wanted: {
  kind: string;
  amount?: number;
  line?: number;
  units?: number;
}): RefundRequest["of"] =>
  wanted.kind === "amount"
    ? { kind: "amount", amount: (wanted.amount ?? 0) as Minor }
    : wanted.kind === "units"
      ? { kind: "lines", lines: [{ id: asId<LineItemId>(`li_${wanted.line}`), quantity: wanted.units ?? 0 }] }
      : { kind: "rest" };

const given = (refunds: readonly Refund[]) =>
  refunds.filter(({ state }) => state !== "failed").reduce((all, { amount }) => all + amount, 0);

describe("whatever is asked for,", () => {
  test("no more goes back than was paid, and every refund is for something", async () => {
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.nat({ max: 2_000 }),
        fc.array(fc.tuple(wish, end), { maxLength: 12 }),
        async (of, shipping, wishes) => {
          const order = sold(of, shipping);
          for (const [wanted, becomes] of wishes) {
            await order.refund(requestOf(wanted), becomes);
            expect(given(order.refunds)).toBeLessThanOrEqual(order.charged);
            expect(leftOf(order.charged, order.refunds)).toBe(minor(order.charged - given(order.refunds)));
          }
          for (const { amount } of order.refunds) expect(amount).toBeGreaterThan(0);
        },
      ),
    );
  });

  test("a line refunded unit by unit, in whatever portions, gives back what it cost", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ units: fc.integer({ min: 1, max: 9 }), total: fc.integer({ min: 9, max: 100_000 }) }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }),
        async (only, portions) => {
          const order = sold([only], 500);
          let left = only.units;
          for (const portion of [...portions, only.units]) {
            const units = Math.min(portion, left);
            if (units === 0) break;
            const begun = await order.refund(requestOf({ kind: "units", line: 0, units }), "succeeds");
            expect(begun).toHaveProperty("refund");
            left -= units;
          }
          if (left === 0) expect(given(order.refunds)).toBe(only.total);
        },
      ),
    );
  });
});
