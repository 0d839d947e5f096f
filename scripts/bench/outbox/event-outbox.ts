import { join } from "node:path";
import { openDatabase } from "../../../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../../../db/sqlite/group-commit-writer.ts";
import { createStores } from "../../../db/sqlite/stores.ts";
import { newAgent } from "../../../src/agents/administration.ts";
import { webhookTo } from "../../../src/agents/seed.ts";
import { systemClock } from "../../../src/clock.ts";
import { newId } from "../../../src/ids.ts";
import { deliverEvents, deliverEventsJob } from "../../../src/jobs/deliver-events.ts";
import { createScheduler } from "../../../src/jobs/scheduler.ts";
import { silentLog } from "../../../src/log.ts";
import { createDeliveries } from "../../../src/outbox/deliveries.ts";
import { createOutgoing } from "../../../src/outgoing/outgoing.ts";
import { encodeOrderEvent, presentationOf } from "../../../src/protocols/registry.ts";
import { loadSettings } from "../../../src/settings.ts";
import { signingKeyNow } from "../../../src/signing/rotation.ts";
import { sampleOrder } from "./sample-order.ts";

/** How many events one job writes while the outbox is filled. */
const EVENTS_A_JOB = 500;

/** An outbox put together as the server does it, without a server around it; its agent has an endpoint if one is given. */
export async function openEventOutbox(directory: string, endpoint?: string) {
  const database = openDatabase(join(directory, "outbox.db"));
  const { write, ...writer } = openGroupCommitWriter(database, createStores(database.writer));
  const reads = createStores(database.reader);
  const { shop } = loadSettings({ environment: {}, directory, toSell: false });
  const clock = systemClock;
  const log = silentLog;
  const outgoing = createOutgoing({ development: true });
  const deliveries = createDeliveries({
    write,
    reads,
    outgoing,
    messageSender: {
      presentation: presentationOf(shop),
      signingKey: () => signingKeyNow({ write, reads, clock }),
    },
    encodeOrderEvent: (type, order) => encodeOrderEvent(type, order, shop),
    clock,
    log,
    retryBaseMs: 5_000,
  });
  const webhook = endpoint === undefined ? undefined : webhookTo(endpoint, "whsec_bench");
  const agent = { ...newAgent("bench"), webhook };
  await write(({ agents }) => agents.put(agent, clock.now()));
  let orders = 0;

  const events = (count: number) =>
    Array.from({ length: count }, () => {
      orders += 1;
      const order = sampleOrder(agent.id, orders);
      const [id, createdAt] = [newId("EventId"), clock.now()];
      return { id, agentId: agent.id, orderId: order.id, type: "order_create" as const, createdAt, order };
    });
  const pending = database.reader.$client.prepare<{ count: number }, []>(
    "SELECT count(*) AS count FROM outbox_events WHERE state = 'pending'",
  );

  return {
    file: database.file,
    /** Writes events, each of another order, without anybody to send them. */
    async fill(count: number) {
      for (let written = 0; written < count; written += EVENTS_A_JOB) {
        const some = events(Math.min(EVENTS_A_JOB, count - written));
        await write(async ({ outbox }) => {
          for (const event of some) await outbox.append(event);
        });
      }
    },
    pending: () => pending.get()?.count ?? 0,
    async startScheduler() {
      const scheduler = createScheduler([deliverEvents(deliveries)], { write, reads, clock, log });
      await scheduler.start();
      return {
        /** Writes one event and wakes the deliveries, as a commit of the server does. */
        async append() {
          const [event] = events(1);
          if (event) await write(({ outbox }) => outbox.append(event));
          scheduler.wake(deliverEventsJob);
        },
        stop: () => scheduler.stop(),
      };
    },
    async close() {
      await writer.close();
      database.close();
    },
  };
}
