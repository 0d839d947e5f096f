import { describe, expect, test } from "bun:test";
import { HOUR, MINUTE, SECOND } from "../../src/clock.ts";
import { buyerOf } from "../checkout/buyer.ts";
import { finishSession, payOnPage, sessionOfAttempt } from "../stripe/checkout-sessions.ts";
import { type FaultName, faults } from "../stripe/faults.ts";
import { openStripeShop } from "./stripe-shop.ts";

type StripeShop = Awaited<ReturnType<typeof openStripeShop>>;

const OPEN = "POST /v1/checkout/sessions";
const EXPIRE = "POST /v1/checkout/sessions/:id/expire";

/** A buyer whose provider's page is Stripe's. */
async function stripeBuyer(shop: StripeShop, variant?: string, quantity?: number) {
  const buyer = await buyerOf(shop, variant, quantity);
  /** Stripe's session for the attempt that is open. */
  const page = async () => {
    const attempt = await buyer.attempt();
    const session = attempt && sessionOfAttempt(shop.standIn.books, attempt.id);
    if (!session) throw new Error("no page is open");
    return session;
  };
  return {
    ...buyer,
    page,
    payThere: async (card?: string) => payOnPage(shop.standIn, (await page()).id, card),
  };
}

const sessions = (shop: StripeShop) => [...shop.standIn.books.checkoutSessions.values()];
const requests = (shop: StripeShop, route: string) =>
  shop.standIn.seen.filter((request) => request.route === route);

describe("the page is opened", () => {
  test("for what is sold, once, and for nothing that anybody could change there", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop, "shirt-small", 2);
    expect(await buyer.pay()).toMatchObject({ kind: "redirect" });
    const attempt = await buyer.attempt();
    const [request, ...more] = requests(shop, OPEN);
    expect(more).toEqual([]);
    expect(request?.idempotencyKey).toBe(attempt?.id);
    const names = { checkout_session_id: buyer.id, order_id: attempt?.orderId, attempt_id: attempt?.id };
    expect(request?.parameters).toMatchObject({
      mode: "payment",
      adaptive_pricing: { enabled: "false" },
      allow_promotion_codes: "false",
      automatic_tax: { enabled: "false" },
      expires_at: String((shop.clock.now() + 40 * MINUTE) / 1000),
      success_url: expect.stringContaining(`/checkout/${buyer.id}.`),
      cancel_url: expect.stringContaining("/back"),
      metadata: names,
      payment_intent_data: { capture_method: "automatic", metadata: names },
      line_items: [
        {
          quantity: "1",
          price_data: { unit_amount: "9600", product_data: { name: "2 × Linen shirt - Small" } },
        },
        { quantity: "1", price_data: { unit_amount: "500" } },
        { quantity: "1", price_data: { unit_amount: "792" } },
      ],
    });
    expect(request?.parameters["allowed_payment_method_types"]).toContain("card");
    expect(request?.parameters["allowed_payment_method_types"]).not.toContain("sepa_debit");
  });

  test("with ways to pay that take days where the shop wants them", async () => {
    await using shop = await openStripeShop({ stripe: { offersDelayedMethods: true } });
    await (await stripeBuyer(shop)).pay();
    expect(requests(shop, OPEN)[0]?.parameters).not.toHaveProperty("allowed_payment_method_types");
  });

  test("and closed again unseen where it is for another amount", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    shop.standIn.faults.add({ name: "wrong_amount", on: OPEN });
    expect(await buyer.pay()).toMatchObject({ kind: "refused", problem: { kind: "payment_misconfigured" } });
    expect(sessions(shop).map(({ status }) => status)).toEqual(["expired"]);
    expect(await buyer.status()).toBe("ready_for_payment");
    expect(shop.alerts.map(({ kind }) => kind)).toContain("misconfigured");
  });

  test("not for what Stripe will not take, which the buyer is told", async () => {
    await using shop = await openStripeShop();
    await shop.setPrice("voucher", 20);
    expect(await (await stripeBuyer(shop)).pay()).toMatchObject({
      kind: "refused",
      problem: { kind: "payment_declined", reason: "amount_too_small" },
    });
  });

  test("not at all where nothing is due", async () => {
    await using shop = await openStripeShop();
    await shop.setPrice("voucher", 0);
    expect(await (await stripeBuyer(shop)).pay()).toMatchObject({ kind: "completed" });
    expect(shop.standIn.seen).toEqual([]);
  });
});

const lost = Object.keys(faults).filter(
  (name): name is FaultName => name in faults && !/^(rate_limit|lock_timeout|wrong_)/.test(name),
);

