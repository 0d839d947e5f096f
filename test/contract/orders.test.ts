import { expect, test } from "bun:test";
import type { TransitionedSession } from "../../src/checkout/transitions.ts";
import { HOUR, MINUTE } from "../../src/clock.ts";
import {
  type AgentId,
  type AttemptId,
  asId,
  type BuyerId,
  type OrderId,
  type SessionId,
} from "../../src/ids.ts";
import { eventOf, orderOf } from "../outbox/orders.ts";
import { onEveryEngine } from "./contract.ts";

onEveryEngine("the outbox", (shop) => {
  const agentId = asId<AgentId>("agt_test");
  const due = () => shop().reads.outbox.due({ agentId }, shop().clock.now(), shop().later(HOUR), 100);
  const append = (...events: ReturnType<typeof eventOf>[]) =>
    shop().write(async ({ outbox }) => {
      for (const event of events) await outbox.append(event);
    });

  test("keeps events for an address that came with a session apart from those of the same agent", async () => {
    const webhookUrl = "https://platform.example/hooks";
    const asked = shop().reads.outbox;
    const at = orderOf({ agentId, protocol: { name: "ucp", version: "2026-04-08", webhookUrl } });
    const [agreed, addressed] = [eventOf(orderOf()), eventOf(at)];
    await append(agreed, addressed);
    const [now, horizon] = [shop().clock.now(), shop().later(HOUR)];
    expect(await asked.addresses()).toEqual([{ agentId, webhookUrl }]);
    expect((await due()).map(({ id }) => id)).toEqual([agreed.id]);
    const [found] = await asked.due({ agentId, webhookUrl }, now, horizon, 100);
    expect(found).toMatchObject({ id: addressed.id, webhookUrl });
    await shop().write(async ({ outbox }) => {
      for (const { id } of [agreed, addressed]) await outbox.finish(id, "delivered", now);
    });
    expect(await asked.addresses()).toEqual([]);
    await shop().write(({ outbox }) => outbox.replay(addressed.id));
    expect(await asked.due({ agentId, webhookUrl }, now, horizon, 100)).toHaveLength(1);
    await shop().write(({ outbox }) => outbox.finish(addressed.id, "delivered", now));
  });

  test("lets one event of an order go at a time, in the order they happened", async () => {
    const order = orderOf();
    const [first, second] = [eventOf(order, "order_create"), eventOf(order)];
    await append(first, second);
    expect((await due()).map(({ id }) => id)).toEqual([first.id]);
    await shop().write(({ outbox }) => outbox.postpone(first.id, shop().later(MINUTE), shop().clock.now()));
    expect(await due()).toEqual([]);
    expect(await shop().reads.outbox.nextDueAfter({ agentId }, shop().clock.now())).toBe(
      shop().later(MINUTE),
    );
    await shop().write(async ({ outbox }) => {
      await outbox.freeze(first.id, "{}");
      await outbox.addAttempt(first.id, { number: 1, at: shop().clock.now(), durationMs: 5, status: 200 });
      await outbox.finish(first.id, "delivered", shop().clock.now());
    });
    expect((await due()).map(({ id }) => id)).toEqual([second.id]);
    expect(await shop().reads.outbox.bodyOf(first.id)).toBe("{}");
    expect(await shop().reads.outbox.attemptsOf(first.id)).toMatchObject([{ number: 1, status: 200 }]);
  });

  test("gives up, replays ahead of later ones, and says what waits", async () => {
    const order = orderOf();
    const [first, second] = [eventOf(order), eventOf(order)];
    await append(first, second);
    await shop().write(({ outbox }) => outbox.finish(first.id, "dead", shop().clock.now()));
    expect(await shop().reads.outbox.countGivenUp()).toBe(1);
    await shop().write(({ outbox }) => outbox.replay(first.id));
    expect((await due()).filter(({ orderId }) => orderId === order.id).map(({ id }) => id)).toEqual([
      first.id,
    ]);
    expect(await shop().reads.outbox.backlog([])).toMatchObject({ pending: 3, dead: 0 });
    expect(await shop().reads.outbox.backlog([agentId])).toEqual({ pending: 0, dead: 0 });
    const page = await shop().reads.outbox.page({ orderId: order.id, state: "pending" }, undefined, 9);
    expect(page.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(await shop().reads.outbox.page({}, first.id, 1)).toHaveLength(1);
  });

  test("leaves no event behind when one is appended while the one before ends", async () => {
    for (let round = 0; round < 10; round += 1) {
      const order = await inserted(5000 + round);
      const [first, second] = [eventOf(order), eventOf(order)];
      await append(first);
      await Promise.all([
        append(second),
        shop().write(({ outbox }) => outbox.finish(first.id, "delivered", shop().clock.now())),
      ]);
      const waiting = (await due()).filter(({ orderId }) => orderId === order.id);
      expect(waiting.map(({ id }) => id)).toEqual([second.id]);
    }
  });

  test("tells of an order as it stood, however it changes after that", async () => {
    const order = await inserted(6000);
    const shipped = { ...order, status: "shipped" } as const;
    const [first, second] = [eventOf(order, "order_create"), eventOf(shipped)];
    await append(first);
    await shop().write(async ({ orders, outbox }) => {
      await orders.replace(shipped);
      await outbox.append(second);
    });
    await shop().write(({ orders }) => orders.replace({ ...order, status: "completed" }));
    const told = await Promise.all([first, second].map(({ id }) => shop().reads.outbox.contentOf(id)));
    expect(told).toEqual([{ order }, { order: shipped }]);
    await shop().write(async ({ outbox }) => {
      for (const { id } of [first, second]) await outbox.finish(id, "delivered", shop().clock.now());
    });
  });

  /** An order that is there: what happens to its events is serialised by its row. */
  async function inserted(number: number) {
    const order = orderOf({
      number,
      permalinkToken: `race-${number}`,
      sessionId: asId<SessionId>(`cs_${number}`),
      attemptId: asId<AttemptId>(`pay_${number}`),
    });
    await shop().write(async ({ sessions, orders }) => {
      const { id, sessionId } = order;
      const session = {
        id: sessionId,
        agentId,
        status: "completed",
        expiresAt: shop().later(HOUR),
        orderId: id,
      };
      await sessions.insert(session as TransitionedSession);
      await orders.insert(order);
    });
    return order;
  }

  test("forgets what was delivered long ago", async () => {
    const forgotten = await shop().write(({ outbox }) => outbox.forgetDelivered(shop().later(1), 5));
    expect(forgotten).toBe(5);
  });
});

onEveryEngine("numbers of orders", (shop) => {
  test("follow each other without a gap, whoever takes them at the same time and gives them up", async () => {
    const taken: number[] = [];
    const jobs = Array.from({ length: 30 }, (_, index) =>
      shop()
        .write(async ({ orders, secrets }) => {
          const number = await orders.nextNumber();
          await secrets.insert(`order ${number}`, "1");
          if (index % 3 === 0) throw new Error("given up");
          return number;
        })
        .then(
          (number) => void taken.push(number),
          () => {},
        ),
    );
    // On SQLite the number follows from the orders that are there: a job that makes none uses none up.
    await Promise.all(jobs);
    expect(taken.length).toBeGreaterThan(0);
    expect(new Set(taken).size).toBe(taken.length);
  });
});

onEveryEngine("mails", (shop) => {
  const mailOf = (key: string) => ({ key, to: "jane@example.com", subject: "s", text: "t", html: "h" });
  const due = () => shop().reads.mails.due(shop().clock.now(), shop().later(HOUR), 10);

  test("of one key are sent once, put off, given up and forgotten", async () => {
    await shop().write(async ({ mails }) => {
      await mails.append(mailOf("a"), shop().clock.now());
      await mails.append({ ...mailOf("a"), subject: "again" }, shop().clock.now());
      await mails.append(mailOf("b"), shop().clock.now());
    });
    expect((await due()).map(({ key, subject }) => [key, subject])).toEqual([
      ["a", "s"],
      ["b", "s"],
    ]);
    await shop().write(async ({ mails }) => {
      await mails.finish("a", "sent", shop().clock.now());
      await mails.postpone("b", shop().later(MINUTE), shop().clock.now());
    });
    expect(await due()).toEqual([]);
    expect(await shop().reads.mails.nextDueAfter(shop().clock.now())).toBe(shop().later(MINUTE));
    expect(await shop().reads.mails.backlog()).toMatchObject({ pending: 1, dead: 0 });
    await shop().write(({ mails }) => mails.finish("b", "dead", shop().clock.now()));
    expect(await shop().reads.mails.countGivenUp()).toBe(1);
    expect(await shop().write(({ mails }) => mails.forgetSent(shop().later(1), 10))).toBe(1);
  });
});

onEveryEngine("buyers", (shop) => {
  test("are one for each address, however it is written", async () => {
    const id = asId<BuyerId>("byr_1");
    const buyer = { email: "Jane@Example.com" };
    const now = shop().clock.now();
    await shop().write(async ({ buyers }) => {
      expect(await buyers.remember(id, { email: "jane@example.com", firstName: "J" }, now)).toBe(id);
      expect(await buyers.remember(asId<BuyerId>("byr_2"), buyer, shop().later(1))).toBe(id);
    });
    expect(await shop().reads.buyers.byEmail("jane@example.COM")).toEqual({
      id,
      buyer,
      firstOrderAt: now,
      lastOrderAt: shop().later(1),
    });
    await shop().write(({ buyers }) => buyers.remove(id));
    expect(await shop().reads.buyers.byEmail("jane@example.com")).toBeUndefined();
  });
});

onEveryEngine("records of a buyer", (shop) => {
  test("are paged by row in every place, rewritten and removed", async () => {
    const order = orderOf({ id: asId<OrderId>("ord_personal") });
    const events = Array.from({ length: 5 }, () => eventOf(order));
    await shop().write(async ({ outbox, mails }) => {
      for (const event of events) {
        await outbox.append(event);
        await outbox.addAttempt(event.id, {
          number: 1,
          at: shop().clock.now(),
          durationMs: 1,
          reason: "Jane was there",
        });
        await outbox.addAttempt(event.id, {
          number: 2,
          at: shop().clock.now(),
          durationMs: 1,
          reason: "Jane again",
        });
      }
      await mails.append(
        { key: "to jane", to: "jane@example.com", subject: "s", text: "t", html: "h" },
        shop().clock.now(),
      );
    });
    const { personal } = shop().reads;
    for (const place of personal.places) {
      const seen: string[] = [];
      for (
        let page = await personal.page(place, undefined, 2);
        page.length > 0;
        page = await personal.page(place, page.at(-1)?.row, 2)
      )
        seen.push(...page.map(({ row }) => String(row)));
      const expected =
        { "outbox_events.document": 5, "delivery_attempts.reason": 10, "mails.document": 1 }[place.name] ?? 0;
      expect([place.name, seen.length, new Set(seen).size]).toEqual([place.name, expected, expected]);
    }
    const [reasons] = personal.places.filter(({ name }) => name === "delivery_attempts.reason");
    const [letters] = personal.places.filter(({ name }) => name === "mails.document");
    if (!reasons || !letters) throw new Error("there are such places");
    const [first] = await personal.page(reasons, undefined, 1);
    const [letter] = await personal.page(letters, undefined, 1);
    if (!first || !letter) throw new Error("something was written");
    await shop().write(async (stores) => {
      await stores.personal.rewrite(reasons, first.row, "somebody was there");
      await stores.personal.remove(letters, letter.row);
      expect(await stores.personal.read(reasons, first.row)).toBe("somebody was there");
    });
    expect(await personal.read(letters, letter.row)).toBeUndefined();
  });
});
