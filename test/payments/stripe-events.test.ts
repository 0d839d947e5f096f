import { describe, expect, test } from "bun:test";
import { after, DAY, HOUR, MINUTE, SECOND } from "../../src/clock.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import { forgetOldRecords } from "../../src/jobs/forget-old-records.ts";
import { lookHorizon } from "../../src/payments/look.ts";
import { agentOf } from "../checkout/requests.ts";
import { openTestShop, stoppedClock } from "../checkout/shop.ts";
import { oneRun } from "../jobs/workshop.ts";
import { sign } from "../stripe/events.ts";
import { closeDispute, disputeCharge, endRefund, refundCharge } from "../stripe/refunds.ts";
import { WEBHOOK_SECRET } from "./stripe.ts";
import { openStripeShop } from "./stripe-shop.ts";

type StripeShop = Awaited<ReturnType<typeof openStripeShop>>;

/** What the agents have been told so far, in order. */
async function toldAgents(shop: StripeShop): Promise<string[]> {
  const events = await shop.reads.outbox.page({}, undefined, 100);
  return events.map(({ type }) => type).reverse();
}

/** An order that is paid, with the charge behind it. */
async function paidOrder(shop: StripeShop) {
  const agent = agentOf(shop);
  await agent.complete(await agent.ready(), await shop.token());
  const [order] = await shop.ordersMade();
  const [charge] = shop.standIn.books.charges.values();
  if (!order || !charge) throw new Error("it was ordered and charged");
  return { order, charge };
}

const orderNow = async (shop: StripeShop) => (await shop.ordersMade())[0];

