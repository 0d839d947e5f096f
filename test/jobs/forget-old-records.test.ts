import { expect, test } from "bun:test";
import { CART_LIFETIME } from "../../src/carts/carts.ts";
import { after, DAY, HOUR, MINUTE } from "../../src/clock.ts";
import { asId, type CartId, type EventId, type SessionId } from "../../src/ids.ts";
import { expireOverdueSessions } from "../../src/jobs/expire-sessions.ts";
import { forgetOldRecords } from "../../src/jobs/forget-old-records.ts";
import { wire20260417 } from "../../src/protocols/acp/2026-04-17/wire.ts";
import { defaultRetention } from "../../src/retention.ts";
import { agentOf } from "../checkout/requests.ts";
import { openTestShop, testAgent } from "../checkout/shop.ts";
import { eventOf, orderOf } from "../outbox/orders.ts";
import { oneRun } from "./workshop.ts";

type Shop = Awaited<ReturnType<typeof openTestShop>>;

const tidy = (shop: Shop) => forgetOldRecords(shop.write, shop.clock).run(oneRun);

test("an answer is repeated for a day at least, and forgotten in the end", async () => {
  await using shop = await openTestShop();
  const agent = agentOf(shop);
  const id = await agent.ready();
  const complete = () => agent.complete(id, "spt_approved", "one-key");
  await complete();
  shop.clock.advance(DAY);
  await tidy(shop);
  expect(await complete()).toMatchObject({ status: 200, replayed: true });
  shop.clock.advance(2 * DAY);
  await tidy(shop);
  expect((await complete()).replayed).toBeUndefined();
});

/** Writes an event as it stands after it was sent once. */
async function eventThatIs(state: "pending" | "delivered" | "dead", shop: Shop): Promise<EventId> {
  const event = eventOf(orderOf());
  const now = shop.clock.now();
  await shop.write(async ({ outbox }) => {
    await outbox.append(event);
    await outbox.addAttempt(event.id, { number: 1, at: now, durationMs: 5, status: 200 });
    if (state === "pending") await outbox.postpone(event.id, after(now, HOUR), now);
    else await outbox.finish(event.id, state, now);
  });
  return event.id;
}

async function countOf(table: string, shop: Shop): Promise<number | undefined> {
  const [counted] = await shop.rows<{ rows: bigint | number }>(`SELECT count(*) AS rows FROM ${table}`);
  return counted && Number(counted.rows);
}

test("an event that was delivered is kept for ninety days, and then forgotten with its attempts", async () => {
  await using shop = await openTestShop();
  const id = await eventThatIs("delivered", shop);
  shop.clock.advance(90 * DAY);
  await tidy(shop);
  expect(await shop.reads.outbox.find(id)).toMatchObject({ state: "delivered" });
  shop.clock.advance(1);
  await tidy(shop);
  expect(await shop.reads.outbox.find(id)).toBeUndefined();
  expect([await countOf("outbox_events", shop), await countOf("delivery_attempts", shop)]).toEqual([0, 0]);
});

test("an event that waits, was given up or is sent again is never forgotten", async () => {
  await using shop = await openTestShop();
  const again = await eventThatIs("delivered", shop);
  const ids = [await eventThatIs("pending", shop), await eventThatIs("dead", shop), again];
  await shop.write(({ outbox }) => outbox.replay(again));
  shop.clock.advance(1000 * DAY);
  await tidy(shop);
  const found = await Promise.all(ids.map((id) => shop.reads.outbox.find(id)));
  expect(found.map((event) => event?.state)).toEqual(["pending", "dead", "pending"]);
  expect(await countOf("delivery_attempts", shop)).toBe(3);
});

test("what an order tells next still comes after what it told, once the beginning is forgotten", async () => {
  await using shop = await openTestShop();
  const order = orderOf();
  const [first, second, third] = [eventOf(order, "order_create"), eventOf(order), eventOf(order)] as const;
  await shop.write(async ({ outbox }) => {
    await outbox.append(first);
    await outbox.finish(first.id, "delivered", shop.clock.now());
  });
  shop.clock.advance(91 * DAY);
  await tidy(shop);
  await shop.write(async ({ outbox }) => {
    await outbox.append(second);
    await outbox.append(third);
  });
  const due = async () => {
    const now = shop.clock.now();
    return (await shop.reads.outbox.due({ agentId: order.agentId }, now, after(now, DAY), 10)).map(
      ({ id }) => id,
    );
  };
  expect(await due()).toEqual([second.id]);
  await shop.write(({ outbox }) => outbox.finish(second.id, "delivered", shop.clock.now()));
  expect(await due()).toEqual([third.id]);
});

