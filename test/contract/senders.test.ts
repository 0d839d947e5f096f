import { expect, test } from "bun:test";
import { webhookTo } from "../../src/agents/seed.ts";
import { HOUR, MINUTE, SECOND } from "../../src/clock.ts";
import { type AttemptId, asId, type EventId, type SessionId } from "../../src/ids.ts";
import { silentLog } from "../../src/log.ts";
import { createPost } from "../../src/mail/post.ts";
import { createDeliveries } from "../../src/outbox/deliveries.ts";
import { createOutgoing } from "../../src/outgoing/outgoing.ts";
import { signingKeyNow } from "../../src/signing/rotation.ts";
import { testAgent } from "../checkout/shop.ts";
import { moodyReceiver, tooEarly } from "../faults/moody-receiver.ts";
import { eventOf, orderOf } from "../outbox/orders.ts";
import { onEveryEngine } from "./contract.ts";

onEveryEngine("two senders at a time", (shop) => {
  /** Orders numbered from `first`, with three events each that are to be sent to an address; and two senders. */
  async function prepare(url: string, first: number) {
    const { write, reads, clock } = shop();
    await write(({ agents }) =>
      agents.put({ ...testAgent, webhook: webhookTo(url, "whsec_one") }, clock.now()),
    );
    const orders = Array.from({ length: 12 }, (_, index) =>
      orderOf({
        number: first + index,
        permalinkToken: `senders-${first + index}`,
        sessionId: asId<SessionId>(`cs_senders_${first + index}`),
        attemptId: asId<AttemptId>(`pay_senders_${first + index}`),
      }),
    );
    const events = orders.map((order) => [eventOf(order, "order_create"), eventOf(order), eventOf(order)]);
    await write(async ({ outbox }) => {
      for (const event of events.flat()) await outbox.append(event);
    });
    const sender = () =>
      createDeliveries({
        write,
        reads,
        outgoing: createOutgoing({ development: true }),
        messageSender: { presentation: {}, signingKey: () => signingKeyNow({ write, reads, clock }) },
        encodeOrderEvent: (type, { id }) => ({ type, id }),
        clock,
        isAlone: false,
        log: silentLog,
        retryBaseMs: SECOND,
      });
    // Neither knows of the other: as when one has lost its lease and does not know yet.
    const round = { signal: new AbortController().signal, wake() {}, woken: () => Bun.sleep(1) };
    return { events, senders: [sender(), sender()], round };
  }

  test("send each event once, and those of an order one after the other", async () => {
    const { reads, clock, later } = shop();
    const received: string[] = [];
    const receiver = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      async fetch(request) {
        received.push(request.headers.get("request-id") ?? "");
        await Bun.sleep(1);
        return new Response();
      },
    });
    const { events, senders, round } = await prepare(receiver.url.href, 7000);
    while ((await reads.outbox.backlog([])).pending > 0)
      await Promise.all(senders.map(({ run }) => run(round)));
    await receiver.stop();

    expect(received.toSorted()).toEqual(
      events
        .flat()
        .map(({ id }) => String(id))
        .toSorted(),
    );
    const places = events.map((ofOrder) => ofOrder.map(({ id }) => received.indexOf(id)));
    expect(places).toEqual(places.map((ofOrder) => ofOrder.toSorted((one, other) => one - other)));
    expect(await reads.outbox.due({ agentId: testAgent.id }, clock.now(), later(HOUR), 1)).toEqual([]);
  });

  test("tell of an order in the order things happened, though the receiver fails, hangs and forgets to answer", async () => {
    const { reads, clock } = shop();
    const receiver = moodyReceiver({ hanging: 50, hangMs: 20 });
    await receiver.start();
    const { events, senders, round } = await prepare(receiver.url(), 7300);
    while ((await reads.outbox.backlog([])).pending > 0) {
      await Promise.all(senders.map(({ run }) => run(round)));
      clock.advance(MINUTE);
    }
    await receiver.die();
    const stories = events.map((story) => story.map(({ id }) => id));
    expect(tooEarly(receiver.receptions, stories)).toEqual([]);
    const accepted = receiver.receptions.filter((one) => one.accepted).map(({ eventId }) => eventId);
    expect(new Set(accepted)).toEqual(new Set<string>(stories.flat()));
  });

  test("leave an event to whoever took it, until that one must be gone", async () => {
    const { write, reads, clock, later } = shop();
    const event = eventOf(orderOf({ number: 7100 }));
    await write(({ outbox }) => outbox.append(event));
    const claim = (until: number, id: EventId = event.id) =>
      write(({ outbox }) =>
        outbox.claim(id, { now: clock.now(), horizon: later(HOUR), until: later(until) }),
      );
    expect(await Promise.all([claim(MINUTE), claim(MINUTE)]).then((taken) => taken.toSorted())).toEqual([
      false,
      true,
    ]);
    clock.advance(MINUTE);
    expect(await claim(MINUTE)).toBe(true);
    await write(({ outbox }) => outbox.finish(event.id, "delivered", clock.now()));
    await write(({ outbox }) => outbox.finish(event.id, "dead", clock.now()));
    expect((await reads.outbox.find(event.id))?.state).toBe("delivered");
    expect(await claim(MINUTE)).toBe(false);
  });

  test("send each mail once", async () => {
    const { write, reads, clock } = shop();
    const keys = Array.from({ length: 20 }, (_, index) => `mail-${index}`);
    await write(async ({ mails }) => {
      for (const key of keys)
        await mails.append({ key, to: "jane@example.com", subject: "s", text: "t", html: "t" }, clock.now());
    });
    const sent: string[] = [];
    const post = () =>
      createPost({
        write,
        reads,
        transport: {
          async send({ key }) {
            sent.push(key);
            await Bun.sleep(1);
            return { kind: "sent" };
          },
          close() {},
        },
        clock,
        isAlone: false,
        log: silentLog,
        retryBaseMs: SECOND,
      });
    const { signal } = new AbortController();
    await Promise.all([post().run(signal), post().run(signal)]);
    expect(sent.toSorted()).toEqual(keys.toSorted());
    expect((await reads.mails.backlog()).pending).toBe(0);
  });
});