describe("an event from Stripe", () => {
  test("settles a charge whose answer was lost before anybody asked again", async () => {
    await using shop = await openStripeShop();
    shop.standIn.faults.add({ name: "cut_after", times: 9 });
    const agent = agentOf(shop);
    const id = await agent.ready();
    expect((await agent.complete(id, await shop.token(), "key")).status).toBe(503);
    shop.standIn.faults.clear();
    await shop.hear(...shop.told(/payment_intent.succeeded/));
    expect((await agent.get(id)).json.status).toBe("completed");
    expect((await agent.complete(id, "spt_whatever", "other key")).json.status).toBe("completed");
    expect(shop.standIn.paid()).toHaveLength(1);
  });

  test("changes nothing twice, however often and in whatever order it comes", async () => {
    await using shop = await openStripeShop();
    const { charge } = await paidOrder(shop);
    const refund = refundCharge(shop.standIn, charge, 500);
    endRefund(shop.standIn, refund.id, "succeeded");
    const events = [...shop.standIn.events.all].reverse();
    await shop.hear(...events);
    await shop.hear(...events);
    const order = await orderNow(shop);
    expect(order?.adjustments).toMatchObject([{ type: "refund", status: "completed", amount: 500 }]);
    expect(await toldAgents(shop)).toEqual(["order_create", "order_update"]);
    expect(await shop.available("shirt-small")).toBe(8);
  });

  test("that comes before our own answer waits for it, and makes the order when that never comes", async () => {
    await using shop = await openStripeShop({ budgets: { charge: 500 } });
    const agent = agentOf(shop);
    const id = await agent.ready();
    shop.standIn.faults.add({ name: "timeout_after", times: 1 });
    const answering = agent.complete(id, await shop.token());
    while (shop.told(/payment_intent.succeeded/).length === 0) await Bun.sleep(5);
    const [event] = shop.told(/payment_intent.succeeded/);
    if (!event) throw new Error("it was told");
    await shop.hear(event);
    expect((await answering).status).toBe(503);
    shop.clock.advance(10 * SECOND);
    await shop.events.process(100);
    expect((await agent.get(id)).json.status).toBe("completed");
    expect(await shop.ordersMade()).toHaveLength(1);
    expect(await toldAgents(shop)).toEqual(["order_create"]);
  });

  test("is refused unless it is signed, for these very bytes, now", async () => {
    await using shop = await openStripeShop();
    await paidOrder(shop);
    const [event] = shop.told(/payment_intent.succeeded/);
    const body = JSON.stringify(event);
    const bytes = (text: string) => new TextEncoder().encode(text);
    const now = Math.floor(shop.clock.now() / 1000);
    const good = sign(body, WEBHOOK_SECRET, now);
    const refused = [
      [body, null],
      [body, ""],
      [body, "t=,v1="],
      [body, good.replace(/.$/, "x")],
      [body, sign(body, "whsec_another", now)],
      [body, sign(body, WEBHOOK_SECRET, now - 301)],
      [body, sign(body, WEBHOOK_SECRET, now + 301)],
      [body.replace("succeeded", "canceled"), good],
      [`${body} `, good],
    ] as const;
    for (const [text, signature] of refused) {
      expect(await shop.events.receive(bytes(text), signature)).toMatchObject({ kind: "refused" });
    }
    expect(await shop.events.receive(bytes(body), good)).toEqual({ kind: "kept" });
    expect(await shop.events.receive(bytes(body), good)).toEqual({ kind: "known" });
  });

  test.each([
    ["", "the body is not JSON in UTF-8"],
    ['{"id":', "the body is not JSON in UTF-8"],
    ["null", "the body is not an object"],
    ["7", "the body is not an object"],
    ["[]", "id must be text"],
    ['{"id":"evt_1"}', "type must be text"],
    ['{"id":"evt_1","type":"x"}', "created must be a moment in whole seconds since 1970"],
    ['{"id":"evt_1","type":"x","created":1e300}', "created must be a moment in whole seconds since 1970"],
    ['{"id":"evt_1","type":"x","created":0.5}', "created must be a moment in whole seconds since 1970"],
  ])("that is signed and yet %p is told what is wrong with it", async (body, why) => {
    await using shop = await openStripeShop();
    const signature = sign(body, WEBHOOK_SECRET, Math.floor(shop.clock.now() / 1000));
    const received = await shop.events.receive(new TextEncoder().encode(body), signature);
    expect(received).toEqual({ kind: "malformed", why });
  });

  test("of somebody else's charge on the same account is let go after some tries", async () => {
    await using shop = await openStripeShop();
    const charge = new URLSearchParams({
      amount: "900",
      currency: "usd",
      confirm: "true",
      payment_method: "pm_card_visa",
    });
    await fetch(`${shop.standIn.url}/v1/payment_intents`, {
      method: "POST",
      headers: { authorization: "Bearer sk_test_standin" },
      body: charge,
    });
    await shop.hear(...shop.standIn.events.all);
    for (let turn = 0; turn < 20; turn++) {
      shop.clock.advance(HOUR);
      await shop.events.process(100);
    }
    expect(await shop.reads.paymentEvents.countDue()).toBe(0);
    expect(await shop.ordersMade()).toHaveLength(0);
    expect(shop.alerts).toEqual([]);
  });

  test("waits while Stripe cannot be asked, and is acted on later", async () => {
    await using shop = await openStripeShop();
    const { charge } = await paidOrder(shop);
    refundCharge(shop.standIn, charge, 500);
    const events = shop.told(/refund/);
    await shop.standIn.refuse();
    await shop.hear(...events);
    expect((await orderNow(shop))?.adjustments).toEqual([]);
    await shop.standIn.listen();
    shop.clock.advance(MINUTE);
    await shop.events.process(100);
    expect((await orderNow(shop))?.adjustments).toHaveLength(1);
  });

  test("that waits is acted on at once when the clock was set back meanwhile", async () => {
    await using shop = await openStripeShop();
    await paidOrder(shop);
    const due = async () => {
      const now = shop.clock.now();
      return (await shop.reads.paymentEvents.due(now, lookHorizon(now), 10)).length;
    };
    const [event] = shop.told(/payment_intent.succeeded/);
    if (!event) throw new Error("it was told");
    await shop.write(({ paymentEvents }) =>
      paymentEvents.add({
        id: "evt_waiting",
        type: event.type,
        provider: "stripe",
        createdAt: shop.clock.now(),
        receivedAt: shop.clock.now(),
        subject: { kind: "charge", reference: "pi_unknown" },
        dueAt: after(shop.clock.now(), MINUTE),
        failures: 1,
      }),
    );
    expect(await due()).toBe(0);
    shop.clock.advance(-DAY);
    expect(await due()).toBe(1);
    await shop.events.process(10);
    expect(await due()).toBe(0);
  });

  test("is forgotten after a month, once it was acted on", async () => {
    await using shop = await openStripeShop();
    await paidOrder(shop);
    const [told] = shop.told(/payment_intent.succeeded/);
    if (!told) throw new Error("nothing was told");
    await shop.hear(told);
    const job = forgetOldRecords(shop.write, shop.clock);
    await job.run(oneRun);
    expect((await shop.receive(told)).kind).toBe("known");
    shop.clock.advance(36 * DAY);
    await job.run(oneRun);
    expect((await shop.receive(told)).kind).toBe("kept");
  });
});

