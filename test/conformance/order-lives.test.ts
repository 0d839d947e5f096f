import { expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import type { Order } from "../../src/orders/order.ts";
import { servedWires } from "../../src/protocols/acp/versions.ts";
import { testShop } from "../checkout/shop.ts";
import { openDashboardShop } from "../orders/dashboard-shop.ts";
import { given } from "../orders/orders.ts";
import { describeOfficial, validate, validateWebhook } from "./official.ts";

/** Every state that an order goes through while its merchant works on it, from paid to the last cent given back. */
async function lives(): Promise<readonly Order[]> {
  await using at = await openDashboardShop();
  const bought = await at.buy([
    { id: "shirt-small", quantity: 3 },
    { id: "voucher", quantity: 1 },
  ]);
  const { id } = bought;
  const some = (quantity: number) => at.some(bought, quantity);
  const steps = [
    () => at.orderService.work(id, { kind: "hold" }, "dashboard"),
    () => at.orderService.work(id, { kind: "confirm" }, "dashboard"),
    () =>
      at.orderService.work(
        id,
        { kind: "ship", lineItems: some(1), carrier: "UPS", trackingNumber: "1Z9" },
        "dashboard",
      ),
    () =>
      at.orderService.work(
        id,
        { kind: "track", fulfillmentId: parcelOf(states.at(-1)), type: "out_for_delivery" },
        "dashboard",
      ),
    () =>
      at.orderService.work(
        id,
        { kind: "track", fulfillmentId: parcelOf(states.at(-1)), type: "returned_to_sender" },
        "dashboard",
      ),
    () =>
      at.orderService.work(id, { kind: "cancel", lineItems: some(1), description: "One tore" }, "dashboard"),
    () => at.orderService.work(id, { kind: "ready", lineItems: some(1) }, "dashboard"),
    () => at.orderService.work(id, { kind: "ship" }, "dashboard"),
    () => at.orderService.work(id, { kind: "deliver" }, "dashboard"),
    () => at.orderService.work(id, { kind: "return", lineItems: some(1), restock: true }, "dashboard"),
    () =>
      at.orderService.work(
        id,
        { kind: "note", type: "credit", amount: bought.lineItems[0]?.unitPrice },
        "dashboard",
      ),
    () => at.orderService.work(id, { kind: "refund", of: { kind: "rest" }, restock: true }, "dashboard"),
  ];
  const states = [bought];
  for (const step of steps) states.push(given(await step()).order);
  return states;
}

/** The parcel that is under way. */
function parcelOf(order: Order | undefined): Order["fulfillments"][number]["id"] {
  const parcel = order?.fulfillments.find(({ type, events }) => type === "shipping" && events.length > 0);
  if (!parcel) throw new Error("no parcel is under way");
  return parcel.id;
}

test("the life of an order touches every kind of change", async () => {
  const states = await lives();
  expect(states.map(({ status }) => status)).toEqual([
    "confirmed",
    "manual_review",
    "confirmed",
    "processing",
    "processing",
    "processing",
    "processing",
    "processing",
    "processing",
    "processing",
    "processing",
    "processing",
    "completed",
  ]);
  expect(new Set(states.at(-1)?.adjustments.map(({ type }) => type))).toEqual(
    new Set(["cancellation", "refund", "return", "credit"]),
  );
});

describeOfficial("every state of an order", () => {
  test("is valid by the official schema of 2026-04-17", async () => {
    const newest = servedWires().find(({ version }) => version === "2026-04-17");
    for (const order of await lives()) {
      const event = newest?.orderEvent.encode("order_update", order, testShop);
      expect(validateWebhook("2026-04-17", event)).toEqual([]);
      expect(validate("2026-04-17", "Order", (event as { data: unknown }).data)).toEqual([]);
    }
  });

  test("is told as each version's official webhook says", async () => {
    const states = await lives();
    for (const { version, orderEvent } of servedWires()) {
      for (const order of states) {
        const event = orderEvent.encode("order_update", order, testShop);
        expect(validateWebhook(version, event)).toEqual([]);
        expect([...Value.Errors(orderEvent.schema, JSON.parse(JSON.stringify(event)))]).toEqual([]);
      }
    }
  });
});
