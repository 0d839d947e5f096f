import { describe, expect, test } from "bun:test";
import { withoutRefundedUnits } from "../../src/orders/adjust.ts";
import { cancelUnits, takeBack } from "../../src/orders/cancel.ts";
import { deliver } from "../../src/orders/deliver.ts";
import { confirm, holdForReview } from "../../src/orders/review.ts";
import { makeReady, ship } from "../../src/orders/ship.ts";
import { priceOfUnits } from "../../src/orders/units.ts";
import {
  counter,
  downloadOf,
  fulfillmentAt,
  given,
  lineOf,
  now,
  orderOf,
  quantitiesOf,
  refusalOf,
  units,
  waysOf,
} from "./orders.ts";

describe("canceling", () => {
  test("everything cancels the order and what was planned for it", () => {
    const { order, units: gone } = given(
      cancelUnits(orderOf([lineOf("mug", 2), downloadOf("plan")]), {}, now),
    );
    expect(order.status).toBe("canceled");
    expect(quantitiesOf(order)).toEqual(["2/0/0", "1/0/0"]);
    expect(waysOf(order)).toEqual(["shipping canceled: mug 2", "digital canceled: plan 1"]);
    expect(gone).toEqual([units("mug", 2), units("plan", 1)]);
    expect(order.adjustments).toMatchObject([
      { type: "cancellation", status: "completed", occurredAt: now, lineItems: gone },
    ]);
  });

  test("a part leaves the rest to be sent", () => {
    const { order } = given(
      cancelUnits(
        orderOf([lineOf("mug", 2)]),
        { lineItems: [units("mug", 1)], description: "One broke", reason: "damaged" },
        now,
      ),
    );
    expect(order.status).toBe("confirmed");
    expect(quantitiesOf(order)).toEqual(["2/1/0"]);
    expect(waysOf(order)).toEqual(["shipping pending: mug 1"]);
    expect(order.adjustments).toMatchObject([{ description: "One broke", reason: "damaged" }]);
  });

  test("the rest of a shipped part completes the order with it", () => {
    const half = given(ship(orderOf([lineOf("mug", 2)]), { lineItems: [units("mug", 1)] }, now));
    const { order, units: gone } = given(cancelUnits(half, {}, now));
    expect(gone).toEqual([units("mug", 1)]);
    expect(order.status).toBe("shipped");
    expect(given(deliver(order, {}, now)).status).toBe("completed");
  });

  test("takes goods off the pickup counter again", () => {
    const ready = given(makeReady(orderOf([lineOf("mug", 2)], { delivery: counter }), {}, now));
    const { order } = given(cancelUnits(ready, { lineItems: [units("mug", 1)] }, now));
    expect(waysOf(order)).toEqual(["pickup ready_for_pickup: mug 1"]);
  });

  test("an order that is held for review is possible", () => {
    const held = given(holdForReview(orderOf([lineOf("mug", 1)])));
    expect(given(cancelUnits(held, {}, now)).order.status).toBe("canceled");
  });

  test("is refused for what has left, and when nothing is left", () => {
    const shipped = given(ship(orderOf([lineOf("mug", 2)]), {}, now));
    expect(refusalOf(cancelUnits(shipped, { lineItems: [units("mug", 1)] }, now))).toBe("too_many_units");
    expect(refusalOf(cancelUnits(shipped, {}, now))).toBe("nothing_left");
    const canceled = given(cancelUnits(orderOf([lineOf("mug", 1)]), {}, now)).order;
    expect(refusalOf(cancelUnits(canceled, {}, now))).toBe("wrong_status");
  });
});

describe("taking back", () => {
  const delivered = given(deliver(given(ship(orderOf([lineOf("mug", 2)]), {}, now)), {}, now));

  test("a part keeps the order completed", () => {
    const { order } = given(takeBack(delivered, { lineItems: [units("mug", 1)], reason: "defective" }, now));
    expect(order.status).toBe("completed");
    expect(quantitiesOf(order)).toEqual(["2/1/1"]);
    expect(order.adjustments).toMatchObject([{ type: "return", reason: "defective" }]);
  });

  test("everything keeps it completed, too", () => {
    const { order } = given(takeBack(delivered, {}, now));
    expect(order.status).toBe("completed");
    expect(quantitiesOf(order)).toEqual(["2/0/0"]);
  });

  test("is refused for what was never sent", () => {
    expect(refusalOf(takeBack(orderOf([lineOf("mug", 2)]), {}, now))).toBe("nothing_left");
    expect(refusalOf(takeBack(delivered, { lineItems: [units("mug", 3)] }, now))).toBe("too_many_units");
  });
});

describe("units that are refunded", () => {
  test("go from what has not left first, then from what comes back", () => {
    const half = given(ship(orderOf([lineOf("mug", 4)]), { lineItems: [units("mug", 2)] }, now));
    const order = withoutRefundedUnits(half, [units("mug", 3)], now);
    expect(quantitiesOf(order)).toEqual(["4/1/1"]);
    expect(waysOf(order)).toEqual(["shipping shipped: mug 2", "shipping canceled: mug 2"]);
    expect(order.status).toBe("shipped");
  });

  test("never go below what a line has", () => {
    const order = withoutRefundedUnits(orderOf([lineOf("mug", 1)]), [units("mug", 5)], now);
    expect(quantitiesOf(order)).toEqual(["1/0/0"]);
    expect(order.status).toBe("canceled");
    expect(withoutRefundedUnits(order, [units("mug", 1)], now)).toBe(order);
  });
});

describe("holding for review", () => {
  test("keeps an order from being sent until it is confirmed", () => {
    const held = given(holdForReview(orderOf([lineOf("mug", 1)])));
    expect(held.status).toBe("manual_review");
    expect(refusalOf(ship(held, {}, now))).toBe("wrong_status");
    expect(given(ship(given(confirm(held)), {}, now)).status).toBe("shipped");
  });

  test("is refused once goods have left, and twice", () => {
    const shipped = given(ship(orderOf([lineOf("mug", 1)]), {}, now));
    expect(refusalOf(holdForReview(shipped))).toBe("wrong_status");
    expect(refusalOf(confirm(orderOf([lineOf("mug", 1)])))).toBe("no_change");
  });
});

test("the price of units gives back a line's total to the cent, in parts of any size", () => {
  const line = lineOf("mug", 3, {
    amounts: { ...lineOf("mug", 3).amounts, total: 1000 as (typeof line)["amounts"]["total"] },
  });
  expect([0, 1, 2].map((gone) => Number(priceOfUnits(line, gone, 1)))).toEqual([333, 334, 333]);
  expect(Number(priceOfUnits(line, 0, 3))).toBe(1000);
  expect(fulfillmentAt(orderOf([line]), 0).lineItems).toEqual([units("mug", 3)]);
});
