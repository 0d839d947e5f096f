import { describe, expect, test } from "bun:test";
import { asId, type LineItemId } from "../../src/ids.ts";
import { deliver } from "../../src/orders/deliver.ts";
import { makeReady, ship, unitsToShip } from "../../src/orders/ship.ts";
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

describe("shipping", () => {
  test("everything at once turns what was planned into the parcel", () => {
    const order = orderOf([lineOf("mug", 2), lineOf("tote", 1)]);
    const shipped = given(ship(order, { carrier: "ups", trackingNumber: "1Z 999" }, now));
    expect(shipped.status).toBe("shipped");
    expect(quantitiesOf(shipped)).toEqual(["2/2/2", "1/1/1"]);
    expect(waysOf(shipped)).toEqual(["shipping shipped: mug 2, tote 1"]);
    expect(fulfillmentAt(shipped, 0)).toMatchObject({
      id: fulfillmentAt(order, 0).id,
      carrier: "UPS",
      trackingNumber: "1Z999",
      trackingUrl: "https://www.ups.com/track?tracknum=1Z999",
      destination: { city: "San Francisco" },
      events: [{ type: "shipped", occurredAt: now }],
    });
  });

  test("a parcel is tracked at an address as events may show it", () => {
    const order = orderOf([lineOf("mug", 1)]);
    const shipped = given(ship(order, { trackingUrl: "https://parcels.example/größe 1" }, now));
    expect(fulfillmentAt(shipped, 0).trackingUrl).toBe("https://parcels.example/gr%C3%B6%C3%9Fe%201");
    for (const trackingUrl of ["https://[", "javascript:alert(1)", "parcels.example"])
      expect(refusalOf(ship(order, { trackingUrl }, now))).toBe("not_an_address");
  });

  test("a part makes a parcel of its own and leaves the rest waiting", () => {
    const order = orderOf([lineOf("mug", 3), lineOf("tote", 1)]);
    const first = given(ship(order, { lineItems: [units("mug", 2)] }, now));
    expect(first.status).toBe("processing");
    expect(quantitiesOf(first)).toEqual(["3/3/2", "1/1/0"]);
    expect(waysOf(first)).toEqual(["shipping shipped: mug 2", "shipping pending: mug 1, tote 1"]);
    const second = given(ship(first, {}, now));
    expect(second.status).toBe("shipped");
    expect(waysOf(second)).toEqual(["shipping shipped: mug 2", "shipping shipped: mug 1, tote 1"]);
  });

  test("waits for what no carrier has yet, and for nothing of an order that is held or fetched", () => {
    const order = orderOf([lineOf("mug", 3), lineOf("tote", 1)]);
    const sent = given(ship(order, { lineItems: [units("mug", 2), units("tote", 1)] }, now));
    expect(unitsToShip(sent)).toEqual([units("mug", 1)]);
    expect(unitsToShip({ ...sent, status: "manual_review" })).toEqual([]);
    expect(unitsToShip(given(makeReady(order, {}, now)))).toEqual([]);
  });

  test("adds a line up that is named twice", () => {
    const shipped = given(
      ship(orderOf([lineOf("mug", 3)]), { lineItems: [units("mug", 1), units("mug", 2)] }, now),
    );
    expect(quantitiesOf(shipped)).toEqual(["3/3/3"]);
  });

  test("leaves digital goods alone", () => {
    const shipped = given(ship(orderOf([lineOf("mug", 1), downloadOf("plan")]), {}, now));
    expect(quantitiesOf(shipped)).toEqual(["1/1/1", "1/1/0"]);
    expect(shipped.status).toBe("processing");
  });

  test("sends what was to be picked up, if the merchant says so", () => {
    const order = orderOf([lineOf("mug", 1)], { delivery: counter });
    expect(waysOf(given(ship(order, {}, now)))).toEqual(["shipping shipped: mug 1"]);
  });

  test("works on an order whose deliveries nobody planned", () => {
    const shipped = given(ship(orderOf([lineOf("mug", 1)], { fulfillments: [] }), {}, now));
    expect(waysOf(shipped)).toEqual(["shipping shipped: mug 1"]);
    expect(fulfillmentAt(shipped, 0).destination?.city).toBe("San Francisco");
  });

  test.each([
    ["too many units", [units("mug", 3)], "too_many_units"],
    ["too many units in two steps", [units("mug", 1), units("mug", 2)], "too_many_units"],
    ["digital goods", [units("plan", 1)], "too_many_units"],
    ["a line that is not there", [units("hat", 1)], "unknown_line"],
    ["no units", [units("mug", 0)], "not_a_quantity"],
    ["half a unit", [units("mug", 0.5)], "not_a_quantity"],
    ["fewer than none", [units("mug", -1)], "not_a_quantity"],
    ["nothing at all", [], "nothing_left"],
  ])("refuses %s", (_, lineItems, kind) => {
    expect(refusalOf(ship(orderOf([lineOf("mug", 2), downloadOf("plan")]), { lineItems }, now))).toBe(kind);
  });

  test.each(["manual_review", "canceled"] as const)("refuses an order that is %s", (status) => {
    expect(refusalOf(ship(orderOf([lineOf("mug", 2)], { status }), {}, now))).toBe("wrong_status");
  });

  test("refuses once everything has left", () => {
    const shipped = given(ship(orderOf([lineOf("mug", 2)]), {}, now));
    expect(refusalOf(ship(shipped, {}, now))).toBe("nothing_left");
  });
});

describe("pickup", () => {
  const order = orderOf([lineOf("mug", 2), lineOf("tote", 1)], { delivery: counter });

  test("is planned for an order whose buyer comes for it", () => {
    expect(waysOf(order)).toEqual(["pickup pending: mug 2, tote 1"]);
    expect(fulfillmentAt(order, 0)).toMatchObject({ description: "At the counter", destination: undefined });
  });

  test("is ready, and done only when the buyer has come", () => {
    const ready = given(makeReady(order, {}, now));
    expect(ready.status).toBe("processing");
    expect(quantitiesOf(ready)).toEqual(["2/2/0", "1/1/0"]);
    const fetched = given(deliver(ready, {}, now));
    expect(fetched.status).toBe("completed");
    expect(quantitiesOf(fetched)).toEqual(["2/2/2", "1/1/1"]);
    expect(fulfillmentAt(fetched, 0).events.map(({ type }) => type)).toEqual([
      "ready_for_pickup",
      "delivered",
    ]);
  });

  test("may be ready in parts", () => {
    const ready = given(makeReady(order, { lineItems: [units("mug", 1)] }, now));
    expect(waysOf(ready)).toEqual(["pickup ready_for_pickup: mug 1", "pickup pending: mug 1, tote 1"]);
    expect(refusalOf(makeReady(ready, { lineItems: [units("mug", 2)] }, now))).toBe("too_many_units");
    expect(refusalOf(makeReady(given(makeReady(ready, {}, now)), {}, now))).toBe("nothing_left");
  });
});

test("a line item id is compared whole", () => {
  const order = orderOf([lineOf("mug", 1)]);
  expect(refusalOf(ship(order, { lineItems: [{ id: asId<LineItemId>("mu"), quantity: 1 }] }, now))).toBe(
    "unknown_line",
  );
});
