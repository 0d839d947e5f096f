import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { DAY, HOUR } from "../../src/clock.ts";
import { otherAgent } from "../checkout/shop.ts";
import { eventually, manyLooks } from "../jobs/workshop.ts";
import { eventOf, orderOf } from "./orders.ts";
import { openOutbox, RETRY_BASE } from "./outbox.ts";
import { answer, startReceiver } from "./receiver.ts";

/** The events of one order: placed, then changed as often as asked. */
function storyOf(updates: number, order = orderOf()) {
  return [eventOf(order, "order_create"), ...Array.from({ length: updates }, () => eventOf(order))];
}

test("an event arrives as the session's version spells it, signed over the bytes sent", async () => {
  await using outbox = await openOutbox();
  using agent = startReceiver();
  await outbox.notify(agent.url);
  const event = eventOf(orderOf({ protocol: { name: "acp", version: "2025-09-29" } }), "order_create");
  await outbox.append(event);
  await eventually(async () => (await outbox.states())[0] === "delivered");
  const [received] = agent.received;
  expect(received?.json).toEqual({
    type: "order_create",
    data: {
      type: "order",
      checkout_session_id: "cs_1",
      permalink_url: "http://localhost:3000/orders/kV3bW8hq0n5Jr1c2D4e6Fg",
      status: "confirmed",
      refunds: [],
    },
  });
  const time = outbox.clock.now() / 1000;
  const hmac = createHmac("sha256", "whsec_one").update(`${time}.${received?.text}`).digest("hex");
  expect(received?.headers.get("merchant-signature")).toBe(`t=${time},v1=${hmac}`);
  expect(received?.headers.get("request-id")).toBe(event.id);
  expect(received?.headers.get("timestamp")).toBe("2026-06-01T12:00:00.000Z");
  expect(received?.headers.get("content-type")).toBe("application/json");
});

for (const [eventNames, create, update] of [
  ["order_create", "order_create", "order_update"],
  ["order_created", "order_created", "order_updated"],
  ["order.created", "order.created", "order.updated"],
] as const) {
  test(`an agent may have its events called ${create} and ${update}`, async () => {
    await using outbox = await openOutbox();
    using agent = startReceiver();
    await outbox.notify(agent.url, { eventNames, header: "Acme-Signature", signature: "base64" });
    await outbox.append(...storyOf(1));
    await eventually(() => agent.received.length === 2);
    expect(agent.received.map(({ json }) => json.type)).toEqual([create, update]);
    const [first] = agent.received;
    const hmac = createHmac("sha256", "whsec_one")
      .update(first?.text ?? "")
      .digest("base64");
    expect(first?.headers.get("acme-signature")).toBe(hmac);
  });
}

test("one order's events arrive one after the other, in the order they happened", async () => {
  await using outbox = await openOutbox();
  let busy = 0;
  let mostAtOnce = 0;
  using agent = startReceiver(async () => {
    busy += 1;
    mostAtOnce = Math.max(mostAtOnce, busy);
    await Bun.sleep(2);
    busy -= 1;
    return answer(200);
  });
  await outbox.notify(agent.url);
  const story = storyOf(5);
  await outbox.append(...story);
  await eventually(() => agent.received.length === 6);
  expect(agent.eventIds()).toEqual(story.map(({ id }) => id));
  expect(mostAtOnce).toBe(1);
});

test("a later event waits for an earlier one that has to be tried again", async () => {
  await using outbox = await openOutbox();
  using agent = startReceiver((_, earlier) => (earlier.length === 0 ? answer(503) : undefined));
  await outbox.notify(agent.url);
  const [first, second] = storyOf(1);
  if (!first || !second) throw new Error("two events");
  await outbox.append(first, second);
  await outbox.attempted(1);
  await manyLooks();
  expect(agent.received).toHaveLength(1);
  outbox.clock.advance(RETRY_BASE);
  await eventually(() => agent.received.length === 3);
  expect(agent.eventIds()).toEqual([first.id, first.id, second.id]);
});

