import { describe, expect, test } from "bun:test";
import { asId, type DiscountId } from "../../src/ids.ts";
import type { PartsPerMillion } from "../../src/money.ts";
import { wire20251212 } from "../../src/protocols/acp/2025-12-12/wire.ts";
import { demoAddress, demoBuyer } from "../../src/protocols/acp/words/examples.ts";
import { discountOf } from "../discounts/discounts.ts";
import { agentOf, totalOf } from "./requests.ts";
import { openTestShop } from "./shop.ts";

/** The first version cannot say codes; automatic discounts reach it all the same. */
const automatic = discountOf({
  id: asId<DiscountId>("dsc_auto"),
  code: undefined,
  name: "A tenth off",
  value: { kind: "percent", rate: 100_000 as PartsPerMillion },
  limits: { total: 1 },
});

async function shopWithDiscount() {
  const shop = await openTestShop();
  await shop.write(({ discounts }) => discounts.insert(automatic));
  return shop;
}

const usesOf = (shop: Awaited<ReturnType<typeof openTestShop>>) =>
  shop.reads.discounts.uses(automatic.id, undefined).then((uses) => uses.total);

describe("a discount with one use", () => {
  test("is taken off before tax, and the totals add up", async () => {
    await using shop = await shopWithDiscount();
    const { json } = await agentOf(shop).create([{ id: "shirt-small", quantity: 2 }]);
    expect(totalOf(json, "items_base_amount")).toBe(9600);
    expect(totalOf(json, "items_discount")).toBe(960);
    expect(totalOf(json, "subtotal")).toBe(8640);
    expect(totalOf(json, "tax")).toBe(713);
    expect(totalOf(json, "total")).toBe(8640 + 713 + 500);
  });

  test("is held by the charge and spent by the order", async () => {
    await using shop = await shopWithDiscount();
    const agent = agentOf(shop);
    expect((await agent.complete(await agent.ready())).json.status).toBe("completed");
    expect(await usesOf(shop)).toBe(1);
    expect(
      totalOf((await agent.create([{ id: "shirt-small", quantity: 1 }])).json, "items_discount"),
    ).toBeUndefined();
  });

  test("is given back by a decline", async () => {
    await using shop = await shopWithDiscount();
    const agent = agentOf(shop);
    await agent.complete(await agent.ready(), "spt_declined");
    expect(await usesOf(shop)).toBe(0);
  });

  test("serves one of two buyers: the other is told of the new total and charged nothing", async () => {
    await using shop = await shopWithDiscount();
    const agent = agentOf(shop);
    const [first, second] = [await agent.ready(), await agent.ready()];
    await agent.complete(first);
    const late = await agent.complete(second);
    expect(late.json.status).toBe("ready_for_payment");
    expect(late.json.messages[0].content).toContain("The total changed");
    expect(await shop.ordersMade()).toHaveLength(1);
  });
});

test("two discounts cannot have one code", async () => {
  await using shop = await openTestShop();
  const insert = (id: string) =>
    shop.write(({ discounts }) => discounts.insert(discountOf({ id: asId<DiscountId>(id), code: "SAME" })));
  expect([await insert("dsc_1"), await insert("dsc_2")]).toEqual([true, false]);
});

test("a discount with one use a buyer knows them by the recipient's address until they are named", async () => {
  await using shop = await openTestShop();
  await shop.write(({ discounts }) => discounts.insert({ ...automatic, limits: { perBuyer: 1 } }));
  const agent = agentOf(shop, wire20251212);
  const details = { fulfillment_details: { email: demoBuyer.email.toUpperCase(), address: demoAddress } };
  const items = [{ id: "shirt-small", quantity: 1 }];
  const first = (await agent.create(items, details)).json;
  expect(totalOf(first, "items_discount")).toBe(480);
  expect((await agent.complete(first.id)).json.status).toBe("completed");
  expect(totalOf((await agent.create(items, details)).json, "items_discount")).toBeUndefined();
});
