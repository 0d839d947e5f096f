import { describe, expect, test } from "bun:test";
import { DAY, HOUR, MINUTE } from "../../src/clock.ts";
import { asId, type OrderId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
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
    await fetch(`${shop.standIn.url}/v1/payment_intents/${shop.intent.id}/capture`, {
      method: "POST",
      headers: { authorization: "Bearer sk_test_standin" },
      body: new URLSearchParams(),
    });
    await shop.hear(...shop.told(/payment_intent.succeeded/));
    expect(await shop.state()).toBe("captured");
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
