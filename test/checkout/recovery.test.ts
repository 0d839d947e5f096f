import { describe, expect, test } from "bun:test";
import { withSale } from "../../src/checkout/make-order.ts";
import { begin } from "../../src/checkout/transitions.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/clock.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import { recoverPayments } from "../../src/jobs/recover-payments.ts";
import { noNotifications } from "../../src/orders/record-order-event.ts";
import type { ChargeOutcome } from "../../src/payments/charge.ts";
import { DRIVEN_FOR } from "../../src/payments/drives.ts";
import type { PaymentProvider } from "../../src/payments/provider.ts";
import { agentOf } from "./requests.ts";
import { openTestShop } from "./shop.ts";

/** Answers the first charge with `heard` whatever the sandbox did, so that nobody knows. */
function mishearing(waitFor: ChargeOutcome, reaches: boolean) {
  let charges = 0;
  return {
    charges: () => charges,
    provider: (sandbox: PaymentProvider): PaymentProvider => ({
      ...sandbox,
      async charge(charge) {
        charges += 1;
        if (charges > 1) return sandbox.charge(charge);
        if (reaches) await sandbox.charge(charge);
        return waitFor;
      },
    }),
  };
}

const unknown: ChargeOutcome = { kind: "unknown", detail: "connection reset" };

describe("an outcome nobody knows", () => {
  test("answers 503 with Retry-After and keeps session, stock and attempt as they are", async () => {
    await using shop = await openTestShop(mishearing(unknown, true));
    const agent = agentOf(shop);
    const id = await agent.ready();
    const answer = await agent.complete(id, "spt_approved", "key");
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect((await agent.get(id)).json.status).toBe("in_progress");
    expect(await shop.available("shirt-small")).toBe(8);
    expect(await shop.reads.attempts.countOpen()).toBe(1);
  });

  test("is settled by a retry with the same key, without a second charge", async () => {
    const lost = mishearing(unknown, true);
    await using shop = await openTestShop(lost);
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.complete(id, "spt_approved", "key");
    const retry = await agent.complete(id, "spt_approved", "key");
    expect(retry).toMatchObject({ status: 200, json: { status: "completed" } });
    expect(lost.charges()).toBe(1);
  });

  test("is settled by a GET once it is due", async () => {
    await using shop = await openTestShop(mishearing(unknown, true));
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.complete(id);
    expect((await agent.get(id)).json.status).toBe("in_progress");
    shop.clock.advance(10 * SECOND);
    expect((await agent.get(id)).json.status).toBe("completed");
  });

  test("is settled by recovery, and a later retry hears the same story", async () => {
    await using shop = await openTestShop(mishearing(unknown, true));
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.complete(id, "spt_approved", "key");
    shop.clock.advance(MINUTE);
    expect(await shop.settlement.recover(10)).toBe(1);
    expect(await shop.ordersMade()).toHaveLength(1);
    const retry = await agent.complete(id, "spt_approved", "key");
    expect(retry).toMatchObject({ status: 200, json: { status: "completed" } });
  });

  test("that was a decline is told as one to the same key, with no new charge", async () => {
    const lost = mishearing(unknown, true);
    await using shop = await openTestShop(lost);
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.complete(id, "spt_declined", "key");
    shop.clock.advance(MINUTE);
    await shop.settlement.recover(10);
    expect((await agent.get(id)).json.status).toBe("ready_for_payment");
    expect(await agent.complete(id, "spt_declined", "key")).toMatchObject({ status: 402 });
    expect(lost.charges()).toBe(1);
    expect(await agent.complete(id, "spt_approved", "other")).toMatchObject({ status: 200 });
  });
});

describe("a charge that never reached the provider", () => {
  test("is sent again under the same key while it is young", async () => {
    const lost = mishearing(unknown, false);
    await using shop = await openTestShop(lost);
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.complete(id, "spt_approved", "key");
    shop.clock.advance(9 * MINUTE);
    await shop.settlement.recover(10);
    expect((await agent.get(id)).json.status).toBe("completed");
    expect(lost.charges()).toBe(2);
  });

  test.each([
    ["refused", { kind: "rejected", why: "invalid_token", detail: "no such token" }],
    ["put off", { kind: "unavailable", retryAfterSeconds: 5 }],
  ] as const)("or so it seems, is not given up because sending it again was %s", async (_, refusal) => {
    let charges = 0;
    await using shop = await openTestShop({
      provider: (sandbox) => ({
        ...sandbox,
        async charge(charge) {
          charges += 1;
          if (charges > 1) return refusal;
          await sandbox.charge(charge);
          return unknown;
        },
        // It cannot be seen yet.
        lookUp: async (key) => (charges > 1 ? sandbox.lookUp(key) : { kind: "absent" }),
      }),
    });
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.complete(id, "spt_approved", "key");
    expect((await agent.complete(id, "spt_approved", "key")).status).toBe(503);
    expect(charges).toBe(2);
    expect((await agent.complete(id, "spt_approved", "key")).json.status).toBe("completed");
  });

  test("is given up when it is old: nothing is charged, everything is released, the buyer may pay again", async () => {
    const lost = mishearing(unknown, false);
    await using shop = await openTestShop(lost);
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.complete(id, "spt_approved", "key");
    shop.clock.advance(11 * MINUTE);
    await shop.settlement.recover(10);
    expect(lost.charges()).toBe(1);
    expect(await shop.available("shirt-small")).toBe(10);
    expect((await agent.get(id)).json.status).toBe("ready_for_payment");
    expect((await agent.complete(id, "spt_approved", "new key")).json.status).toBe("completed");
  });
});

