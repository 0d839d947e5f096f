import { expect, test } from "bun:test";
import type { TransitionedSession } from "../../src/checkout/transitions.ts";
import { HOUR } from "../../src/clock.ts";
import type { ProductListPage } from "../../src/feed/product-list.ts";
import { type AgentId, type AttemptId, asId, type ProductId, type SessionId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { fullProduct, termsOf } from "../feed/feed.ts";
import { orderOf } from "../outbox/orders.ts";
import { type ContractShop, onEveryEngine } from "./contract.ts";

/** Three orders, of the numbers 1 to 3, by Jane, Ann and Jane. */
async function sell(shop: ContractShop) {
  for (const [number, firstName] of [
    [1, "Jane"],
    [2, "Änne"],
    [3, "Jane"],
  ] as const) {
    const order = orderOf({
      number,
      permalinkToken: `list-${number}`,
      sessionId: asId<SessionId>(`cs_${number}`),
      attemptId: asId<AttemptId>(`pay_${number}`),
      agentId: asId<AgentId>(`agt_${number}`),
      createdAt: shop.later(number),
      buyer: { email: `${number}@example.com`, firstName },
      totals: [{ type: "total", displayText: "Total", amount: minor(1000 * (4 - number)) }],
    });
    await shop.write(async ({ sessions, orders }) => {
      const session = { ...order, id: order.sessionId, status: "completed", expiresAt: shop.later(HOUR) };
      await sessions.insert(session as unknown as TransitionedSession);
      await orders.insert(order);
    });
  }
}

onEveryEngine("lists of orders", (shop) => {
  const numbers = async (filter: object, more = {}) => {
    const { orders, next } = await shop().questions.orderList.page({
      filter,
      sort: "newest",
      limit: 2,
      ...more,
    });
    return [orders.map(({ number }) => number), next?.number] as const;
  };

  test("are sorted, paged and filtered", async () => {
    await sell(shop());
    expect(await numbers({})).toEqual([[3, 2], 2]);
    expect(await numbers({}, { behind: { number: 2, total: minor(2000) } })).toEqual([[1], undefined]);
    expect(await numbers({}, { sort: "highest" })).toEqual([[1, 2], 2]);
    expect(await numbers({}, { sort: "lowest", behind: { number: 3, total: minor(1000) } })).toEqual([
      [2, 1],
      undefined,
    ]);
    expect(await numbers({ agentId: "agt_2" })).toEqual([[2], undefined]);
    expect(await numbers({ placedFrom: shop().later(3) })).toEqual([[3], undefined]);
    expect(await shop().questions.orderList.count({ statuses: ["confirmed"] })).toEqual({
      count: 3,
      isMore: false,
    });
  });

  test("of which something is to be done are listed and counted by themselves", async () => {
    const { orderList } = shop().questions;
    expect(await orderList.countOpen()).toEqual({ confirmed: 3 });
    await shop().write(async ({ orders }) => {
      const done = await orders.byNumber(2);
      if (done) await orders.replace({ ...done, status: "completed" });
    });
    expect(await orderList.countOpen()).toEqual({ confirmed: 2 });
    expect(await numbers({ statuses: ["confirmed", "processing"] }, { sort: "oldest" })).toEqual([
      [1, 3],
      undefined,
    ]);
    expect(await numbers({ statuses: ["completed"] })).toEqual([[2], undefined]);
    await shop().write(async ({ orders }) => {
      const order = await orders.byNumber(2);
      if (order) await orders.replace({ ...order, status: "confirmed" });
    });
  });

  test("are found by their words before they are indexed and after", async () => {
    const found = () => Promise.all(["anne", "2@example.com", "nobody"].map((text) => numbers({ text })));
    const expected = [
      [[2], undefined],
      [[2], undefined],
      [[], undefined],
    ];
    expect(await shop().reads.orderIndex.isBehind()).toBe(true);
    expect((await found()).slice(1)).toMatchObject(expected.slice(1));
    await shop().write(({ orderIndex }) => orderIndex.catchUp(10));
    expect(await shop().reads.orderIndex.isBehind()).toBe(false);
    expect(await found()).toMatchObject(expected);
  });

  test("sum up by day, once, whoever counts", async () => {
    const uncounted = () => shop().questions.salesReads.uncounted({ timeZone: "UTC", limit: 100 });
    const counted = await uncounted();
    expect(counted.days.reduce((all, { orders }) => all + orders, 0)).toBe(3);
    const adding = [1, 2].map(() => shop().write(({ sales }) => sales.add(counted)));
    expect((await Promise.all(adding)).toSorted()).toEqual([false, true]);
    expect((await uncounted()).days).toEqual([]);
    expect(await shop().reads.sales.isBehind()).toBe(false);
    const { days } = await shop().questions.salesReads.between({
      from: "2000-01-01",
      to: "2100-01-01",
      timeZone: "UTC",
    });
    expect(days.reduce((all, { sales }) => all + sales, 0)).toBe(6000);
  });
});

onEveryEngine("the list of what the feed leaves out", (shop) => {
  const bare = (id: string, title: string) =>
    productOf(id, { title, media: [], variants: [variantOf(id, `${id}-small`, { media: [] })] });
  const listed = (more: object = {}) =>
    shop().questions.productList.page({
      view: "refused",
      refused: ["cup", "gone", "jug", "linen-shirt", "tray"].map((id) => asId<ProductId>(id)),
      limit: 2,
      lowStock: 3,
      terms: termsOf(),
      generation: "openai-2026",
      ...more,
    });
  const idsOf = ({ products }: ProductListPage) => products.map(({ id }) => String(id));

  test("has what it would still leave out, page by page, with the reasons, and of words what matches them", async () => {
    await shop().write(async ({ catalog }) => {
      for (const product of [
        bare("cup", "Blue cup"),
        fullProduct(),
        bare("jug", "Blue jug"),
        bare("tray", "Tray"),
      ])
        await catalog.put(product, shop().clock.now());
      await catalog.put(bare("spoon", "Spoon"), shop().clock.now());
    });
    const first = await listed();
    expect(idsOf(first)).toEqual(["cup", "jug"]);
    expect(first.products[0]?.standing?.refused.join()).toContain("image_url");
    expect(idsOf(await listed({ behind: first.next }))).toEqual(["tray"]);
    expect(idsOf(await listed({ text: "blue" }))).toEqual(["cup", "jug"]);
    expect(idsOf(await listed({ text: "spoon" }))).toEqual([]);
    expect(idsOf(await listed({ refused: [] }))).toEqual([]);
  });
});

onEveryEngine("where pictures come from", (shop) => {
  test("is each place once", async () => {
    await shop().write(({ catalog }) =>
      catalog.put(productOf("shirt", { variants: [variantOf("shirt", "shirt-small")] }), shop().clock.now()),
    );
    expect(await shop().questions.pictures.pictureOrigins()).toEqual(["https://shop.example"]);
  });
});

onEveryEngine("what waits for somebody", (shop) => {
  test("is looked at at once, and is nothing in a new shop", async () => {
    const pending = () => shop().questions.pendingWork.pending({ now: shop().clock.now(), lowStock: 3 });
    expect(await pending()).toEqual({
      orders: {},
      overduePayments: [],
      disputes: [],
      deadEvents: 0,
      deadMails: 0,
      soldOut: 0,
      lowStock: 0,
      alerts: [],
      hasProducts: false,
    });
    const stocked = (id: string, stock: number | null) =>
      productOf(id, { variants: [variantOf(id, `${id}-small`, { stock })] });
    await shop().write(async ({ catalog }) => {
      for (const [id, stock] of [
        ["gone", 0],
        ["last", 3],
        ["plenty", 4],
        ["uncounted", null],
      ] as const)
        await catalog.put(stocked(id, stock), shop().clock.now());
    });
    expect(await pending()).toMatchObject({ soldOut: 1, lowStock: 1, hasProducts: true });
  });
});