test("events are acted on for some seconds at a time: a provider that does not answer holds nothing else up", async () => {
  const clock = stoppedClock();
  const subject = { kind: "dispute", reference: "du_1", chargeReference: "pi_1" } as const;
  await using shop = await openTestShop({
    clock,
    provider: (sandbox) => ({
      ...sandbox,
      charge: async () => ({ kind: "paid", reference: "pi_1", captured: true }),
      readEvent: async (body) => {
        const id = new TextDecoder().decode(body);
        return {
          kind: "read",
          event: { id, type: "charge.dispute.created", createdAt: clock.now(), subject },
        };
      },
      async dispute() {
        clock.advance(6 * SECOND);
        return undefined;
      },
    }),
  });
  const agent = agentOf(shop);
  await agent.complete(await agent.ready());
  for (const id of ["evt_1", "evt_2", "evt_3", "evt_4", "evt_5"])
    await shop.events.receive(new TextEncoder().encode(id), null);
  expect(await shop.events.process(10)).toBe(2);
  expect(await shop.reads.paymentEvents.countDue()).toBe(5);
});

describe("a payment that was refunded at Stripe's dashboard before anybody here knew of it", () => {
  test("makes no order, and lets the buyer pay again", async () => {
    await using shop = await openStripeShop();
    const agent = agentOf(shop);
    const id = await agent.ready([{ id: "mug", quantity: 1 }]);
    shop.standIn.faults.add({ name: "cut_after", times: 9 });
    expect((await agent.complete(id, await shop.token())).status).toBe(503);
    shop.standIn.faults.clear();
    const [charge] = shop.standIn.books.charges.values();
    if (!charge) throw new Error("it was charged");
    refundCharge(shop.standIn, charge, charge.amountCaptured);
    shop.clock.advance(MINUTE);
    await shop.settlement.recover(10);
    await shop.hear(...shop.told(/./));
    expect(await shop.ordersMade()).toEqual([]);
    expect(await shop.available("mug")).toBe(1);
    expect((await agent.get(id)).json.status).toBe("ready_for_payment");
    expect((await agent.complete(id, await shop.token())).json.status).toBe("completed");
  });

  test("in part, makes its order, which shows what went back", async () => {
    await using shop = await openStripeShop();
    const agent = agentOf(shop);
    const id = await agent.ready([{ id: "mug", quantity: 1 }]);
    shop.standIn.faults.add({ name: "cut_after", times: 9 });
    await agent.complete(id, await shop.token());
    shop.standIn.faults.clear();
    const [charge] = shop.standIn.books.charges.values();
    if (!charge) throw new Error("it was charged");
    refundCharge(shop.standIn, charge, 100);
    await shop.hear(...shop.told(/refund/));
    shop.clock.advance(MINUTE);
    await shop.settlement.recover(10);
    await shop.events.process(10);
    expect((await orderNow(shop))?.adjustments).toMatchObject([{ type: "refund", amount: 100 }]);
  });
});

