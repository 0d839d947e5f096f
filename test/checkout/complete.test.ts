import { describe, expect, test } from "bun:test";
import { MINUTE } from "../../src/clock.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import type { PaymentProvider } from "../../src/payments/provider.ts";
import { agentOf, totalOf } from "./requests.ts";
import { openTestShop } from "./shop.ts";

describe("completing a session", () => {
  test("charges once, sells the stock, makes order 1001 and tells of it", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const id = await agent.ready();
    const { status, json } = await agent.complete(id);
    expect(status).toBe(200);
    expect(json.status).toBe("completed");
    const [order] = await shop.ordersMade();
    expect(order).toMatchObject({ number: 1001, sessionId: id, status: "confirmed" });
    expect(json.order).toEqual({
      id: order?.id,
      checkout_session_id: id,
      permalink_url: `http://localhost:3000/orders/${order?.permalinkToken}`,
    });
    expect(await shop.available("shirt-small")).toBe(8);
    const attempt = await shop.reads.attempts.find(asId(order?.attemptId ?? ""));
    expect(attempt).toMatchObject({ state: "succeeded", amount: totalOf(json, "total") });
    expect(attempt?.credential).toBeUndefined();
  });

  test("numbers orders in sequence", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    for (let count = 0; count < 3; count++)
      await agent.complete(await agent.ready([{ id: "voucher", quantity: 1 }]));
    expect((await shop.ordersMade()).map((order) => order.number)).toEqual([1003, 1002, 1001]);
  });

  test("answers the existing order when completed again under another key", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const id = await agent.ready();
    const first = await agent.complete(id, "spt_approved", "one");
    const second = await agent.complete(id, "spt_approved", "two");
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(await shop.ordersMade()).toHaveLength(1);
  });

  test("is refused before the session is ready, naming what is missing", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const { json } = await agent.create([{ id: "mug", quantity: 1 }], {});
    const answer = await agent.complete(json.id);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ code: "missing", param: "$.fulfillment_address" });
  });

  const declines = [
    ["spt_declined", "payment_declined", "another payment method"],
    ["spt_insufficient_funds", "payment_declined", "insufficient funds"],
    ["spt_expired", "payment_declined", "has expired"],
    ["spt_over_limit", "payment_declined", "below the total"],
  ] as const;
  test.each(declines)(
    "declined with %s, holds nothing and can be paid with another token",
    async (token, code, words) => {
      await using shop = await openTestShop();
      const agent = agentOf(shop);
      const id = await agent.ready();
      const declined = await agent.complete(id, token);
      expect(declined).toMatchObject({ status: 402, json: { code } });
      expect(declined.json.message).toContain(words);
      expect(await shop.available("shirt-small")).toBe(10);
      const seen = (await agent.get(id)).json;
      expect(seen.status).toBe("ready_for_payment");
      expect(seen.messages).toMatchObject([{ type: "error", code }]);
      expect((await agent.complete(id)).json.status).toBe("completed");
      expect(await shop.ordersMade()).toHaveLength(1);
    },
  );

  test("charges nothing when the total is no longer what the agent was told", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const id = await agent.ready();
    await shop.setPrice("shirt", 5000);
    const changed = await agent.complete(id);
    expect(changed.status).toBe(200);
    expect(changed.json.status).toBe("ready_for_payment");
    expect(changed.json.messages[0].content).toContain("from $108.92 to $113.25");
    expect(await shop.ordersMade()).toHaveLength(0);
    expect((await agent.complete(id)).json.status).toBe("completed");
  });

  test("charges nothing when the stock is gone meanwhile", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const [first, second] = [
      await agent.ready([{ id: "mug", quantity: 1 }]),
      await agent.ready([{ id: "mug", quantity: 1 }]),
    ];
    expect((await agent.complete(first)).json.status).toBe("completed");
    expect(await agent.complete(second)).toMatchObject({ json: { code: "out_of_stock" } });
    expect((await agent.get(second)).json.status).toBe("not_ready_for_payment");
    expect(await shop.ordersMade()).toHaveLength(1);
  });

  test("shows a total that changed before it is charged, also where the stock is gone as well", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const id = await agent.ready([{ id: "mug", quantity: 1 }]);
    await shop.setPrice("mug", 1300);
    await shop.setStock("mug", 0);
    const { status, json } = await agent.complete(id);
    expect(status).toBe(200);
    expect(json.status).toBe("not_ready_for_payment");
    expect(json.messages[0].content).toContain("from $17.99 to $19.07");
    expect(json.messages[1].code).toBe("out_of_stock");
    await shop.setStock("mug", 1);
    expect((await agent.complete(id)).json).toMatchObject({ status: "completed", totals: json.totals });
  });

  test("keeps nothing of a request that came before the session was ready", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const { json: before } = await agent.create([{ id: "mug", quantity: 1 }], {});
    expect((await agent.complete(before.id)).status).toBe(400);
    expect((await agent.get(before.id)).json).toEqual(before);
  });

  test("asks no provider for an order that costs nothing", async () => {
    const refuses = (): Promise<never> => Promise.reject(new Error("must not be called"));
    await using shop = await openTestShop({
      provider: (sandbox) => ({
        ...sandbox,
        charge: refuses,
        lookUp: refuses,
        cancel: refuses,
        refund: refuses,
      }),
    });
    await shop.setPrice("voucher", 0);
    const agent = agentOf(shop);
    const { json } = await agent.complete(await agent.ready([{ id: "voucher", quantity: 1 }]));
    expect(json.status).toBe("completed");
  });

  test("is not found by a made-up id", async () => {
    await using shop = await openTestShop();
    expect((await agentOf(shop).complete(asId<SessionId>("cs_nothing"))).status).toBe(404);
  });
});