describe("an opening whose answer is lost", () => {
  test.each(lost)("by %s is repeated word for word, and opens one page", async (name) => {
    await using shop = await openStripeShop({
      budgets: { other: name.startsWith("timeout") ? 100 : 60_000 },
    });
    const buyer = await stripeBuyer(shop);
    // A try that is waited for uses up the time of them all.
    shop.standIn.faults.add({ name, on: OPEN, times: name.startsWith("timeout") ? 1 : 3 });
    expect(await buyer.pay()).toMatchObject({
      kind: "refused",
      problem: { kind: "payment_outcome_unknown" },
    });
    shop.clock.advance(9 * MINUTE);
    expect(await buyer.pay()).toMatchObject({ kind: "redirect" });
    expect(sessions(shop)).toHaveLength(1);
    const said = requests(shop, OPEN).map(({ parameters }) => JSON.stringify(parameters));
    expect(new Set(said).size).toBe(1);
  });

  test("is given up when its window is over: nobody was shown the page", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    shop.standIn.faults.add({ name: "cut_after", on: OPEN, times: 3 });
    await buyer.pay();
    shop.clock.advance(11 * MINUTE);
    await shop.settlement.recover(10);
    expect(await buyer.status()).toBe("ready_for_payment");
    expect(requests(shop, OPEN)).toHaveLength(3);
  });

  test("lets the buyer go back at once", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    shop.standIn.faults.add({ name: "cut_after", on: OPEN, times: 3 });
    await buyer.pay();
    expect(await buyer.back()).toMatchObject({ kind: "free" });
  });

  test("is named by an event, and looked at", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    shop.standIn.faults.add({ name: "cut_after", on: OPEN, times: 3 });
    await buyer.pay();
    await shop.hear(...shop.told(/^checkout\.session\.created$/));
    expect((await buyer.attempt())?.hosted?.page?.id).toBe((await buyer.page()).id);
  });
});

describe("a buyer at Stripe's page", () => {
  test("pays, and the order's money is known by its intent", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    await buyer.pay();
    const { id } = (await buyer.attempt()) ?? {};
    const page = await buyer.page();
    await buyer.payThere();
    expect(await buyer.returned()).toMatchObject({ kind: "completed" });
    const attempt = id && (await shop.reads.attempts.find(id));
    expect(attempt).toMatchObject({ reference: page.intent?.id, hosted: { page: { id: page.id } } });
    const [order] = await shop.ordersMade();
    if (!order) throw new Error("there is an order");
    expect(shop.standIn.paid()).toHaveLength(1);
  });

  test("may try another card: a declined one, and what its intent tells of it, change nothing", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    await buyer.pay();
    expect(await buyer.payThere("pm_card_chargeDeclined")).toBe("declined");
    await shop.hear(...shop.told(/^payment_intent\.payment_failed$/));
    expect(await buyer.returned()).toMatchObject({ kind: "at_provider" });
    expect(await buyer.payThere()).toBe("paid");
    await shop.hear(...shop.told(/./));
    expect(await buyer.status()).toBe("completed");
  });

  test("only authorises where money is taken later", async () => {
    await using shop = await openStripeShop({ stripe: { capture: "manual" } });
    const buyer = await stripeBuyer(shop, "shirt-small");
    await buyer.pay();
    await buyer.payThere();
    expect(await buyer.returned()).toMatchObject({ kind: "completed" });
    const [order] = await shop.ordersMade();
    if (!order) throw new Error("there is an order");
    expect((await shop.reads.attempts.find(order.attemptId))?.capture).toMatchObject({ state: "authorized" });
    expect(await shop.captures.capture(order.id)).toEqual({ kind: "captured" });
  });

  test("has an authorisation let go where all of it is refunded before it is taken", async () => {
    await using shop = await openStripeShop({ stripe: { capture: "manual" } });
    const buyer = await stripeBuyer(shop, "shirt-small");
    await buyer.pay();
    await buyer.payThere();
    await buyer.returned();
    const [order] = await shop.ordersMade();
    if (!order) throw new Error("there is an order");
    await shop.refunds.refund({ orderId: order.id, of: { kind: "rest" }, restock: false });
    expect([...shop.standIn.books.intents.values()].map(({ status }) => status)).toEqual(["canceled"]);
  });

  test("gets money back by the intent", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    await buyer.pay();
    await buyer.payThere();
    await buyer.returned();
    const [order] = await shop.ordersMade();
    if (!order) throw new Error("there is an order");
    await shop.refunds.refund({ orderId: order.id, of: { kind: "rest" }, restock: false });
    const [refund] = shop.standIn.books.refunds.values();
    expect(refund).toMatchObject({ amount: 2500, status: "succeeded" });
    expect(refund?.charge.intent.isOfSession).toBe(true);
  });

  test("who pays in a way that takes days keeps the goods, without a deadline, until the bank decides", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop, "mug");
    await buyer.pay();
    const page = await buyer.page();
    await buyer.payThere("pm_standin_processing");
    expect(await buyer.returned()).toMatchObject({ kind: "pending" });
    shop.clock.advance(72 * HOUR);
    await shop.settlement.recover(10);
    expect(await buyer.status()).toBe("in_progress");
    expect(await shop.available("mug")).toBe(0);
    finishSession(shop.standIn, page.id, "succeeds");
    await shop.hear(...shop.told(/async_payment_succeeded/));
    expect(await buyer.status()).toBe("completed");
  });

  test("whose bank refuses after days may pay again", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    await buyer.pay();
    const page = await buyer.page();
    await buyer.payThere("pm_standin_processing");
    await buyer.returned();
    finishSession(shop.standIn, page.id, "fails");
    await shop.hear(...shop.told(/async_payment_failed/));
    expect(await buyer.status()).toBe("ready_for_payment");
    expect(await buyer.pay()).toMatchObject({ kind: "redirect" });
  });

  test("who never pays is found out by Stripe's event, or by a look without it", async () => {
    await using shop = await openStripeShop();
    const [heard, unheard] = [await stripeBuyer(shop), await stripeBuyer(shop)];
    await heard.pay();
    await unheard.pay();
    const page = await heard.page();
    shop.clock.advance(40 * MINUTE + SECOND);
    expect(payOnPage(shop.standIn, page.id)).toBe("over");
    await shop.hear(...shop.told(/^checkout\.session\.expired$/));
    expect(await heard.status()).toBe("ready_for_payment");
    expect(await unheard.status()).toBe("requires_escalation");
    await shop.settlement.recover(10);
    expect(await unheard.status()).toBe("ready_for_payment");
  });
});

