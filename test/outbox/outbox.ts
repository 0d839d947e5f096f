import { join } from "node:path";
import { openDatabase } from "../../db/sqlite/database.ts";
import { openGroupCommitWriter } from "../../db/sqlite/group-commit-writer.ts";
import { createStores } from "../../db/sqlite/stores.ts";
import type { Agent, WebhookSettings } from "../../src/agents/agent.ts";
import { webhookTo } from "../../src/agents/seed.ts";
import type { EventId } from "../../src/ids.ts";
import { createScheduler } from "../../src/jobs/scheduler.ts";
import { silentLog } from "../../src/log.ts";
import { createDeliveries } from "../../src/outbox/deliveries.ts";
import type { OutboxEvent } from "../../src/outbox/event.ts";
import type { DeliveryFailure } from "../../src/outbox/sending-dependencies.ts";
import { createOutgoing } from "../../src/outgoing/outgoing.ts";
import { encodeOrderEvent, presentationOf } from "../../src/protocols/registry.ts";
import { signingKeyNow } from "../../src/signing/rotation.ts";
import { otherAgent, stoppedClock, testAgent, testShop } from "../checkout/shop.ts";
import { eventually, manyLooks } from "../jobs/workshop.ts";
import { runEachJobTwice } from "../run-each-job-twice.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** The first retry waits so long on the stopped clock, ms. */
export const RETRY_BASE = 1_000;

/** A shop's outbox over a real database file, delivered by a real scheduler over real HTTP; only the clock stands still. */
export async function openOutbox(given: { clock?: ReturnType<typeof stoppedClock> } = {}) {
  const clock = given.clock ?? stoppedClock();
  const folder = temporaryFolder();
  const database = openDatabase(join(folder.path, "shop.db"));
  const writer = openGroupCommitWriter(database, createStores(database.writer));
  const write = runEachJobTwice(database, writer.write);
  const reads = createStores(database.reader);
  const reasons: DeliveryFailure[] = [];
  const deliveries = createDeliveries({
    write,
    reads,
    outgoing: createOutgoing({ development: true }),
    messageSender: {
      presentation: presentationOf(testShop),
      signingKey: () => signingKeyNow({ write, reads, clock }),
    },
    encodeOrderEvent: (type, order) => encodeOrderEvent(type, order, testShop),
    clock,
    log: silentLog,
    retryBaseMs: RETRY_BASE,
    random: () => 0,
    report: async ({ afterCommit }, reason) => afterCommit(() => void reasons.push(reason)),
  });
  const scheduler = createScheduler(
    [{ name: "deliveries", interval: 60_000, jitter: 0, due: deliveries.due, run: deliveries.run }],
    { write, reads, clock, log: silentLog, random: () => 0, lookEveryMs: 1 },
  );
  await scheduler.start();

  const tell = async (agent: Agent) => write(({ agents }) => agents.put(agent, clock.now()));
  const attempts = async () => {
    const page = await reads.outbox.page({}, undefined, 1_000);
    return page.reduce((sum, { attempts }) => sum + attempts, 0);
  };
  await tell(testAgent);
  await tell(otherAgent);

  return {
    clock,
    write,
    reads,
    deliveries,
    reasons,
    scheduler,
    /** Agrees with an agent where it hears of its orders. */
    async notify(url: string, settings: Partial<WebhookSettings> = {}, agent: Agent = testAgent) {
      await tell({ ...agent, webhook: { ...webhookTo(url, "whsec_one"), ...settings } });
      scheduler.wake("deliveries");
    },
    /** Writes events, each in a job of its own, and wakes the deliveries as a server does. */
    async append(...events: readonly OutboxEvent[]) {
      for (const event of events) await write(({ outbox }) => outbox.append(event));
      scheduler.wake("deliveries");
    },
    async replay(id: EventId) {
      await write(async ({ outbox, suspendedEndpoints }) => {
        await outbox.replay(id);
        await suspendedEndpoints.resume(testAgent.id);
      });
      scheduler.wake("deliveries");
    },
    /** Settles once so many attempts, over all events, are on record. */
    async attempted(count: number) {
      await eventually(async () => (await attempts()) >= count);
    },
    /** Settles once every request a receiver got is on record as an attempt, and no further one comes. */
    async settled({ received }: { readonly received: readonly unknown[] }) {
      const isOnRecord = async () => (await attempts()) === received.length;
      do {
        await eventually(isOnRecord);
        await manyLooks();
      } while (!(await isOnRecord()));
    },
    /** The states of all events, oldest first. */
    async states() {
      const page = await reads.outbox.page({}, undefined, 1_000);
      return page.map(({ state }) => state).reverse();
    },
    async [Symbol.asyncDispose]() {
      await scheduler.stop();
      await writer.close();
      database.close();
      folder[Symbol.dispose]();
    },
  };
}