test("a payment that was written down only when its lease was over is not ended by a refusal: others may be charging it", async () => {
  let charges = 0;
  await using shop = await openTestShop({
    provider: (sandbox) => ({
      ...sandbox,
      async charge() {
        charges += 1;
        return charges === 1 ? unknown : { kind: "unavailable", retryAfterSeconds: 2 };
      },
    }),
  });
  const agent = agentOf(shop);
  const id = await agent.ready();
  await agent.complete(id, "spt_approved", "key");
  const [attempt] = await shop.reads.attempts.unresolved(1);
  const session = await shop.reads.sessions.find(asId<SessionId>(id));
  if (!attempt || !session) throw new Error("nobody knows what became of a charge");
  shop.clock.advance(DRIVEN_FOR);
  const settled = await shop.settlement.charge(
    withSale(attempt, session),
    async (_stores, { change }) => change,
  );
  expect({ settled, charges }).toEqual({ settled: "kept_open", charges: 2 });
});

describe("an attempt that cannot be settled", () => {
  test("is put off, and keeps no other from its turn", async () => {
    await using shop = await openTestShop({
      provider: (sandbox) => ({
        ...sandbox,
        charge: (charge) => sandbox.charge(charge).then(() => unknown),
      }),
    });
    const agent = agentOf(shop);
    const [damaged, other] = [await agent.ready(), await agent.ready()];
    for (const id of [damaged, other]) await agent.complete(id);
    await shop.write(async ({ sessions }) => {
      const session = await sessions.find(asId<SessionId>(damaged));
      if (session) await sessions.replace(begin(session, "become_ready"));
    });
    shop.clock.advance(MINUTE);
    await shop.settlement.recover(1);
    await shop.settlement.recover(1);
    expect((await agent.get(other)).json.status).toBe("completed");
    expect(shop.alerts).toMatchObject([{ kind: "unexpected", sessionId: damaged }]);
    expect(await shop.settlement.recover(10)).toBe(0);
    shop.clock.advance(MINUTE);
    expect(await shop.settlement.recover(10)).toBe(1);
  });
});

describe("after the clock was set back by a day, what nobody is sure of is looked at", () => {
  test("by recovery", async () => {
    await using shop = await openTestShop(mishearing(unknown, true));
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.complete(id);
    shop.clock.advance(-DAY);
    expect(await shop.settlement.recover(10)).toBe(1);
    expect((await agent.get(id)).json.status).toBe("completed");
    expect(await shop.settlement.recover(10)).toBe(0);
  });

  test("by a GET", async () => {
    await using shop = await openTestShop(mishearing(unknown, true));
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.complete(id);
    shop.clock.advance(-DAY);
    expect((await agent.get(id)).json.status).toBe("completed");
  });

  test("by the job, at once", async () => {
    await using shop = await openTestShop(mishearing(unknown, true));
    const agent = agentOf(shop);
    await agent.complete(await agent.ready());
    const job = recoverPayments(shop, [shop.reads.attempts], shop.clock);
    expect(await job.due?.()).toBeGreaterThan(shop.clock.now());
    shop.clock.advance(-DAY);
    expect(await job.due?.()).toBeLessThan(shop.clock.now());
  });
});

describe("a charge nobody finds after the clock was set back", () => {
  test("is not sent again, since nobody knows its age, and is given up an hour later", async () => {
    const lost = mishearing(unknown, false);
    await using shop = await openTestShop(lost);
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.complete(id, "spt_approved", "key");
    shop.clock.advance(-DAY);
    expect((await agent.complete(id, "spt_approved", "key")).status).toBe(503);
    shop.clock.advance(5 * MINUTE);
    expect((await agent.complete(id, "spt_approved", "key")).status).toBe(503);
    expect(lost.charges()).toBe(1);
    shop.clock.advance(HOUR);
    await shop.settlement.recover(10);
    expect(lost.charges()).toBe(1);
    expect((await agent.get(id)).json.status).toBe("ready_for_payment");
    expect((await agent.complete(id, "spt_approved", "new key")).json.status).toBe("completed");
  });
});