test("an order whose event hangs holds up no other order, and no more run at once than are allowed", async () => {
  await using outbox = await openOutbox();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const stuck = orderOf();
  let busy = 0;
  let mostAtOnce = 0;
  using agent = startReceiver(async ({ json }) => {
    busy += 1;
    mostAtOnce = Math.max(mostAtOnce, busy);
    await (json.data.id === stuck.id ? released : Bun.sleep(1));
    busy -= 1;
    return answer(200);
  });
  await outbox.notify(agent.url);
  await outbox.append(eventOf(stuck));
  await outbox.append(...Array.from({ length: 100 }, () => eventOf(orderOf())));
  await eventually(() => agent.received.length === 101);
  expect(mostAtOnce).toBeGreaterThan(1);
  expect(mostAtOnce).toBeLessThanOrEqual(32);
  release();
  await eventually(async () => (await outbox.states()).every((state) => state === "delivered"));
});

test("the bytes are frozen at the first delivery: a retry repeats them, whatever the settings say by then", async () => {
  await using outbox = await openOutbox();
  using agent = startReceiver((_, earlier) => (earlier.length === 0 ? answer(500) : undefined));
  await outbox.notify(agent.url);
  await outbox.append(eventOf(orderOf(), "order_create"));
  await outbox.attempted(1);
  await outbox.notify(agent.url, { eventNames: "order.created" });
  outbox.clock.advance(RETRY_BASE);
  await outbox.attempted(2);
  const [first, second] = agent.received;
  expect(second?.text).toBe(first?.text ?? "");
  expect(second?.eventId).toBe(first?.eventId ?? "");
});

test("each attempt is signed anew", async () => {
  await using outbox = await openOutbox();
  using agent = startReceiver((_, earlier) => (earlier.length === 0 ? answer(500) : undefined));
  await outbox.notify(agent.url);
  await outbox.append(eventOf(orderOf()));
  await outbox.attempted(1);
  outbox.clock.advance(RETRY_BASE);
  await outbox.attempted(2);
  const [first, second] = agent.received.map(({ headers }) => headers.get("merchant-signature"));
  expect(first).toMatch(/^t=1780315200,v1=[0-9a-f]{64}$/);
  expect(second).toMatch(/^t=1780315201,v1=[0-9a-f]{64}$/);
});

/** An endpoint that follows the official pattern to the letter and knows one secret. */
function strictReceiver(secret: string) {
  const known = { secret };
  const agent = startReceiver(({ headers, text }) => {
    const [, time, sent] = headers.get("merchant-signature")?.match(/^t=(\d+),v1=([a-fA-F0-9]{64})$/) ?? [];
    const hmac = createHmac("sha256", known.secret).update(`${time}.${text}`).digest("hex");
    return sent === hmac ? undefined : answer(401);
  });
  const knows = (other: string) => {
    known.secret = other;
  };
  return Object.assign(agent, { knows });
}

/** While the newer secret is being taken over, on the tests' clock. */
function rotation({ clock }: Awaited<ReturnType<typeof openOutbox>>) {
  return { secrets: ["whsec_two", "whsec_one"], rotatedAt: clock.now() };
}

test("while a secret is changed no event is lost, whenever a strict receiver takes the new one over", async () => {
  await using outbox = await openOutbox();
  using agent = strictReceiver("whsec_one");
  await outbox.notify(agent.url);
  await outbox.append(eventOf(orderOf()));
  await eventually(async () => (await outbox.states()).join() === "delivered");
  await outbox.notify(agent.url, rotation(outbox));
  await outbox.append(eventOf(orderOf()));
  await eventually(async () => (await outbox.states()).join() === "delivered,delivered");
  // What worked last goes first: nothing was denied so far.
  expect(agent.received).toHaveLength(2);
  agent.knows("whsec_two");
  await outbox.append(eventOf(orderOf()));
  await eventually(async () => (await outbox.states()).join() === "delivered,delivered,delivered");
  expect(agent.received).toHaveLength(4);
  await outbox.append(eventOf(orderOf()));
  await eventually(() => agent.received.length === 5);
});