describe("going back closes the page", () => {
  test("and nothing can be paid there any more", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    await buyer.pay();
    const page = await buyer.page();
    expect(await buyer.back()).toMatchObject({ kind: "free" });
    expect(payOnPage(shop.standIn, page.id)).toBe("over");
    expect(await buyer.pay()).toMatchObject({ kind: "redirect" });
    expect(sessions(shop).map(({ status }) => status)).toEqual(["expired", "open"]);
  });

  test("or gives the order, where the buyer was faster", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    await buyer.pay();
    await buyer.payThere();
    expect(await buyer.back()).toMatchObject({ kind: "completed" });
  });

  test("or nothing, while Stripe does not answer; then it is tried again", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    await buyer.pay();
    shop.standIn.faults.add({ name: "error_500_before", on: EXPIRE, times: 3 });
    expect(await buyer.back()).toMatchObject({ kind: "at_provider" });
    expect(await buyer.back()).toMatchObject({ kind: "free" });
  });

  test("even when the answer to it was lost", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    await buyer.pay();
    shop.standIn.faults.add({ name: "cut_after", on: EXPIRE, times: 1 });
    expect(await buyer.back()).toMatchObject({ kind: "free" });
  });

  test("at the same moment as the buyer pays: one order, or none and nothing charged", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    await buyer.pay();
    const page = await buyer.page();
    shop.standIn.before = (route) => {
      if (route === EXPIRE) payOnPage(shop.standIn, page.id);
    };
    expect(await buyer.back()).toMatchObject({ kind: "completed" });
    expect(await shop.ordersMade()).toHaveLength(1);
  });
});

describe("Stripe's events about a page", () => {
  test("twice, late and out of order make one order", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    await buyer.pay();
    await buyer.payThere();
    const told = shop.told(/./);
    shop.clock.advance(3 * MINUTE);
    await shop.hear(...told.toReversed(), ...told);
    expect(await buyer.status()).toBe("completed");
    expect(await shop.ordersMade()).toHaveLength(1);
  });

  test("that no attempt knows are none of ours", async () => {
    await using shop = await openStripeShop();
    const buyer = await stripeBuyer(shop);
    await buyer.pay();
    const [event] = shop.told(/^checkout\.session\.created$/);
    if (!event) throw new Error("Stripe tells of new sessions");
    const object = { ...event.data.object, metadata: {} };
    await shop.hear({ ...event, id: "evt_other", data: { object } });
    expect(await shop.reads.paymentEvents.countDue()).toBe(0);
  });
});