describe("a process that dies between the two jobs", () => {
  test("finds the attempt again and finishes it: one charge, one order", async () => {
    const charged = Promise.withResolvers<void>();
    let die = true;
    const dying = (sandbox: PaymentProvider): PaymentProvider => ({
      ...sandbox,
      async charge(charge) {
        const outcome = await sandbox.charge(charge);
        if (!die) return outcome;
        charged.resolve();
        return new Promise(() => {});
      },
    });
    const shop = await openTestShop({ provider: dying });
    const id = await agentOf(shop).ready();
    void agentOf(shop).complete(id, "spt_approved", "key");
    await charged.promise;
    die = false;
    await using restarted = await shop.reopen();
    restarted.clock.advance(MINUTE);
    await restarted.settlement.recover(10);
    expect((await agentOf(restarted).get(id)).json.status).toBe("completed");
    expect(await restarted.ordersMade()).toHaveLength(1);
    expect((await agentOf(restarted).complete(id, "spt_approved", "key")).json.status).toBe("completed");
  });
});

describe("a provider that stays undecided", () => {
  test("answers in_progress, and after an hour the charge is canceled and the buyer may try again", async () => {
    let canceled = 0;
    const pending: ChargeOutcome = { kind: "pending", reference: "pi_pending" };
    await using shop = await openTestShop({
      provider: (sandbox) => ({
        ...sandbox,
        charge: async () => pending,
        lookUp: async () => pending,
        cancel: async () => {
          canceled += 1;
          return { kind: "canceled" };
        },
      }),
    });
    const agent = agentOf(shop);
    const id = await agent.ready();
    expect(await agent.complete(id)).toMatchObject({ status: 200, json: { status: "in_progress" } });
    shop.clock.advance(30 * MINUTE);
    await shop.settlement.recover(10);
    expect((await agent.get(id)).json.status).toBe("in_progress");
    shop.clock.advance(HOUR);
    await shop.settlement.recover(10);
    expect(canceled).toBe(1);
    expect((await agent.get(id)).json.status).toBe("ready_for_payment");
    expect(await shop.available("shirt-small")).toBe(10);
  });
});

describe("money that turns up after its attempt was given up", () => {
  async function givenUp(shop: Awaited<ReturnType<typeof openTestShop>>, item: string) {
    const agent = agentOf(shop);
    const id = await agent.ready([{ id: item, quantity: 1 }]);
    await agent.complete(id);
    const attempt = await shop.reads.attempts.open(asId<SessionId>(id));
    if (!attempt) throw new Error("the attempt is open");
    shop.clock.advance(11 * MINUTE);
    await shop.settlement.recover(10);
    return { agent, id, attempt };
  }
  const late = (shop: Awaited<ReturnType<typeof openTestShop>>, id: string) =>
    shop.write(async (stores) => {
      const { settle } = await import("../../src/checkout/settle.ts");
      const attempt = await stores.attempts.find(asId(id));
      if (!attempt) throw new Error(`there is no attempt ${id}`);
      return settle(
        stores,
        attempt,
        { kind: "paid", reference: "late", captured: true },
        shop.terms,
        shop.clock.now(),
        noNotifications,
      );
    });

  test("makes the order when everything can still be had", async () => {
    await using shop = await openTestShop(mishearing(unknown, false));
    const { agent, id, attempt } = await givenUp(shop, "mug");
    await late(shop, attempt.id);
    expect((await agent.get(id)).json.status).toBe("completed");
    expect(await shop.available("mug")).toBe(0);
  });

  test("goes back while the buyer is paying another way, whose outcome nobody knows yet", async () => {
    await using shop = await openTestShop(mishearing(unknown, false));
    const { agent, id, attempt } = await givenUp(shop, "voucher");
    expect((await agent.complete(id, "spt_timeout")).status).toBe(503);
    await late(shop, attempt.id);
    expect((await shop.reads.attempts.find(attempt.id))?.state).toBe("refund_due");
    shop.clock.advance(MINUTE);
    await shop.settlement.recover(10);
    expect((await agent.get(id)).json.status).toBe("completed");
    expect(await shop.ordersMade()).toHaveLength(1);
  });

  test("goes back when the goods are gone, and the merchant is told", async () => {
    const refunds: number[] = [];
    await using shop = await openTestShop({
      provider: (sandbox) => ({
        ...mishearing(unknown, false).provider(sandbox),
        refund: async ({ amount }) => {
          refunds.push(amount);
          return { kind: "refunded", reference: "re_1" };
        },
      }),
    });
    const { agent, attempt } = await givenUp(shop, "mug");
    const other = await agent.ready([{ id: "mug", quantity: 1 }]);
    expect((await agent.complete(other)).json.status).toBe("completed");
    await late(shop, attempt.id);
    await shop.refunds.recover(10);
    expect(refunds).toEqual([attempt.amount]);
    expect((await shop.reads.attempts.find(attempt.id))?.state).toBe("refunded");
    expect(await shop.ordersMade()).toHaveLength(1);
  });
});
