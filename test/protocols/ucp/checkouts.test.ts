import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { CheckoutView } from "../../../src/checkout/view.ts";
import { servedWires } from "../../../src/protocols/acp/versions.ts";
import { ucpWires } from "../../../src/protocols/ucp/versions.ts";
import type { UcpWire } from "../../../src/protocols/ucp/wire.ts";
import { offeredHandlers } from "../../../src/protocols/ucp/words/payment-handlers.ts";
import { cart, checkoutView, order, shop } from "../../arbitraries/checkout.ts";
import { testShop } from "../../checkout/shop.ts";
import { describeOfficialUcp, ucpErrors } from "../../conformance/official-ucp.ts";

const page = "https://shop.example/checkout/abc";
const payment = {
  ...testShop.payment,
  googlePay: { publishableKey: "pk_test_1" },
  hasStripeHandler: true,
} as const;
const handlers = [true, false].flatMap((isSandbox) =>
  offeredHandlers({ payment, isSandbox, isOpenToTests: true }),
);

// biome-ignore lint/suspicious/noExplicitAny: the answer is looked into by its official schema.
function answerIn({ release, checkout }: UcpWire, view: CheckoutView, mayComplete = true): any {
  const capabilities = release.capabilities.map(({ name }) => name);
  const audience = { release, capabilities, handlers, mayComplete, page };
  return JSON.parse(JSON.stringify(checkout(view, audience)));
}

interface Row {
  readonly type: string;
  readonly amount: number;
}
const sumOf = (totals: readonly Row[], ...types: string[]) =>
  totals.filter(({ type }) => types.includes(type)).reduce((sum, { amount }) => sum + amount, 0);

/** What comes to the same in both protocols, row by row. UCP's discounts are below nothing. */
function expectSameMoney(ucp: readonly Row[], acp: readonly Row[]): void {
  for (const type of ["total", "tax", "fee"])
    expect([type, sumOf(ucp, type)]).toEqual([type, sumOf(acp, type)]);
  expect(sumOf(ucp, "items_discount")).toBe(0 - sumOf(acp, "items_discount"));
  // What is taken off delivery is a row of its own in UCP alone.
  expect(sumOf(ucp, "fulfillment", "discount")).toBe(sumOf(acp, "fulfillment") - sumOf(acp, "discount"));
}

describeOfficialUcp("by the official schemas", () => {
  test.each(ucpWires.map((wire) => [wire.release.version, wire] as const))(
    "%s shows any session, and any order, as its schemas promise",
    (version, wire) => {
      fc.assert(
        fc.property(checkoutView, fc.boolean(), (view, mayComplete) => {
          expect(ucpErrors(version, "checkout", answerIn(wire, view, mayComplete))).toEqual([]);
          if (!view.order) return;
          const reader = { release: wire.release, capabilities: ["dev.ucp.shopping.order"] };
          expect(ucpErrors(version, "order", wire.order(view.order, view.shop, reader))).toEqual([]);
        }),
        { numRuns: 40 },
      );
    },
  );
});

describeOfficialUcp("by the official schemas, before and after a checkout", () => {
  test.each(ucpWires.map((wire) => [wire.release.version, wire] as const))(
    "%s shows any cart, and any order, as its schemas promise",
    (version, wire) => {
      const { release } = wire;
      const capabilities = release.capabilities.map(({ name }) => name);
      fc.assert(
        fc.property(cart, order, shop, (cart, order, shop) => {
          expect(ucpErrors(version, "cart", wire.cart(cart, shop, { release, capabilities }))).toEqual([]);
          expect(ucpErrors(version, "order", wire.order(order, shop, { release, capabilities }))).toEqual([]);
        }),
        { numRuns: 40 },
      );
    },
  );
});

describe.each(ucpWires.map((wire) => [wire.release.version, wire] as const))("%s", (_, wire) => {
  test("adds up: everything but subtotal and total, and discounts below nothing", () => {
    fc.assert(
      fc.property(checkoutView, (view) => {
        const totals: readonly Row[] = answerIn(wire, view).totals;
        const parts = totals
          .filter(({ type }) => type !== "total" && type !== "amount_refunded")
          .reduce((sum, { amount }) => sum + amount, 0);
        expect(parts).toBe(sumOf(totals, "total"));
        for (const { type, amount } of totals) if (type.endsWith("discount")) expect(amount).toBeLessThan(0);
      }),
      { numRuns: 30 },
    );
  });

  test("shows the same money as ACP does", () => {
    const [newest] = servedWires().slice(-1);
    if (!newest) throw new Error("there is a version of ACP");
    fc.assert(
      fc.property(checkoutView, (view) => {
        const { totals, line_items } = JSON.parse(JSON.stringify(newest.session.encode(view)));
        const ucp = answerIn(wire, view);
        expectSameMoney(ucp.totals, totals);
        for (const [index, line] of ucp.line_items.entries())
          expect(sumOf(line.totals, "total")).toBe(sumOf(line_items[index].totals, "total"));
      }),
      { numRuns: 30 },
    );
  });

  test("shows the same money of carts and orders as ACP does", () => {
    const reader = { release: wire.release, capabilities: wire.release.capabilities.map(({ name }) => name) };
    const newest = servedWires().findLast(({ carts }) => carts);
    if (!newest?.carts) throw new Error("there is a version of ACP with carts");
    const { carts, orderEvent } = newest;
    const read = (answer: object) => JSON.parse(JSON.stringify(answer));
    fc.assert(
      fc.property(cart, order, shop, (cart, order, shop) => {
        expectSameMoney(
          read(wire.cart(cart, shop, reader)).totals,
          read(carts.cart.encode(cart, shop)).totals,
        );
        const told = read(orderEvent.encode("order_update", order, shop));
        expectSameMoney(read(wire.order(order, shop, reader)).totals, told.data.totals);
      }),
      { numRuns: 30 },
    );
  });

  test("never leaves a buyer without a page where only the buyer can go on", () => {
    fc.assert(
      fc.property(checkoutView, fc.boolean(), (view, mayComplete) => {
        const { status, continue_url } = answerIn(wire, view, mayComplete);
        if (status === "requires_escalation") expect(continue_url).toBe(page);
      }),
      { numRuns: 30 },
    );
  });
});
