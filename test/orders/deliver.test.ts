import { describe, expect, test } from "bun:test";
import { asId, type FulfillmentId } from "../../src/ids.ts";
import { takeBack } from "../../src/orders/cancel.ts";
import { deliver, type Progress, track } from "../../src/orders/deliver.ts";
import { ship } from "../../src/orders/ship.ts";
import {
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

const shipped = given(ship(orderOf([lineOf("mug", 2)]), { carrier: "DHL", trackingNumber: "1" }, now));
const parcel = fulfillmentAt(shipped, 0).id;

function step(type: Progress["type"], fulfillmentId = parcel): Progress {
  return { type, fulfillmentId };
}

describe("a delivery", () => {
  test("completes the order when it was the last", () => {
    const delivered = given(deliver(shipped, { description: "Left at front door" }, now));
    expect(delivered.status).toBe("completed");
    expect(fulfillmentAt(delivered, 0)).toMatchObject({
      status: "delivered",
      events: [{ type: "shipped" }, { type: "delivered", description: "Left at front door" }],
    });
  });

  test("of one parcel leaves the other on its way", () => {
    const half = given(ship(orderOf([lineOf("mug", 2)]), { lineItems: [units("mug", 1)] }, now));
    const both = given(ship(half, {}, now));
    const one = given(deliver(both, { fulfillmentId: fulfillmentAt(both, 1).id }, now));
    expect(waysOf(one)).toEqual(["shipping shipped: mug 1", "shipping delivered: mug 1"]);
    expect(one.status).toBe("shipped");
    expect(given(deliver(one, {}, now)).status).toBe("completed");
  });

  test("is not noted twice", () => {
    const delivered = given(deliver(shipped, {}, now));
    expect(refusalOf(deliver(delivered, {}, now))).toBe("nothing_left");
    expect(refusalOf(deliver(delivered, { fulfillmentId: parcel }, now))).toBe("wrong_fulfillment");
  });

  test("needs something that has left", () => {
    const order = orderOf([lineOf("mug", 1)]);
    expect(refusalOf(deliver(order, {}, now))).toBe("nothing_left");
    expect(refusalOf(deliver(order, { fulfillmentId: fulfillmentAt(order, 0).id }, now))).toBe(
      "wrong_fulfillment",
    );
    expect(refusalOf(deliver(order, { fulfillmentId: asId<FulfillmentId>("ful_0") }, now))).toBe(
      "unknown_fulfillment",
    );
  });
});

describe("digital goods that were not handed over by themselves", () => {
  const order = orderOf([lineOf("mug", 1), downloadOf("plan", 2)]);
  const download = fulfillmentAt(order, 1).id;

  test("are at an address as events may show it", () => {
    const at = (accessUrl: string) =>
      deliver(order, { fulfillmentId: download, digital: { accessUrl } }, now);
    expect(fulfillmentAt(given(at("https://files.example/ä")), 1).digitalDelivery).toEqual({
      accessUrl: "https://files.example/%C3%A4",
    });
    expect(refusalOf(at("https://["))).toBe("not_an_address");
  });

  test("wait until the merchant names them, with what unlocks them", () => {
    expect(waysOf(order)).toEqual(["shipping pending: mug 1", "digital pending: plan 2"]);
    const handed = given(deliver(order, { fulfillmentId: download, digital: { licenseKey: "KEY-1" } }, now));
    expect(quantitiesOf(handed)).toEqual(["1/1/0", "2/2/2"]);
    expect(fulfillmentAt(handed, 1)).toMatchObject({
      status: "delivered",
      digitalDelivery: { licenseKey: "KEY-1" },
    });
  });

  test("are not handed over with a parcel", () => {
    const sent = given(ship(order, {}, now));
    expect(waysOf(given(deliver(sent, {}, now)))).toEqual([
      "shipping delivered: mug 1",
      "digital pending: plan 2",
    ]);
  });

  test("cannot be put into a parcel", () => {
    const sent = given(ship(order, {}, now));
    const change = deliver(
      sent,
      { fulfillmentId: fulfillmentAt(sent, 0).id, digital: { licenseKey: "KEY-1" } },
      now,
    );
    expect(refusalOf(change)).toBe("wrong_fulfillment");
  });
});

describe("a step on the way", () => {
  test.each([
    ["in_transit", "in_transit"],
    ["out_for_delivery", "out_for_delivery"],
    ["failed_attempt", "shipped"],
  ] as const)("%s leaves the parcel %s and the order shipped", (type, status) => {
    const moved = given(track(shipped, { ...step(type), location: "Memphis, TN" }, now));
    expect(fulfillmentAt(moved, 0).status).toBe(status);
    expect(fulfillmentAt(moved, 0).events.at(-1)).toMatchObject({ type, location: "Memphis, TN" });
    expect(moved.status).toBe("shipped");
  });

  test.each(["returned_to_sender", "undeliverable"] as const)(
    "%s puts the goods back among those that wait",
    (type) => {
      const failed = given(track(shipped, step(type), now));
      expect(failed.status).toBe("processing");
      expect(quantitiesOf(failed)).toEqual(["2/2/0"]);
      expect(waysOf(failed)).toEqual(["shipping failed: mug 2", "shipping pending: mug 2"]);
      expect(fulfillmentAt(failed, 1).destination?.city).toBe("San Francisco");
      const again = given(deliver(given(ship(failed, {}, now)), {}, now));
      expect(again.status).toBe("completed");
    },
  );

  test("that fails does not bring back what the buyer has returned", () => {
    const returned = given(takeBack(shipped, { lineItems: [units("mug", 1)] }, now)).order;
    const failed = given(track(returned, step("undeliverable"), now));
    expect(quantitiesOf(failed)).toEqual(["2/1/0"]);
    expect(waysOf(failed)).toEqual(["shipping failed: mug 2", "shipping pending: mug 1"]);
  });

  test("joins goods that still wait", () => {
    const half = given(ship(orderOf([lineOf("mug", 3)]), { lineItems: [units("mug", 2)] }, now));
    const failed = given(track(half, step("undeliverable", fulfillmentAt(half, 0).id), now));
    expect(waysOf(failed)).toEqual(["shipping failed: mug 2", "shipping pending: mug 3"]);
  });

  test("of packing can happen only before the parcel leaves", () => {
    const order = orderOf([lineOf("mug", 1)]);
    const packing = given(track(order, step("processing", fulfillmentAt(order, 0).id), now));
    expect(packing.status).toBe("processing");
    expect(refusalOf(track(packing, step("processing", fulfillmentAt(order, 0).id), now))).toBe(
      "wrong_fulfillment",
    );
    expect(refusalOf(track(shipped, step("processing"), now))).toBe("wrong_fulfillment");
  });

  test.each(["in_transit", "undeliverable"] as const)("%s cannot happen to what has not left", (type) => {
    const order = orderOf([lineOf("mug", 1)]);
    expect(refusalOf(track(order, step(type, fulfillmentAt(order, 0).id), now))).toBe("wrong_fulfillment");
  });

  test("adds to the events and changes none", () => {
    const moved = given(track(given(track(shipped, step("in_transit"), now)), step("out_for_delivery"), now));
    const before = fulfillmentAt(shipped, 0).events;
    expect(fulfillmentAt(moved, 0).events.slice(0, before.length)).toEqual([...before]);
    expect(fulfillmentAt(moved, 0).events).toHaveLength(3);
  });
});
