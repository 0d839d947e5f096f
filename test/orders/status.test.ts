import { describe, expect, test } from "bun:test";
import type { Fulfillment, Order, OrderStatus } from "../../src/orders/order.ts";
import { orderStatusAfter, transitions } from "../../src/orders/status.ts";
import { fulfillmentAt, lineOf, orderOf } from "./orders.ts";

const statuses = Object.keys(transitions) as OrderStatus[];

/** An order of one line of two with one fulfillment, as they are given. */
function orderWith(
  status: OrderStatus,
  quantity: { current: number; fulfilled: number },
  fulfillment: Fulfillment["status"],
): Order {
  const order = orderOf([lineOf("mug", 2, { quantity: { ordered: 2, ...quantity } })], { status });
  return { ...order, fulfillments: [{ ...fulfillmentAt(order, 0), status: fulfillment }] };
}

describe("which status may follow which", () => {
  const allowed = [
    ["created", "confirmed manual_review processing shipped completed canceled"],
    ["confirmed", "manual_review processing shipped completed canceled"],
    ["manual_review", "confirmed canceled"],
    ["processing", "shipped completed canceled"],
    ["shipped", "processing completed"],
    ["completed", ""],
    ["canceled", ""],
  ] as const;

  test.each(allowed)("%s may become %s", (status, next) => {
    expect([...transitions[status]].join(" ")).toBe(next);
  });

  test("the table names every status", () => {
    expect(allowed.map(([status]) => status)).toEqual(statuses as unknown as (typeof allowed)[number][0][]);
  });
});

describe("a confirmed order's status follows from its goods", () => {
  test.each([
    ["nothing has happened", { current: 2, fulfilled: 0 }, "pending", "confirmed"],
    ["it is being packed", { current: 2, fulfilled: 0 }, "processing", "processing"],
    ["it waits to be picked up", { current: 2, fulfilled: 0 }, "ready_for_pickup", "processing"],
    ["a part has left", { current: 2, fulfilled: 1 }, "shipped", "processing"],
    ["all has left", { current: 2, fulfilled: 2 }, "shipped", "shipped"],
    ["all is nearly there", { current: 2, fulfilled: 2 }, "out_for_delivery", "shipped"],
    ["all has arrived", { current: 2, fulfilled: 2 }, "delivered", "completed"],
    ["what is still wanted has arrived", { current: 1, fulfilled: 1 }, "delivered", "completed"],
    ["nothing is wanted and nothing had left", { current: 0, fulfilled: 0 }, "canceled", "canceled"],
    ["nothing is wanted because it came back", { current: 0, fulfilled: 0 }, "delivered", "completed"],
    ["a parcel failed and its goods are here again", { current: 2, fulfilled: 0 }, "failed", "processing"],
  ] as const)("%s", (_, quantity, fulfillment, expected) => {
    expect(orderStatusAfter(orderWith("confirmed", quantity, fulfillment))).toBe(expected);
  });
});

test.each(["completed", "canceled", "manual_review"] as const)(
  "an order that is %s does not move because its goods do",
  (status) => {
    expect(orderStatusAfter(orderWith(status, { current: 2, fulfilled: 2 }, "shipped"))).toBe(status);
  },
);
