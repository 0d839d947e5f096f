import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { Stripe } from "stripe";
import { finishSession, payOnPage } from "./checkout-sessions.ts";
import { SECRET_KEY, type StripeStandIn, startStripeStandIn } from "./stand-in.ts";

let now = Date.parse("2026-06-01T12:00:00Z");
let standIn: StripeStandIn;
let stripe: Stripe;
beforeEach(async () => {
  standIn = await startStripeStandIn(0, () => now);
  const { hostname, port } = new URL(standIn.url);
  stripe = new Stripe(SECRET_KEY, { host: hostname, port, protocol: "http", maxNetworkRetries: 0 });
});
afterEach(() => standIn[Symbol.asyncDispose]());

type Parameters = Stripe.Checkout.SessionCreateParams;
type Line = NonNullable<Parameters["line_items"]>[number];

const line = (amount: number): Line => ({
  quantity: 1,
  price_data: { currency: "usd", unit_amount: amount, product_data: { name: "A mug" } },
});
const inMinutes = (minutes: number) => Math.floor(now / 1000) + minutes * 60;

function open(given: Parameters = {}) {
  return stripe.checkout.sessions.create({
    mode: "payment",
    success_url: "https://shop.example/return",
    line_items: [line(1200)],
    metadata: { attempt_id: "pay_1" },
    ...given,
  });
}

describe("Checkout Sessions are refused as Stripe refuses them", () => {
  test.each<readonly [string, () => Parameters, string]>([
    ["that end too soon", () => ({ expires_at: inMinutes(29) }), "at least 30 minutes"],
    ["that end too late", () => ({ expires_at: inMinutes(24 * 60 + 1) }), "less than 24 hours"],
    [
      "of too many lines",
      () => ({ line_items: Array.from({ length: 101 }, () => line(100)) }),
      "at most 100",
    ],
    ["of no line", () => ({ line_items: [] }), "line_items"],
    ["with a negative amount", () => ({ line_items: [line(1200), line(-100)] }), "non-negative"],
    ["of too little", () => ({ line_items: [line(49)] }), "at least $0.50"],
    ["with parameters Stripe does not know", () => ({ shop: "ours" }) as Parameters, "unknown parameter"],
  ])("%s", async (_, parameters, words) => {
    await expect(open(parameters())).rejects.toThrow(words);
  });
});

describe("a Checkout Session", () => {
  test("has no intent before its buyer confirms, and does not give it its own metadata", async () => {
    const session = await open({ payment_intent_data: { metadata: { order_id: "ord_1" } } });
    expect(session).toMatchObject({ status: "open", payment_status: "unpaid", payment_intent: null });
    expect(payOnPage(standIn, session.id)).toBe("paid");
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
    expect(paid).toMatchObject({ status: "complete", payment_status: "paid", url: null });
    expect(paid.payment_intent).toMatchObject({ status: "succeeded", metadata: { order_id: "ord_1" } });
    expect(Reflect.get(Object(paid.payment_intent), "metadata")).not.toHaveProperty("attempt_id");
  });

  test("stays open after a declined card, with the same intent for the next", async () => {
    const { id } = await open();
    expect(payOnPage(standIn, id, "pm_card_chargeDeclined")).toBe("declined");
    const declined = await stripe.checkout.sessions.retrieve(id);
    expect(declined.status).toBe("open");
    expect(payOnPage(standIn, id)).toBe("paid");
    expect((await stripe.checkout.sessions.retrieve(id)).payment_intent).toBe(declined.payment_intent);
  });

  test("is expired once, only while it is open, and then takes nothing", async () => {
    const { id } = await open();
    expect((await stripe.checkout.sessions.expire(id)).status).toBe("expired");
    await expect(stripe.checkout.sessions.expire(id)).rejects.toThrow('a status in ["open"]');
    expect(payOnPage(standIn, id)).toBe("over");
    const paid = await open();
    payOnPage(standIn, paid.id);
    await expect(stripe.checkout.sessions.expire(paid.id)).rejects.toThrow("`complete`");
  });

  test("expires by itself", async () => {
    const { id } = await open({ expires_at: inMinutes(30) });
    now += 30 * 60_000;
    expect(payOnPage(standIn, id)).toBe("over");
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe("expired");
    expect(standIn.events.all.map(({ type }) => type)).toContain("checkout.session.expired");
  });

  test("keeps its intent from being canceled", async () => {
    const { id } = await open();
    payOnPage(standIn, id, "pm_card_chargeDeclined");
    const { payment_intent } = await stripe.checkout.sessions.retrieve(id);
    await expect(stripe.paymentIntents.cancel(String(payment_intent))).rejects.toThrow("created by Checkout");
  });

  test("is complete and unpaid while the money is on its way, or only authorised", async () => {
    const slow = await open();
    payOnPage(standIn, slow.id, "pm_standin_processing");
    expect(await stripe.checkout.sessions.retrieve(slow.id)).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
    });
    finishSession(standIn, slow.id, "succeeds");
    expect((await stripe.checkout.sessions.retrieve(slow.id)).payment_status).toBe("paid");
    const held = await open({ payment_intent_data: { capture_method: "manual" } });
    payOnPage(standIn, held.id);
    expect(await stripe.checkout.sessions.retrieve(held.id)).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
    });
  });
});