describe("a payment that succeeds after it was given up", () => {
  /** The charge never answers, and cannot be seen for ten minutes: everything is released. */
  async function givenUp(shop: StripeShop, item: string) {
    const agent = agentOf(shop);
    const id = await agent.ready([{ id: item, quantity: 1 }]);
    shop.standIn.faults.add({ name: "cut_after", times: 9 });
    expect((await agent.complete(id, await shop.token())).status).toBe(503);
    shop.standIn.faults.clear();
    const [intent] = shop.standIn.books.intents.values();
    if (!intent) throw new Error("it was charged");
    shop.standIn.books.intents.delete(intent.id);
    shop.clock.advance(11 * MINUTE);
    await shop.settlement.recover(10);
    expect((await agent.get(id)).json.status).toBe("ready_for_payment");
    shop.standIn.books.intents.set(intent.id, intent);
    return { agent, id };
  }
  const succeeded = (shop: StripeShop) => shop.hear(...shop.told(/payment_intent.succeeded/).slice(0, 1));

  test("makes the order while the session still asks for the same", async () => {
    await using shop = await openStripeShop();
    const { agent, id } = await givenUp(shop, "mug");
    await succeeded(shop);
    expect((await agent.get(id)).json.status).toBe("completed");
    expect(await shop.available("mug")).toBe(0);
  });

  test("goes back when the buyer has changed the cart meanwhile", async () => {
    await using shop = await openStripeShop();
    const { agent, id } = await givenUp(shop, "mug");
    await agent.update(id, { items: [{ id: "voucher", quantity: 4 }] });
    await succeeded(shop);
    await shop.refunds.recover(10);
    expect((await agent.get(id)).json.status).toBe("ready_for_payment");
    expect(await shop.ordersMade()).toHaveLength(0);
    expect([...shop.standIn.books.refunds.values()].map(({ amount }) => amount)).toEqual([1799]);
    expect(shop.alerts.map(({ kind }) => kind)).toEqual(["late_payment"]);
  });

  test("goes back when the buyer has canceled, or paid another way", async () => {
    for (const leave of ["cancel", "pay"] as const) {
      await using shop = await openStripeShop();
      const { agent, id } = await givenUp(shop, "voucher");
      if (leave === "cancel") await agent.cancel(id);
      else await agent.complete(id, await shop.token());
      await succeeded(shop);
      await shop.refunds.recover(10);
      await succeeded(shop);
      await shop.refunds.recover(10);
      expect(await shop.ordersMade()).toHaveLength(leave === "pay" ? 1 : 0);
      expect(shop.standIn.books.refunds.size).toBe(1);
    }
  });

  test("stays unresolved while its refund is refused, until somebody refunds it at the dashboard", async () => {
    await using shop = await openStripeShop();
    const { agent, id } = await givenUp(shop, "mug");
    await agent.cancel(id);
    const [charge] = [...shop.standIn.books.charges.values()].filter(({ paid }) => paid);
    if (!charge) throw new Error("it was charged");
    charge.captured = false; // Refuses refunds.
    await succeeded(shop);
    await shop.refunds.recover(10);
    expect(shop.alerts.map(({ kind }) => kind)).toEqual(["late_payment", "refund_failed"]);
    expect(await shop.reads.attempts.unresolved(10)).toMatchObject([{ state: "refund_due" }]);
    charge.captured = true;
    refundCharge(shop.standIn, charge, charge.amountCaptured - 1);
    await shop.hear(...shop.told(/^refund/));
    expect(await shop.reads.attempts.unresolved(10)).toMatchObject([{ state: "refund_due" }]);
    refundCharge(shop.standIn, charge, 1);
    await shop.hear(...shop.told(/^refund/));
    expect(await shop.reads.attempts.unresolved(10)).toEqual([]);
  });

  test("is unresolved again when the bank sends its refund back", async () => {
    await using shop = await openStripeShop();
    const { agent, id } = await givenUp(shop, "mug");
    await agent.cancel(id);
    await succeeded(shop);
    await shop.refunds.recover(10);
    expect(await shop.reads.attempts.unresolved(10)).toEqual([]);
    const [refund] = shop.standIn.books.refunds.values();
    endRefund(shop.standIn, refund?.id ?? "", "failed");
    await shop.hear(...shop.told(/^refund.failed/));
    expect(shop.alerts.map(({ kind }) => kind)).toEqual(["late_payment", "refund_failed"]);
    expect(await shop.reads.attempts.unresolved(10)).toMatchObject([{ state: "refund_due" }]);
  });

  test("is found without an event, by one last look after an hour", async () => {
    await using shop = await openStripeShop();
    const { agent, id } = await givenUp(shop, "mug");
    await agent.cancel(id);
    shop.clock.advance(2 * HOUR);
    await shop.settlement.recover(10);
    await shop.refunds.recover(10);
    expect(shop.standIn.books.refunds.size).toBe(1);
    const attempts = await shop.reads.attempts.unresolved(10);
    expect(attempts).toEqual([]);
  });
});

