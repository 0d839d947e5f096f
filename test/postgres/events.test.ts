import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { checkstandBuild } from "../../scripts/build.ts";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import type { Program, ShopProcess } from "../e2e/shop-process.ts";
import { moodyReceiver, tooEarly } from "../faults/moody-receiver.ts";
import { eventually } from "../jobs/workshop.ts";
import { hasPostgres } from "../postgres-server.ts";
import { buy, insist, type KeyedCall, sendAsMerchant } from "./agent.ts";
import { openShopOfProcesses, type ShopOfProcesses } from "./shop-of-processes.ts";

/** CI is content with a few; `ORDERS=1000 bun test test/postgres/events.test.ts` is the long run. */
const orders = Number(process.env["ORDERS"] ?? 24);
/** How many are on their way at a time. */
const together = 6;

/** A program whose machine's clock is an hour ahead. */
const hourAhead: Program = {
  name: "an hour ahead",
  words: async () => [
    process.execPath,
    "--preload",
    join(import.meta.dir, "hour-ahead.ts"),
    checkstandBuild.entry,
  ],
};

describe.skipIf(!hasPostgres)("two processes that send events, with clocks an hour apart,", () => {
  test(`tell of each of ${orders} orders in the order things happened, though each of them stands still for a while`, async () => {
    const receiver = moodyReceiver({ hanging: 30, hangMs: 200 });
    await receiver.start();
    await using shop = await openShopOfProcesses({
      processes: 1,
      environment: {
        AGENT_WEBHOOK_URL: receiver.url(),
        AGENT_WEBHOOK_SECRET: "whsec_of_two_senders",
        WEBHOOK_RETRY_BASE_MS: "20",
      },
    });
    const { processes } = shop;
    processes.push(await shop.start({ program: hourAhead }));

    for (const still of [...processes]) {
      processes.splice(0, 2, ...processes.filter((each) => each !== still));
      const heard = receiver.receptions.length;
      const before = sell(shop, orders / 4);
      // In the middle of what it sends, should it be the one that does.
      await eventually(() => receiver.receptions.length > heard + 2);
      signal(still, "SIGSTOP");
      await sell(shop, orders / 4);
      signal(still, "SIGCONT");
      await before;
      processes.push(still);
    }
    await eventually(
      async () => (await shop.rows("select 1 from outbox_events where state = 'pending'")).length === 0,
    );
    await receiver.die();

    const events = await shop.rows("select id, order_id from outbox_events order by sequence");
    const stories = [...Map.groupBy(events, (event) => event["order_id"]).values()].map((story) =>
      story.map(({ id }) => String(id)),
    );
    expect(stories.map(({ length }) => length)).toEqual(Array.from({ length: orders }, () => 3));
    expect(tooEarly(receiver.receptions, stories)).toEqual([]);
    const accepted = new Set(receiver.receptions.filter((one) => one.accepted).map(({ eventId }) => eventId));
    expect(accepted).toEqual(new Set(stories.flat()));
  }, 600_000);
});

/** Lets a process stand still, as one whose machine is put to sleep, or go on. */
function signal({ pid }: ShopProcess, name: "SIGSTOP" | "SIGCONT"): void {
  process.kill(pid, name);
}

/** Sells so many, each of which is sent and handed over. Settles when the receiver has taken all that happened. */
async function sell(shop: ShopOfProcesses, count: number): Promise<void> {
  const sold: string[] = [];
  let begun = 0;
  const sellOn = async (agent: number) => {
    while (begun < count) {
      begun += 1;
      const { order } = await buy(shop, demoItems.tote, agent);
      sold.push(order?.id ?? "");
      for (const step of ["ship", "deliver"]) {
        const call: KeyedCall = { path: `/orders/${order?.id}/${step}`, body: {}, key: crypto.randomUUID() };
        const done = await insist(shop, agent, (process) => sendAsMerchant(process, call));
        if (done.status !== 200) throw new Error(`${step} answered ${done.status}: ${done.body}`);
      }
    }
  };
  await Promise.all(Array.from({ length: together }, (_, agent) => sellOn(agent)));
  const ids = sold.map((id) => `'${id}'`).join();
  await eventually(
    async () =>
      (
        await shop.rows(
          `select 1 from outbox_events where state = 'pending' and order_id in (${ids}) limit 1`,
        )
      ).length === 0,
  );
}