test("events are forgotten some at a time, those delivered longest ago first", async () => {
  await using shop = await openTestShop();
  const ids: EventId[] = [];
  for (let event = 0; event < 3; event += 1) {
    ids.push(await eventThatIs("delivered", shop));
    shop.clock.advance(MINUTE);
  }
  const forget = () => shop.write(({ outbox }) => outbox.forgetDelivered(shop.clock.now(), 2));
  expect(await forget()).toBe(2);
  expect((await shop.reads.outbox.page({}, undefined, 10)).map(({ id }) => id)).toEqual(ids.slice(2));
  expect(await forget()).toBe(1);
});

test("however many there are, all that are old go in one run", async () => {
  await using shop = await openTestShop();
  await shop.write(async ({ outbox }) => {
    for (let count = 0; count < 1100; count += 1) {
      const event = eventOf(orderOf());
      await outbox.append(event);
      await outbox.finish(event.id, "delivered", shop.clock.now());
    }
  });
  shop.clock.advance(91 * DAY);
  await tidy(shop);
  expect(await countOf("outbox_events", shop)).toBe(0);
});

test("a cart is forgotten a day after its time is over", async () => {
  await using shop = await openTestShop();
  const { body } = await shop.operations.perform({
    wire: wire20260417,
    agent: testAgent,
    operation: "cart create",
    body: { line_items: [{ id: "mug", quantity: 1 }] },
  });
  const find = () => shop.reads.carts.find(asId<CartId>(JSON.parse(body).id));
  shop.clock.advance(CART_LIFETIME + DAY);
  await tidy(shop);
  expect(await find()).toBeDefined();
  shop.clock.advance(1);
  await tidy(shop);
  expect(await find()).toBeUndefined();
});

test("a checkout that came to nothing is forgotten after ninety days, one that was paid or tried to be is not", async () => {
  await using shop = await openTestShop();
  const agent = agentOf(shop);
  const [canceled, expired, declined, paid] = [
    await agent.ready(),
    await agent.ready(),
    await agent.ready(),
    await agent.ready(),
  ];
  await agent.cancel(canceled);
  await agent.complete(declined, "spt_declined", "one");
  await agent.complete(paid, "spt_approved", "two");
  const left = async () => {
    const ids = [canceled, expired, declined, paid];
    const found = await Promise.all(ids.map((id) => shop.reads.sessions.find(asId<SessionId>(id))));
    return found.map((session) => session?.status);
  };
  shop.clock.advance(HOUR);
  await expireOverdueSessions(shop.write, shop.reads, shop.clock).run(oneRun);
  shop.clock.advance(89 * DAY);
  await tidy(shop);
  expect(await left()).toEqual(["canceled", "expired", "expired", "completed"]);
  shop.clock.advance(DAY);
  await tidy(shop);
  expect(await left()).toEqual([undefined, undefined, "expired", "completed"]);
});

test("abandoned checkouts are looked at some at a time, and each is come to", async () => {
  await using shop = await openTestShop();
  const agent = agentOf(shop);
  for (let count = 0; count < 5; count += 1) await agent.cancel(await agent.ready());
  shop.clock.advance(HOUR);
  const forget = (last?: Parameters<Shop["reads"]["sessions"]["forgetAbandoned"]>[2]) =>
    shop.write(({ sessions }) => sessions.forgetAbandoned(shop.clock.now(), 2, last));
  const first = await forget();
  expect(first).toBeDefined();
  expect(await countOf("checkout_sessions", shop)).toBe(3);
  expect(await forget(await forget(first))).toBeUndefined();
  expect(await countOf("checkout_sessions", shop)).toBe(0);
});

test("what is kept for good goes after the time that a merchant sets", async () => {
  await using shop = await openTestShop();
  const retention = { ...defaultRetention, audit: 30 * DAY, sentMails: 200 * DAY };
  const forget = () => forgetOldRecords(shop.write, shop.clock, retention).run(oneRun);
  const now = shop.clock.now();
  await shop.write(async ({ audit, mails }) => {
    await audit.append({ at: now, actor: "dashboard", action: "order.note", subject: "ord_1", details: {} });
    for (const key of ["sent", "dead"]) {
      await mails.append({ key, to: "ada@example.com", subject: "s", text: "t", html: "h" }, now);
    }
    await mails.finish("sent", "sent", now);
    await mails.finish("dead", "dead", now);
  });
  shop.clock.advance(30 * DAY);
  await forget();
  expect([await countOf("audit_entries", shop), await countOf("mails", shop)]).toEqual([1, 2]);
  shop.clock.advance(1);
  await forget();
  expect([await countOf("audit_entries", shop), await countOf("mails", shop)]).toEqual([0, 2]);
  shop.clock.advance(200 * DAY);
  await forget();
  // One that was given up waits for a person.
  expect(await countOf("mails", shop)).toBe(1);
});
