import { describe, expect, test } from "bun:test";
import { DAY, HOUR, MINUTE } from "../../src/clock.ts";
import { asId, type OrderId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { beginRefund } from "../../src/payments/begin-refund.ts";
import { agentOf } from "../checkout/requests.ts";
import { cancelIntent } from "../stripe/payment-intents.ts";
import { openStripeShop } from "./stripe-shop.ts";

/** A shop that captures by hand, with an order of two shirts that is authorised: 108.92. */
async function authorised() {
  const shop = await openStripeShop({ stripe: { capture: "manual" } });
  const agent = agentOf(shop);
  const { json } = await agent.complete(await agent.ready(), await shop.token());
  expect(json.status).toBe("completed");
  const [order] = await shop.ordersMade();
  const [intent] = shop.standIn.books.intents.values();
  if (!order || !intent) throw new Error("it was ordered and authorised");
  return {
    ...shop,
    order,
    intent,
    capture: () => shop.captures.capture(order.id),
    refund: (amount?: number) =>
      shop.refunds.refund({
        orderId: order.id,
        of: amount === undefined ? { kind: "rest" } : { kind: "amount", amount: minor(amount) },
        restock: false,
      }),
    /** The merchant takes the money in Stripe's dashboard, and Stripe tells. */
    async captureAtDashboard(amount?: number) {
      await fetch(`${shop.standIn.url}/v1/payment_intents/${intent.id}/capture`, {
        method: "POST",
        headers: { authorization: "Bearer sk_test_standin" },
        body: new URLSearchParams(amount === undefined ? {} : { amount_to_capture: String(amount) }),
      });
      await shop.hear(...shop.told(/payment_intent.succeeded/));
    },
    state: async () => (await shop.reads.attempts.find(order.attemptId))?.capture?.state,
  };
}

const TOTAL = 10892;

describe("money that is captured by hand", () => {
  test("is authorised with the order, and taken once", async () => {
    await using shop = await authorised();
    expect(shop.intent.status).toBe("requires_capture");
    expect(await shop.state()).toBe("authorized");
    expect(await shop.capture()).toEqual({ kind: "captured" });
    expect(await shop.capture()).toEqual({ kind: "captured" });
    expect(shop.intent.amountReceived).toBe(TOTAL);
    const asked = shop.standIn.seen.filter(({ route }) => route.endsWith("/capture"));
    expect(asked).toHaveLength(1);
  });

  test("is taken without what was refunded before, and refunded from then on", async () => {
    await using shop = await authorised();
    expect(await shop.refund(892)).toMatchObject({ kind: "begun", refund: { state: "succeeded" } });
    expect(shop.standIn.books.refunds.size).toBe(0);
    await shop.capture();
    expect(shop.intent.amountReceived).toBe(10000);
    expect(await shop.refund(10001)).toEqual({ kind: "more_than_left", left: minor(10000) });
    await shop.refund();
    expect([...shop.standIn.books.refunds.values()].map(({ amount }) => amount)).toEqual([10000]);
    const [order] = await shop.ordersMade();
    expect(order?.totals.at(-1)).toMatchObject({ type: "amount_refunded", amount: TOTAL });
  });

  test("is let go when all of it is refunded before", async () => {
    await using shop = await authorised();
    await shop.refund(892);
    await shop.refund();
    expect(shop.intent.status).toBe("canceled");
    expect(await shop.state()).toBe("canceled");
    expect(await shop.capture()).toEqual({ kind: "nothing_to_capture" });
    await shop.hear(...shop.told(/payment_intent/));
    expect(shop.alerts).toEqual([]);
  });

  test("that was captured at the dashboard is known here by Stripe's event", async () => {
    await using shop = await authorised();
    await shop.captureAtDashboard();
    expect(await shop.state()).toBe("captured");
    expect(await shop.refund()).toMatchObject({
      kind: "begun",
      refund: { state: "succeeded", amount: TOTAL },
    });
  });

  test("that was captured at the dashboard in part is refunded no further than that part", async () => {
    await using shop = await authorised();
    await shop.captureAtDashboard(5000);
    expect(await shop.state()).toBe("captured");
    const [order] = await shop.ordersMade();
    expect(order?.adjustments).toMatchObject([{ type: "refund", status: "completed", amount: 5892 }]);
    expect(await shop.refund(5001)).toEqual({ kind: "more_than_left", left: minor(5000) });
    expect(await shop.refund()).toMatchObject({
      kind: "begun",
      refund: { state: "succeeded", amount: 5000 },
    });
  });

  test("that was refunded in part, and then captured whole at the dashboard, is given back after all", async () => {
    await using shop = await authorised();
    await shop.refund(892);
    await shop.captureAtDashboard();
    expect((await shop.ordersMade())[0]?.adjustments).toMatchObject([{ status: "pending", amount: 892 }]);
    await shop.refunds.recover(10);
    expect([...shop.standIn.books.refunds.values()].map(({ amount }) => amount)).toEqual([892]);
    const [order] = await shop.ordersMade();
    expect(order?.adjustments).toMatchObject([{ status: "completed", amount: 892 }]);
    expect(order?.totals.at(-1)).toMatchObject({ type: "amount_refunded", amount: 892 });
  });

  test("is not given back twice when a refund's process died and the rest was captured before it is taken up", async () => {
    await using shop = await authorised();
    const request = {
      orderId: shop.order.id,
      of: { kind: "amount", amount: minor(892) },
      restock: false,
    } as const;
    await shop.write((stores) => beginRefund(stores, request, "stripe", shop.clock.now()));
    await shop.capture();
    expect(shop.intent.amountReceived).toBe(10000);
    shop.clock.advance(2 * MINUTE);
    await shop.refunds.recover(10);
    expect(shop.standIn.books.refunds.size).toBe(0);
    expect((await shop.ordersMade())[0]?.adjustments).toMatchObject([{ status: "completed", amount: 892 }]);
    expect(await shop.refund()).toMatchObject({ kind: "begun", refund: { amount: 10000 } });
  });

  test("may be captured by two hands at once, and is taken once", async () => {
    await using shop = await authorised();
    const answers = await Promise.all([shop.capture(), shop.capture(), shop.capture()]);
    expect(answers.map(({ kind }) => kind)).toEqual(["captured", "captured", "captured"]);
    expect(shop.intent.amountReceived).toBe(TOTAL);
  });

  test("of an order nobody knows, or one that was paid at once, is not there to capture", async () => {
    await using shop = await openStripeShop();
    const agent = agentOf(shop);
    await agent.complete(await agent.ready(), await shop.token());
    const [order] = await shop.ordersMade();
    expect(await shop.captures.capture(order?.id ?? asId(""))).toEqual({ kind: "nothing_to_capture" });
    expect(await shop.captures.capture(asId<OrderId>("ord_nothing"))).toEqual({ kind: "no_such_order" });
  });
});

describe("a capture whose answer is lost", () => {
  test("is under way, lets nothing be refunded, and is found out by recovery", async () => {
    await using shop = await authorised();
    for (const on of ["POST /v1/payment_intents/:id/capture", "GET /v1/payment_intents/:id"])
      shop.standIn.faults.add({ name: "cut_after", on, times: 3 });
    expect(await shop.capture()).toEqual({ kind: "under_way" });
    expect(await shop.refund()).toEqual({ kind: "capture_under_way" });
    shop.clock.advance(6 * MINUTE);
    expect(await shop.captures.recover(10)).toBe(1);
    expect(await shop.state()).toBe("captured");
    expect(shop.intent.amountReceived).toBe(TOTAL);
    expect(await shop.captures.recover(10)).toBe(0);
  });
});

test("a capture whose answer was lost before the clock was set back is looked at at once", async () => {
  await using shop = await authorised();
  for (const on of ["POST /v1/payment_intents/:id/capture", "GET /v1/payment_intents/:id"])
    shop.standIn.faults.add({ name: "cut_after", on, times: 3 });
  expect(await shop.capture()).toEqual({ kind: "under_way" });
  shop.clock.advance(-DAY);
  expect(await shop.captures.recover(10)).toBe(1);
  expect(await shop.state()).toBe("captured");
});

test("an authorisation is left to wait, however far ahead its next look is", async () => {
  await using shop = await authorised();
  expect(await shop.captures.recover(10)).toBe(0);
});

describe("a capture that does not come about", () => {
  test("since Stripe does not answer is told a day before the authorisation ends", async () => {
    await using shop = await authorised();
    const on = "POST /v1/payment_intents/:id/capture";
    shop.standIn.faults.add({ name: "error_500_before", on, times: 99 });
    await shop.capture();
    shop.clock.advance(5 * DAY);
    await shop.captures.recover(10);
    expect(shop.alerts).toEqual([]);
    shop.clock.advance(DAY + HOUR);
    await shop.captures.recover(10);
    expect(shop.alerts).toMatchObject([{ kind: "authorization_ending", orderId: shop.order.id }]);
  });
});

describe("an authorisation that nobody captures", () => {
  test("is warned of a day before it ends, once, and told when it has ended", async () => {
    await using shop = await authorised();
    shop.clock.advance(5 * DAY);
    expect(await shop.captures.recover(10)).toBe(0);
    shop.clock.advance(DAY + HOUR);
    await shop.captures.recover(10);
    expect(await shop.captures.recover(10)).toBe(0);
    expect(shop.alerts.map(({ kind }) => kind)).toEqual(["authorization_ending"]);
    cancelIntent(shop.standIn, shop.intent, "automatic");
    shop.clock.advance(DAY);
    await shop.captures.recover(10);
    expect(shop.alerts.map(({ kind }) => kind)).toEqual(["authorization_ending", "authorization_lapsed"]);
    expect(await shop.state()).toBe("lapsed");
    expect(await shop.capture()).toEqual({ kind: "lapsed" });
    expect(await shop.refund()).toEqual({ kind: "never_paid" });
  });

  test("is told at once by Stripe's event", async () => {
    await using shop = await authorised();
    cancelIntent(shop.standIn, shop.intent, "automatic");
    await shop.hear(...shop.told(/payment_intent.canceled/));
    await shop.hear(...shop.told(/payment_intent.canceled/));
    expect(shop.alerts.map(({ kind }) => kind)).toEqual(["authorization_lapsed"]);
  });
});
