import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { systemClock } from "../../src/clock.ts";
import { asId, newId, type OrderId } from "../../src/ids.ts";
import type { OrderStatus } from "../../src/orders/order.ts";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import { lastingPort } from "../lasting-port.ts";
import { type Beside, openBeside, rowsIn } from "../shop-database.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { moodyReceiver, type Reception, tooEarly } from "./moody-receiver.ts";
import { purchase } from "./purchase.ts";
import { databaseIn, runShop, stubbornAgent } from "./running-shop.ts";

/** CI is content with a few; `ORDERS=10000 bun test test/faults/deliver-events.test.ts` is the long run. */
const { ORDERS = "40" } = process.env;
const orders = Number(ORDERS);
const isLong = orders > 1_000;
const kills = isLong ? 5 : 2;
const receiverDownMs = isLong ? 60_000 : 300;
const agents = 16;
const secret = "whsec_of_the_fault_test";
const timeLimit = 120_000 + orders * 100;

interface EventRow {
  readonly id: string;
  readonly order_id: string;
  readonly state: string;
  readonly attempts: number;
}

describe(`${orders} orders told to a receiver in its worst week, by a shop killed ${kills} times`, () => {
  const folder = temporaryFolder();
  const receiver = moodyReceiver(isLong ? { hanging: 5, hangMs: 15_000 } : { hanging: 20, hangMs: 200 });
  /** Every order an agent was told of. */
  const told: string[] = [];
  let events: EventRow[] = [];

  beforeAll(async () => {
    await receiver.start();
    const port = lastingPort();
    const environment = {
      AGENT_WEBHOOK_URL: receiver.url(),
      AGENT_WEBHOOK_SECRET: secret,
      WEBHOOK_RETRY_BASE_MS: "10",
    };
    let shop = await runShop(folder.path, port, environment);
    await using beside = await openBeside(await databaseIn(folder.path));
    const until = Date.now() + timeLimit;
    const agent = stubbornAgent(port, () => Date.now() > until);
    let begun = 0;

    async function sell(): Promise<void> {
      while (begun < orders) {
        const key = String(begun++);
        const created = await agent.send("/checkout_sessions", giftCard, `create-${key}`);
        const path = `/checkout_sessions/${created.json.id}/complete`;
        const completed = await agent.send(
          path,
          purchase.complete("spt_sandbox_approved"),
          `complete-${key}`,
        );
        const id = completed.json.order?.id;
        if (id === undefined) throw new Error(`no order: ${JSON.stringify(completed)}`);
        told.push(id);
        await move(beside, asId<OrderId>(id), "processing");
        await move(beside, asId<OrderId>(id), "completed");
      }
    }

    async function bringFailures(): Promise<void> {
      for (let count = 1; count <= kills; count += 1) {
        while (told.length < (orders * count) / (kills + 1)) await Bun.sleep(5);
        shop.kill("SIGKILL");
        await shop.exited;
        shop = await runShop(folder.path, port, environment);
        if (count !== 1) continue;
        await receiver.die();
        await Bun.sleep(receiverDownMs);
        await receiver.start();
      }
    }

    const began = performance.now();
    await Promise.all([bringFailures(), ...Array.from({ length: agents }, sell)]);
    const sold = performance.now();
    while (events.length === 0 || events.some(({ state }) => state === "pending")) {
      if (Date.now() > until) break;
      await Bun.sleep(isLong ? 500 : 20);
      events = await eventsIn(folder.path);
    }
    if (isLong) report(began, sold, events, receiver.receptions);
    shop.kill("SIGTERM");
    expect(await shop.exited).toBe(0);
    await receiver.die();
  }, timeLimit + 30_000);

  afterAll(() => folder[Symbol.dispose]());

  test("was really hit while it worked", () => {
    expect(told.length).toBe(orders);
    expect(receiver.receptions.filter(({ accepted }) => !accepted).length).toBeGreaterThan(orders / 2);
  });

  test("accepted every event at least once, and no other", () => {
    const accepted = new Set(receiver.receptions.filter((one) => one.accepted).map(({ eventId }) => eventId));
    expect(events.filter(({ id }) => !accepted.has(id))).toEqual([]);
    expect(accepted.size).toBe(events.length);
    expect(events.filter(({ state }) => state !== "delivered")).toEqual([]);
  });

  test("heard of every order that an agent was told of, and of all that happened to it", () => {
    const byOrder = Map.groupBy(events, (event) => event.order_id);
    expect(told.filter((id) => byOrder.get(id)?.length !== 3)).toEqual([]);
  });

  test("heard of each order in the order things happened: nothing before what came before it was accepted", () => {
    const stories = [...Map.groupBy(events, (event) => event.order_id).values()];
    const early = tooEarly(
      receiver.receptions,
      stories.map((story) => story.map(({ id }) => id)),
    );
    expect(early).toEqual([]);
  });

  test("was told the same under the same id, to the byte", () => {
    const texts = Map.groupBy(receiver.receptions, ({ eventId }) => eventId);
    const changed = [...texts.values()].filter((same) => new Set(same.map(({ text }) => text)).size > 1);
    expect(changed).toEqual([]);
    expect(new Set(receiver.receptions.map(({ text }) => text)).size).toBe(texts.size);
  });

  test("could check every signature", () => {
    const forged = receiver.receptions.filter(({ signature, text }) => {
      const [, time = "", hmac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
      return createHmac("sha256", secret).update(`${time}.${text}`).digest("hex") !== hmac;
    });
    expect(forged).toEqual([]);
  });
});

const giftCard = { currency: "usd", capabilities: {}, line_items: [{ id: demoItems.giftCard }] };

/** What the merchant's dashboard does: a second process on the same database, while the shop lives and dies. */
function move({ write }: Beside, id: OrderId, status: OrderStatus): Promise<void> {
  return write(async ({ orders, outbox }) => {
    const order = await orders.find(id);
    if (!order) throw new Error(`the agent was told of ${id}, which is not there`);
    const moved = { ...order, status };
    const createdAt = systemClock.now();
    await orders.replace(moved);
    const { agentId } = order;
    await outbox.append({
      id: newId("EventId"),
      agentId,
      orderId: id,
      type: "order_update",
      createdAt,
      order: moved,
    });
  });
}

async function eventsIn(folder: string): Promise<EventRow[]> {
  return rowsIn<EventRow>(
    await databaseIn(folder),
    "select id, order_id, state, attempts from outbox_events order by sequence",
  );
}

/** The figures of a long run, for whoever started it. */
function report(
  began: number,
  sold: number,
  events: readonly EventRow[],
  receptions: readonly Reception[],
): void {
  const accepted = receptions.filter((one) => one.accepted).length;
  const figures = {
    orders,
    events: events.length,
    requests: receptions.length,
    accepted,
    repeated: accepted - events.length,
    mostAttempts: Math.max(...events.map(({ attempts }) => attempts)),
    sellingSeconds: Math.round((sold - began) / 1_000),
    seconds: Math.round((performance.now() - began) / 1_000),
  };
  process.stderr.write(`${JSON.stringify(figures)}\n`);
}