describe("while a charge is under way", () => {
  /** A provider that holds every charge until the test lets it go. */
  function held() {
    const { promise, resolve } = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    let charges = 0;
    return {
      release: resolve,
      started: started.promise,
      charges: () => charges,
      provider: (sandbox: PaymentProvider): PaymentProvider => ({
        ...sandbox,
        async charge(charge) {
          charges += 1;
          started.resolve();
          await promise;
          return sandbox.charge(charge);
        },
      }),
    };
  }

  test("update and cancel answer 409, and GET says in_progress", async () => {
    const gate = held();
    await using shop = await openTestShop(gate);
    const agent = agentOf(shop);
    const id = await agent.ready();
    const completing = agent.complete(id);
    await gate.started;
    expect((await agent.update(id, {})).status).toBe(409);
    expect((await agent.cancel(id)).status).toBe(409);
    expect((await agent.get(id)).json.status).toBe("in_progress");
    gate.release();
    expect((await completing).json.status).toBe("completed");
  });

  test("the same key answers 409 with Retry-After, another key joins, and one charge is made", async () => {
    const gate = held();
    await using shop = await openTestShop(gate);
    const agent = agentOf(shop);
    const id = await agent.ready();
    const first = agent.complete(id, "spt_approved", "one");
    await gate.started;
    const twin = await agent.complete(id, "spt_approved", "one");
    expect(twin).toMatchObject({ status: 409, headers: { "retry-after": "1" } });
    const joined = agent.complete(id, "spt_approved", "two");
    gate.release();
    const answers = await Promise.all([first, joined]);
    expect(answers.map((answer) => answer.json.order.id)).toEqual([
      answers[0].json.order.id,
      answers[0].json.order.id,
    ]);
    expect(gate.charges()).toBe(1);
  });

  test("the session's time does not run out", async () => {
    const gate = held();
    await using shop = await openTestShop(gate);
    const agent = agentOf(shop);
    const id = await agent.ready();
    const completing = agent.complete(id);
    await gate.started;
    shop.clock.advance(60 * MINUTE);
    gate.release();
    expect((await completing).json.status).toBe("completed");
  });
});

describe("racing for stock", () => {
  test("the last mug is sold to one of two", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const sessions = [
      await agent.ready([{ id: "mug", quantity: 1 }]),
      await agent.ready([{ id: "mug", quantity: 1 }]),
    ];
    const answers = await Promise.all(sessions.map((id) => agent.complete(id)));
    expect(answers.filter((answer) => answer.json.status === "completed")).toHaveLength(1);
    expect(await shop.ordersMade()).toHaveLength(1);
    expect(await shop.available("mug")).toBe(0);
  });

  test("two completes of one session under different keys make one order", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    for (let pair = 0; pair < 50; pair++) {
      const id = await agent.ready([{ id: "voucher", quantity: 1 }]);
      const both = await Promise.all([
        agent.complete(id, "spt_a", `a${pair}`),
        agent.complete(id, "spt_b", `b${pair}`),
      ]);
      expect(both.map((answer) => answer.json.status)).toEqual(["completed", "completed"]);
    }
    expect(await shop.ordersMade()).toHaveLength(50);
  });
});

test("an order keeps who the tax of each line goes to, and of the whole", async () => {
  await using shop = await openTestShop();
  const agent = agentOf(shop);
  await agent.complete(await agent.ready());
  const [order] = await shop.ordersMade();
  const shares = [{ jurisdiction: "California", rate: 82_500, amount: 792 }];
  expect(order?.lineItems.map(({ taxes }): unknown => taxes)).toEqual([shares]);
  expect(order?.totals.find(({ type }) => type === "tax")?.breakdown as unknown).toEqual(shares);
});