for (const status of [401, 403]) {
  test(`${status} by both secrets is one failure, tried again later`, async () => {
    await using outbox = await openOutbox();
    using agent = startReceiver(() => answer(status));
    await outbox.notify(agent.url, rotation(outbox));
    const event = eventOf(orderOf());
    await outbox.append(event);
    await outbox.attempted(1);
    await manyLooks();
    expect(agent.received).toHaveLength(2);
    expect(await outbox.reads.outbox.attemptsOf(event.id)).toMatchObject([{ number: 1, status }]);
    expect(await outbox.states()).toEqual(["pending"]);
  });

  test(`${status} without a second secret is tried again for more than an hour`, async () => {
    await using outbox = await openOutbox();
    using agent = startReceiver(() => answer(status));
    await outbox.notify(agent.url);
    await outbox.append(eventOf(orderOf()));
    for (let sent = 1; outbox.clock.now() < Date.parse("2026-06-01T13:10:00Z"); sent += 1) {
      await outbox.attempted(sent);
      expect(await outbox.states()).toEqual(["pending"]);
      outbox.clock.advance(RETRY_BASE * 2 ** (sent - 1));
    }
  });
}

test("once the overlap is over only the new secret signs", async () => {
  await using outbox = await openOutbox();
  using agent = strictReceiver("whsec_one");
  await outbox.notify(agent.url, rotation(outbox));
  outbox.clock.advance(DAY);
  await outbox.append(eventOf(orderOf()));
  await outbox.attempted(1);
  await manyLooks();
  expect(agent.received).toHaveLength(1);
  expect(await outbox.states()).toEqual(["pending"]);
});

for (const status of [301, 302, 307, 308, 408, 409, 425, 429, 500, 502, 503, 504]) {
  test(`${status}: tried again, and every attempt is on record`, async () => {
    await using outbox = await openOutbox();
    using agent = startReceiver((_, earlier) =>
      earlier.length < 2 ? answer(status, { location: "http://127.0.0.1:1/" }, "not now") : undefined,
    );
    await outbox.notify(agent.url);
    const event = eventOf(orderOf());
    await outbox.append(event);
    await outbox.attempted(1);
    outbox.clock.advance(RETRY_BASE);
    await outbox.attempted(2);
    await manyLooks();
    expect(agent.received).toHaveLength(2);
    outbox.clock.advance(2 * RETRY_BASE);
    await eventually(async () => (await outbox.states())[0] === "delivered");
    expect(await outbox.reads.outbox.attemptsOf(event.id)).toMatchObject([
      { number: 1, status, reason: "not now", durationMs: expect.any(Number) },
      { number: 2, status, reason: "not now" },
      { number: 3, status: 200, reason: undefined },
    ]);
  });
}

for (const status of [400, 404, 405, 413, 422]) {
  test(`${status}: given up at once, with the answer kept; the order's next event follows`, async () => {
    await using outbox = await openOutbox();
    using agent = startReceiver((_, earlier) =>
      earlier.length === 0 ? answer(status, {}, '{"code":"no"}') : undefined,
    );
    await outbox.notify(agent.url);
    const [first, second] = storyOf(1);
    if (!first || !second) throw new Error("two events");
    await outbox.append(first, second);
    await eventually(async () => (await outbox.states())[1] === "delivered");
    expect(await outbox.states()).toEqual(["dead", "delivered"]);
    expect(await outbox.reads.outbox.attemptsOf(first.id)).toMatchObject([
      { number: 1, status, reason: '{"code":"no"}' },
    ]);
    expect(outbox.reasons).toMatchObject([{ kind: "event_given_up", event: { id: first.id } }]);
  });
}

test("Retry-After is honoured", async () => {
  await using outbox = await openOutbox();
  using agent = startReceiver((_, earlier) =>
    earlier.length === 0 ? answer(429, { "retry-after": "60" }) : undefined,
  );
  await outbox.notify(agent.url);
  await outbox.append(eventOf(orderOf()));
  await outbox.attempted(1);
  outbox.clock.advance(59_000);
  await manyLooks();
  expect(agent.received).toHaveLength(1);
  outbox.clock.advance(1_000);
  await eventually(() => agent.received.length === 2);
});

test("nobody at the endpoint: tried again until somebody is", async () => {
  await using outbox = await openOutbox();
  await outbox.notify("http://127.0.0.1:1/");
  const event = eventOf(orderOf());
  await outbox.append(event);
  await eventually(async () => (await outbox.reads.outbox.attemptsOf(event.id)).length === 1);
  expect(await outbox.reads.outbox.attemptsOf(event.id)).toMatchObject([
    { status: undefined, reason: "nobody listens there (ECONNREFUSED)" },
  ]);
  using agent = startReceiver();
  await outbox.notify(agent.url);
  outbox.clock.advance(RETRY_BASE);
  await eventually(async () => (await outbox.states())[0] === "delivered");
});

