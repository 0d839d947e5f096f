import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { createOrderList } from "../../db/sqlite/order-list.ts";
import { minor } from "../../src/money.ts";
import type { OrderListFilter, OrderListPlace, OrderSort } from "../../src/orders/order-list.ts";
import { agentOf } from "../checkout/requests.ts";
import { openTestShop } from "../checkout/shop.ts";

/** A shop with so many orders of one item each, of which the list is read. */
async function shopWith(count: number) {
  const shop = await openTestShop();
  const agent = agentOf(shop);
  for (let number = 0; number < count; number += 1) await agent.complete(await agent.ready(), "spt_ok");
  const list = createOrderList(shop.database.reader);
  return {
    shop,
    list,
    numbers: async (filter: OrderListFilter, sort: OrderSort = "newest") =>
      (await list.page({ filter, sort, limit: 50 })).orders.map(({ number }) => number),
    index: () => shop.write(({ orderIndex }) => orderIndex.catchUp(100)),
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

describe("a list of orders", () => {
  test.each(["newest", "oldest", "highest", "lowest"] as const)(
    "is paged by key without a gap or an order twice, %s first",
    async (sort) => {
      await using at = await shopWith(5);
      const seen: number[] = [];
      let behind: OrderListPlace | undefined;
      do {
        const page = await at.list.page({ filter: {}, sort, behind, limit: 2 });
        seen.push(...page.orders.map(({ number }) => number));
        behind = page.next;
      } while (behind);
      expect(seen.toSorted()).toEqual([1001, 1002, 1003, 1004, 1005]);
      expect(seen).toEqual([...(await at.numbers({}, sort))]);
      expect(await at.list.count({})).toEqual({ count: 5, isMore: false });
    },
  );

  test("is filtered by how orders stand, whose they are, when and by which way they came", async () => {
    await using at = await shopWith(2);
    const [order] = await at.shop.ordersMade();
    if (!order) throw new Error("it was ordered");
    expect(await at.list.countOpen()).toEqual({ confirmed: 2 });
    expect(await at.numbers({ statuses: ["confirmed"] })).toEqual([1002, 1001]);
    expect(await at.numbers({ statuses: ["canceled", "completed"] })).toEqual([]);
    expect(await at.numbers({ agentId: order.agentId, way: "agent" })).toEqual([1002, 1001]);
    expect(await at.numbers({ way: "page" })).toEqual([]);
    expect(await at.numbers({ placedFrom: order.createdAt })).toEqual([1002, 1001]);
    expect(await at.numbers({ placedBefore: order.createdAt })).toEqual([]);
  });

  test("shows of each what it cost and what is in it", async () => {
    await using at = await shopWith(1);
    const [order] = await at.shop.ordersMade();
    const { orders } = await at.list.page({ filter: {}, sort: "newest", limit: 1 });
    expect(orders).toMatchObject([
      {
        number: 1001,
        status: "confirmed",
        way: "agent",
        email: order?.buyer?.email,
        firstItem: order?.lineItems[0]?.title,
        total: order?.totals.find(({ type }) => type === "total")?.amount ?? minor(-1),
      },
    ]);
  });
});

describe("the words of an order", () => {
  test("find it by its payment once they are indexed", async () => {
    await using at = await shopWith(1);
    const [order] = await at.shop.ordersMade();
    const attempt = order && (await at.shop.reads.attempts.find(order.attemptId));
    expect(attempt?.reference).toBeDefined();
    expect(await at.index()).toBe(1);
    for (const text of [attempt?.reference, order?.sessionId, order?.attemptId, order?.id])
      expect(await at.numbers({ text })).toEqual([1001]);
  });

  test("are written anew with every change, and nothing of the old ones stays in the index", async () => {
    await using at = await shopWith(1);
    await at.index();
    const [order] = await at.shop.ordersMade();
    if (!order?.buyer) throw new Error("somebody bought it");
    const buyer = { ...order.buyer, email: "gone@nowhere.example", lastName: "Wintergreen" };
    await at.shop.write(({ orders }) => orders.replace({ ...order, buyer }));
    expect(await at.numbers({ text: "wintergreen" })).toEqual([1001]);
    await at.index();
    expect(await at.numbers({ text: "wintergreen" })).toEqual([1001]);
    await at.shop.write(({ orders }) => orders.replace({ ...order, buyer: undefined }));
    await at.index();
    expect(await at.numbers({ text: "wintergreen" })).toEqual([]);
    using database = new Database(at.shop.database.file, { readonly: true });
    const blocks = database.query<{ block: Uint8Array }, []>("SELECT block FROM order_words_data").all();
    const kept = blocks.map(({ block }) => Buffer.from(block).toString("latin1")).join("\n");
    expect(kept).not.toContain("wintergreen");
    expect(kept).not.toContain("intergreen");
  });
});