describe("a refund made at Stripe's dashboard", () => {
  test("becomes an adjustment and the order's amount_refunded, and the agent hears of it", async () => {
    await using shop = await openStripeShop();
    const { charge } = await paidOrder(shop);
    refundCharge(shop.standIn, charge, 500);
    await shop.hear(...shop.told(/^charge.refunded|^refund/));
    const order = await orderNow(shop);
    expect(order?.adjustments).toMatchObject([{ type: "refund", status: "completed", amount: 500 }]);
    expect(order?.totals.at(-1)).toMatchObject({ type: "amount_refunded", amount: 500 });
    expect(order?.totals.find(({ type }) => type === "total")?.amount).toBe(charge.intent.amount as never);
    expect(await toldAgents(shop)).toEqual(["order_create", "order_update"]);
  });

  test("that the bank sends back days later is taken back here, too", async () => {
    await using shop = await openStripeShop();
    const { charge } = await paidOrder(shop);
    const refund = refundCharge(shop.standIn, charge, 500);
    await shop.hear(...shop.told(/^refund/));
    endRefund(shop.standIn, refund.id, "failed");
    await shop.hear(...shop.told(/^refund.failed/));
    const order = await orderNow(shop);
    expect(order?.adjustments).toMatchObject([{ status: "failed" }]);
    expect(order?.totals.some(({ type }) => type === "amount_refunded")).toBe(false);
    expect(shop.alerts).toMatchObject([{ kind: "refund_failed" }]);
  });
});

describe("a dispute", () => {
  test.each([
    ["won", "failed"],
    ["prevented", "failed"],
    ["warning_closed", "failed"],
    ["lost", "completed"],
  ] as const)(
    "opens as a pending adjustment; once %s it is %s, and the merchant hears of both",
    async (end, status) => {
      await using shop = await openStripeShop();
      const { charge } = await paidOrder(shop);
      const dispute = disputeCharge(shop.standIn, charge, charge.intent.amount);
      await shop.hear(...shop.told(/dispute.created/));
      expect((await orderNow(shop))?.adjustments).toMatchObject([
        { id: `adj_${dispute.id}`, type: "dispute", status: "pending", reason: "fraudulent" },
      ]);
      expect(await shop.reads.disputes.toAnswer(10)).toMatchObject([
        { reference: dispute.id, orderNumber: 1001, state: "open", respondBy: dispute.dueBy * 1000 },
      ]);
      closeDispute(shop.standIn, dispute, end);
      await shop.hear(...shop.told(/dispute/));
      expect(await shop.reads.disputes.toAnswer(10)).toEqual([]);
      expect((await orderNow(shop))?.adjustments).toMatchObject([{ type: "dispute", status }]);
      expect(shop.alerts.map(({ kind }) => kind)).toEqual(["dispute", "dispute"]);
      expect(await toldAgents(shop)).toEqual(["order_create", "order_update", "order_update"]);
    },
  );
});

test("a token's own events are kept and change nothing", async () => {
  await using shop = await openStripeShop();
  await shop.token();
  const [event] = shop.told(/granted_token/);
  if (!event) throw new Error("it was told");
  expect(await shop.receive(event)).toEqual({ kind: "kept" });
  expect(await shop.reads.paymentEvents.countDue()).toBe(0);
});

test("an open payment is named to whoever asks what is unresolved", async () => {
  await using shop = await openStripeShop();
  shop.standIn.faults.add({ name: "cut_before", times: 9 });
  const agent = agentOf(shop);
  const id = await agent.ready();
  await agent.complete(id, await shop.token());
  expect(await shop.reads.attempts.unresolved(10)).toMatchObject([
    { sessionId: asId<SessionId>(id), state: "open" },
  ]);
});