test("after three days an event is given up and kept, and can be replayed with the same bytes", async () => {
  await using outbox = await openOutbox();
  using agent = startReceiver(() => answer(500));
  await outbox.notify(agent.url);
  const event = eventOf(orderOf());
  await outbox.append(event);
  await outbox.attempted(1);
  for (let attempts = 2; attempts <= 10; attempts += 1) {
    outbox.clock.advance(9 * HOUR);
    await outbox.attempted(attempts);
  }
  expect(await outbox.states()).toEqual(["dead"]);
  expect(outbox.reasons).toMatchObject([{ kind: "event_given_up" }]);
  outbox.clock.advance(DAY);
  await manyLooks();
  expect(agent.received).toHaveLength(10);

  agent.become(() => undefined);
  await outbox.replay(event.id);
  await eventually(async () => (await outbox.states())[0] === "delivered");
  expect(agent.received[10]?.text).toBe(agent.received[0]?.text ?? "");
  expect(await outbox.reads.outbox.find(event.id)).toMatchObject({ state: "delivered", attempts: 11 });
});

test("410 pauses the endpoint: its events wait until a person replays one, or another address is set", async () => {
  await using outbox = await openOutbox();
  using agent = startReceiver(() => answer(410));
  await outbox.notify(agent.url);
  const events = [eventOf(orderOf()), eventOf(orderOf())];
  const [first] = events;
  if (!first) throw new Error("two events");
  await outbox.append(first);
  await eventually(() => agent.received.length === 1);
  await eventually(() => outbox.reasons.length === 1);
  expect(outbox.reasons).toMatchObject([{ kind: "endpoint_gone" }]);
  await outbox.append(...events.slice(1));
  outbox.clock.advance(7 * DAY);
  await manyLooks();
  expect(agent.received).toHaveLength(1);
  expect(await outbox.states()).toEqual(["pending", "pending"]);

  agent.become(() => undefined);
  await outbox.replay(first.id);
  await eventually(async () => (await outbox.states()).every((state) => state === "delivered"));
});

test("another address of the agent is another endpoint, and is not paused", async () => {
  await using outbox = await openOutbox();
  using gone = startReceiver(() => answer(410));
  using agent = startReceiver();
  await outbox.notify(gone.url);
  await outbox.append(eventOf(orderOf()));
  await eventually(() => outbox.reasons.length === 1);
  await outbox.notify(agent.url);
  await eventually(async () => (await outbox.states())[0] === "delivered");
});

test("without an endpoint events are kept, and delivered in order once one is set", async () => {
  await using outbox = await openOutbox();
  const story = storyOf(2);
  await outbox.append(...story);
  outbox.clock.advance(30 * DAY);
  await manyLooks();
  expect(await outbox.states()).toEqual(["pending", "pending", "pending"]);
  using agent = startReceiver();
  await outbox.notify(agent.url);
  await eventually(() => agent.received.length === 3);
  expect(agent.eventIds()).toEqual(story.map(({ id }) => id));
});

test("a replayed event comes before its order's later ones", async () => {
  await using outbox = await openOutbox();
  using agent = startReceiver(() => answer(400));
  await outbox.notify(agent.url);
  const [first, second] = storyOf(1);
  if (!first || !second) throw new Error("two events");
  await outbox.append(first);
  await eventually(async () => (await outbox.states())[0] === "dead");
  agent.become(() => answer(500));
  await outbox.append(second);
  await outbox.attempted(2);
  agent.become(() => undefined);
  await outbox.replay(first.id);
  await eventually(async () => (await outbox.states()).every((state) => state === "delivered"));
  expect(agent.eventIds()).toEqual([first.id, second.id, first.id, second.id]);
});

