import { describe, expect, test } from "bun:test";
import { createSalesReads } from "../../db/sqlite/sales-store.ts";
import { sessionIdAt } from "../../src/ids.ts";
import { countSales } from "../../src/jobs/count-sales.ts";
import { salesBy } from "../../src/orders/sales.ts";
import { dayOf } from "../../src/shop-days.ts";
import { agentOf } from "../checkout/requests.ts";
import { openTestShop } from "../checkout/shop.ts";

const timeZone = "America/Los_Angeles";

/** A shop with two orders and a checkout that was left, and its sales. */
async function sellingShop() {
  const shop = await openTestShop();
  const agent = agentOf(shop);
  for (let order = 0; order < 2; order += 1) await agent.complete(await agent.ready(), "spt_ok");
  await agent.ready();
  const reads = createSalesReads(shop.database.reader);
  const today = dayOf(shop.clock.now(), timeZone);
  const total = async () => {
    const { days, isBehind } = await reads.between({ from: today, to: today, timeZone });
    return { ...salesBy(days, () => "all").get("all"), isBehind };
  };
  const count = async (limit = 100) => {
    const found = await reads.uncounted({ timeZone, limit });
    return shop.write(({ sales }) => sales.add(found));
  };
  return { shop, reads, today, total, count, [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose]() };
}

describe("sales by day", () => {
  test("are the same counted, half counted and not counted at all", async () => {
    await using at = await sellingShop();
    const [order] = await at.shop.ordersMade();
    const charged = order?.totals.find(({ type }) => type === "total")?.amount ?? 0;
    const all = { checkouts: 3, orders: 2, sales: 2 * charged, isBehind: false };
    expect(await at.total()).toEqual(all);
    await at.count(1);
    expect(await at.total()).toEqual(all);
    await at.count();
    expect(await at.total()).toEqual(all);
    expect(await at.shop.reads.sales.isBehind()).toBe(false);
  });

  test("are counted once, whoever counts them at the same time", async () => {
    await using at = await sellingShop();
    const before = await at.total();
    const found = await at.reads.uncounted({ timeZone, limit: 100 });
    expect(await at.shop.write(({ sales }) => sales.add(found))).toBe(true);
    expect(await at.shop.write(({ sales }) => sales.add(found))).toBe(false);
    expect(await at.total()).toEqual(before);
  });

  test("leave sessions alone that may not all be committed yet", async () => {
    await using at = await sellingShop();
    const sessionsBefore = sessionIdAt(Date.now() - 60_000);
    const found = await at.reads.uncounted({ timeZone, sessionsBefore, limit: 100 });
    expect(found.days.map(({ checkouts }) => checkouts)).toEqual([0]);
    expect(found.upTo.session).toBe("");
  });

  test("are counted by the job, which rests while there is nothing new", async () => {
    await using at = await sellingShop();
    const job = countSales({
      write: at.shop.write,
      reads: at.shop.reads,
      salesReads: at.reads,
      timeZone,
      clock: at.shop.clock,
    });
    const run = { signal: new AbortController().signal, wake: () => {}, woken: async () => {} };
    expect(await job.due?.()).toBeLessThanOrEqual(at.shop.clock.now());
    await job.run(run);
    const found = await at.reads.uncounted({ timeZone, limit: 100 });
    expect(found.from.order).toBe(1002);
    // The sessions are younger than a minute; they are looked at again in one.
    expect(await job.due?.()).toBe((at.shop.clock.now() + 60_000) as never);
    await at.count();
    expect(await job.due?.()).toBeUndefined();
  });
});
