import { expect, test } from "bun:test";
import fc from "fast-check";
import { minor } from "../../src/money.ts";
import { withoutRefundedUnits } from "../../src/orders/adjust.ts";
import { cancelUnits, takeBack } from "../../src/orders/cancel.ts";
import { deliver, track } from "../../src/orders/deliver.ts";
import { isStillHere, unitsOfFulfillment } from "../../src/orders/fulfillments.ts";
import type { LineItemReference, Order } from "../../src/orders/order.ts";
import type { OrderChange } from "../../src/orders/refusal.ts";
import { confirm, holdForReview } from "../../src/orders/review.ts";
import { makeReady, ship } from "../../src/orders/ship.ts";
import { transitions } from "../../src/orders/status.ts";
import { priceOfUnits, unitsOf } from "../../src/orders/units.ts";
import { counter, downloadOf, lineOf, now, orderOf, units } from "../orders/orders.ts";

const ids = ["mug", "tote", "plan"] as const;

const order = fc
  .record({
    mug: fc.integer({ min: 1, max: 4 }),
    tote: fc.integer({ min: 1, max: 4 }),
    plan: fc.integer({ min: 1, max: 2 }),
    isPickup: fc.boolean(),
  })
  .map(({ mug, tote, plan, isPickup }) =>
    orderOf([lineOf("mug", mug), lineOf("tote", tote), downloadOf("plan", plan)], {
      delivery: isPickup ? counter : undefined,
    }),
  );

const lineItems: fc.Arbitrary<readonly LineItemReference[] | undefined> = fc.option(
  fc.array(
    fc.tuple(fc.constantFrom(...ids), fc.integer({ min: 1, max: 3 })).map(([id, count]) => units(id, count)),
    { minLength: 1, maxLength: 3 },
  ),
  { nil: undefined },
);

/** Something a merchant tries. Fulfillments are named by their place, since ids are made on the way. */
type Attempt = (order: Order) => OrderChange;

const place = fc.nat({ max: 5 });
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  lineItems.map(
    (chosen): Attempt =>
      (order) =>
        ship(order, { lineItems: chosen, carrier: "UPS" }, now),
  ),
  lineItems.map(
    (chosen): Attempt =>
      (order) =>
        makeReady(order, { lineItems: chosen }, now),
  ),
  lineItems.map(
    (chosen): Attempt =>
      (order) =>
        onlyOrder(cancelUnits(order, { lineItems: chosen }, now)),
  ),
  lineItems.map(
    (chosen): Attempt =>
      (order) =>
        onlyOrder(takeBack(order, { lineItems: chosen }, now)),
  ),
  fc.option(place, { nil: undefined }).map(
    (which): Attempt =>
      (order) =>
        deliver(
          order,
          { fulfillmentId: which === undefined ? undefined : order.fulfillments[which]?.id },
          now,
        ),
  ),
  fc
    .tuple(place, fc.constantFrom("processing", "in_transit", "failed_attempt", "undeliverable" as const))
    .map(
      ([which, type]): Attempt =>
        (order) => {
          const fulfillment = order.fulfillments[which];
          return fulfillment
            ? track(order, { fulfillmentId: fulfillment.id, type }, now)
            : { ok: false, refusal: { kind: "nothing_left" } };
        },
    ),
  lineItems.map(
    (chosen): Attempt =>
      (order) => ({ ok: true, value: withoutRefundedUnits(order, chosen ?? [], now) }),
  ),
  fc.constant<Attempt>(holdForReview),
  fc.constant<Attempt>(confirm),
);

function onlyOrder(change: OrderChange<{ readonly order: Order }>): OrderChange {
  return change.ok ? { ok: true, value: change.value.order } : change;
}

/** Runs what a merchant tries one after the other, and hands every step that was taken to `check`. */
function eachStep(check: (before: Order, after: Order) => void): void {
  fc.assert(
    fc.property(order, fc.array(attempt, { maxLength: 14 }), (start, attempts) => {
      let current = start;
      for (const tried of attempts) {
        const change = tried(current);
        if (!change.ok) continue;
        check(current, change.value);
        current = change.value;
      }
    }),
  );
}

test("no line ever has fewer units than none, more than were ordered, or more handed over than wanted", () => {
  eachStep((_, { lineItems }) => {
    for (const { quantity } of lineItems) {
      expect(quantity.fulfilled).toBeGreaterThanOrEqual(0);
      expect(quantity.current).toBeGreaterThanOrEqual(quantity.fulfilled);
      expect(quantity.ordered).toBeGreaterThanOrEqual(quantity.current);
    }
  });
});

test("what still has to be handed over is what waits, unit by unit", () => {
  eachStep((_, after) => {
    for (const { id, quantity } of after.lineItems) {
      const waiting = unitsOfFulfillment(after, id, ({ status }) => isStillHere(status));
      expect(waiting).toBe(quantity.current - quantity.fulfilled);
    }
  });
});

test("units leave an order by what its adjustments tell, and by refunds", () => {
  eachStep((before, after) => {
    const told = after.adjustments.slice(before.adjustments.length).flatMap((each) => each.lineItems ?? []);
    for (const [index, line] of after.lineItems.entries()) {
      const earlier = before.lineItems[index]?.quantity.current ?? 0;
      if (told.length > 0) expect(earlier - line.quantity.current).toBe(unitsOf(told, line.id));
      expect(line.quantity.current).toBeLessThanOrEqual(earlier);
    }
  });
});

test("a status follows only where the table lets it", () => {
  eachStep((before, after) => {
    if (after.status !== before.status) expect(transitions[before.status]).toContain(after.status);
  });
});

test("an order is completed only once everything that is wanted has been handed over and arrived", () => {
  eachStep((before, after) => {
    if (after.status !== "completed" || before.status === "completed") return;
    for (const { quantity } of after.lineItems) expect(quantity.fulfilled).toBe(quantity.current);
    if (after.lineItems.every(({ quantity }) => quantity.current === 0)) return;
    const underWay = ["shipped", "in_transit", "out_for_delivery"];
    expect(after.fulfillments.filter(({ status }) => underWay.includes(status))).toEqual([]);
  });
});

test("events and adjustments are only ever added", () => {
  eachStep((before, after) => {
    expect(after.adjustments.slice(0, before.adjustments.length)).toEqual([...before.adjustments]);
    for (const { id, events } of before.fulfillments) {
      if (events.length === 0) continue;
      const kept = after.fulfillments.find((each) => each.id === id);
      expect(kept?.events.slice(0, events.length)).toEqual([...events]);
    }
  });
});

test("the bill, the buyer and what was ordered never change", () => {
  eachStep((before, after) => {
    expect(after.totals).toEqual(before.totals);
    expect(after.buyer).toEqual(before.buyer);
    expect(after.lineItems.map(({ quantity }) => quantity.ordered)).toEqual(
      before.lineItems.map(({ quantity }) => quantity.ordered),
    );
  });
});

test("a line's units are worth its total together, however they go", () => {
  const parts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(parts, fc.nat({ max: 1_000_000 }), (sizes, total) => {
      const ordered = sizes.reduce((all, size) => all + size, 0);
      const plain = lineOf("mug", ordered);
      const line = { ...plain, amounts: { ...plain.amounts, total: minor(total) } };
      let gone = 0;
      let paid = 0;
      for (const size of sizes) {
        const price = priceOfUnits(line, gone, size);
        expect(price).toBeGreaterThanOrEqual(0);
        paid += price;
        gone += size;
      }
      expect(paid).toBe(total);
    }),
  );
});