test("an event replayed while a later one is under way still comes before it, though that one fails", async () => {
  await using outbox = await openOutbox();
  using agent = startReceiver(() => answer(400));
  await outbox.notify(agent.url);
  const [first, second] = storyOf(1);
  if (!first || !second) throw new Error("two events");
  await outbox.append(first);
  await eventually(async () => (await outbox.states())[0] === "dead");
  const { promise: replayed, resolve: goOn } = Promise.withResolvers<void>();
  agent.become(async ({ eventId }) => {
    await replayed;
    return eventId === first.id ? answer(503, { "retry-after": "60" }) : answer(500);
  });
  await outbox.append(second);
  await eventually(() => agent.received.length === 2);
  await outbox.replay(first.id);
  goOn();
  // The second fails on its way, then the first, too; of both only the first is to be sent again.
  await outbox.attempted(3);
  agent.become(() => undefined);
  outbox.clock.advance(10 * RETRY_BASE);
  await manyLooks();
  expect(agent.received).toHaveLength(3);
  outbox.clock.advance(60 * RETRY_BASE);
  await eventually(async () => (await outbox.states()).every((state) => state === "delivered"));
  expect(agent.eventIds()).toEqual([first.id, second.id, first.id, first.id, second.id]);
});

test("an endpoint that is down rests, is tried with one event, and gets the others once it is well", async () => {
  await using outbox = await openOutbox();
  using agent = startReceiver(() => answer(500));
  await outbox.notify(agent.url);
  await outbox.append(...Array.from({ length: 50 }, () => eventOf(orderOf())));
  const [known] = (await outbox.reads.agents.all()).filter(({ webhook }) => webhook);
  if (!known) throw new Error("an agent with an endpoint");
  await eventually(() => outbox.deliveries.circuitOf(known) === "open");
  // Until all that was under way when the circuit opened is answered and on record.
  await eventually(() => agent.received.length >= 32);
  await outbox.settled(agent);
  // The 32 that may be under way at once, and what followed the first nine of them before the tenth had failed.
  const tried = agent.received.length;
  expect(tried).toBeLessThanOrEqual(32 + 9);

  outbox.clock.advance(RETRY_BASE);
  await outbox.attempted(tried + 1);
  await manyLooks();
  expect(agent.received).toHaveLength(tried + 1);

  agent.become(() => undefined);
  outbox.clock.advance(2 * RETRY_BASE);
  await eventually(async () => (await outbox.states()).every((state) => state === "delivered"));
  expect(outbox.deliveries.circuitOf(known)).toBe("closed");
});

test("what goes wrong with one agent does not reach another", async () => {
  await using outbox = await openOutbox();
  using down = startReceiver(() => answer(500));
  using well = startReceiver();
  await outbox.notify(down.url);
  await outbox.notify(well.url, {}, otherAgent);
  await outbox.append(...Array.from({ length: 40 }, () => eventOf(orderOf())));
  await outbox.append(eventOf(orderOf({ agentId: otherAgent.id })));
  await eventually(() => well.received.length === 1);
});

test("an order in a version that is not spoken here is given up and holds nobody up", async () => {
  await using outbox = await openOutbox();
  using agent = startReceiver();
  await outbox.notify(agent.url);
  await outbox.append(
    eventOf(orderOf({ protocol: { name: "acp", version: "1999-12-31" } })),
    eventOf(orderOf()),
  );
  await eventually(() => agent.received.length === 1);
  await eventually(async () => (await outbox.states())[1] === "delivered");
  expect(await outbox.states()).toEqual(["dead", "delivered"]);
});

for (const [direction, jump] of [
  ["forwards", 400 * DAY],
  ["backwards", -400 * DAY],
] as const) {
  test(`a clock set ${direction} loses no event and gives none up`, async () => {
    await using outbox = await openOutbox();
    using agent = startReceiver(() => answer(500));
    await outbox.notify(agent.url);
    await outbox.append(eventOf(orderOf()));
    await outbox.attempted(1);
    outbox.clock.advance(jump);
    await outbox.attempted(2);
    agent.become(() => undefined);
    outbox.clock.advance(2 * RETRY_BASE);
    await eventually(async () => (await outbox.states())[0] === "delivered");
  });
}

test("a stop waits for what is on its way, and a later start sends the rest", async () => {
  await using outbox = await openOutbox();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  using agent = startReceiver(async () => {
    await released;
    return answer(200);
  });
  await outbox.notify(agent.url);
  const story = storyOf(1);
  await outbox.append(...story);
  await eventually(() => agent.received.length === 1);
  const stopped = outbox.scheduler.stop();
  release();
  await stopped;
  expect(await outbox.states()).toEqual(["delivered", "pending"]);
});
