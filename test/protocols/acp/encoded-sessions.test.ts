import { expect, test } from "bun:test";
import { type CallContext, getSession } from "../../../src/checkout/checkout.ts";
import type { CheckoutView } from "../../../src/checkout/view.ts";
import { HOUR } from "../../../src/clock.ts";
import { asId, type SessionId } from "../../../src/ids.ts";
import { EncodedSessions } from "../../../src/protocols/acp/encoded-sessions.ts";
import { agentOf } from "../../checkout/requests.ts";
import { openTestShop, testAgent } from "../../checkout/shop.ts";

async function openCountingShop() {
  const shop = await openTestShop();
  const agent = agentOf(shop);
  const id = asId<SessionId>(await agent.ready([{ id: "voucher", quantity: 2 }]));
  let encoded = 0;
  const sessions = new EncodedSessions(({ session, order }: CheckoutView) => {
    encoded += 1;
    return { status: session.status, totals: session.totals, order };
  });
  const context = (): CallContext => ({ agent: testAgent, terms: shop.terms, now: shop.clock.now() });
  return {
    shop,
    agent,
    id,
    encoded: () => encoded,
    /** What is answered to who asks after the session. */
    async ask() {
      const view = await getSession(shop.reads, id, context());
      if (!view.ok) throw new Error(view.problem.kind);
      // Another engine gives another object each time.
      return JSON.parse(sessions.body({ ...view.value, session: { ...view.value.session } }));
    },
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

test("a session that is asked for again unchanged is encoded no more, whatever object its store gives", async () => {
  await using counting = await openCountingShop();
  const first = await counting.ask();
  expect(await counting.ask()).toEqual(first);
  expect(await counting.ask()).toEqual(first);
  expect(await counting.ask()).toEqual(first);
  expect(counting.encoded()).toBe(2);
});

test("a session that has changed is encoded anew, also within the same millisecond", async () => {
  await using counting = await openCountingShop();
  const first = await counting.ask();
  await counting.ask();
  await counting.agent.update(counting.id, { items: [{ id: "voucher", quantity: 3 }] });
  expect((await counting.ask()).totals).not.toEqual(first.totals);
});

test("a session whose time is over says so before that is written down", async () => {
  await using counting = await openCountingShop();
  await counting.ask();
  expect((await counting.ask()).status).toBe("ready_for_payment");
  counting.shop.clock.advance(HOUR);
  expect((await counting.ask()).status).toBe("expired");
});

test("a session with an order is encoded each time: the order changes by itself", async () => {
  await using counting = await openCountingShop();
  await counting.agent.complete(counting.id);
  await counting.ask();
  await counting.ask();
  await counting.ask();
  expect(counting.encoded()).toBe(3);
});
