import { describe, expect, test } from "bun:test";
import { DAY, HOUR, instant, MINUTE } from "../../src/clock.ts";
import { asId, type DiscountId, type ProductId, type SessionId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { newestWire } from "../../src/protocols/acp/versions.ts";
import { demoAddress } from "../../src/protocols/acp/words/examples.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { discountOf } from "../discounts/discounts.ts";
import { openTestShop } from "./shop.ts";

type TestShop = Awaited<ReturnType<typeof openTestShop>>;

async function create(shop: TestShop, items: object[], rest: object = {}) {
  const details = { email: "jane@example.com", address: demoAddress };
  const body = {
    line_items: items,
    currency: "usd",
    capabilities: {},
    fulfillment_details: details,
    ...rest,
  };
  return (await shop.call(newestWire, { operation: "create", body })).json;
}

async function update(shop: TestShop, id: string, body: object) {
  return (await shop.call(newestWire, { operation: "update", sessionId: asId<SessionId>(id), body })).json;
}

/** Sells a thing with what makes it special. */
async function sell(shop: TestShop, given: Parameters<typeof variantOf>[2]): Promise<void> {
  const variants = [variantOf("thing", "thing", { title: "Thing", ...given })];
  const thing = productOf("thing", { title: "Thing", variants });
  await shop.write(({ catalog }) => catalog.put(thing, shop.clock.now()));
}

describe("how much there is", () => {
  test.each([
    [
      { stock: 3 },
      1,
      { type: "warning", code: "low_stock", severity: "low", param: "$.line_items[0]" },
      "Only 3",
    ],
    [{ stock: 2 }, 2, { type: "warning", code: "limited_availability" }, "takes the last 2"],
    [
      { stock: 1 },
      2,
      { type: "error", code: "out_of_stock", resolution: "recoverable" },
      "Update with 1 or fewer",
    ],
    [{ stock: 0 }, 1, { type: "error", code: "out_of_stock", severity: "high" }, "Update without it"],
    [
      { stock: 0, backorder: true },
      1,
      { type: "warning", code: "shipping_delay", resolution: "requires_buyer_review" },
      "on backorder",
    ],
    [
      { stock: 90, maxQuantity: 2 },
      3,
      { type: "error", code: "quantity_exceeded", param: "$.line_items[0].quantity" },
      "with 2 or fewer",
    ],
  ])("%p, %i asked for", async (variant, quantity, message, words) => {
    await using shop = await openTestShop();
    await sell(shop, variant);
    const { messages } = await create(shop, [{ id: "thing", quantity }]);
    expect(messages).toMatchObject([message]);
    expect(messages[0].content).toContain(words);
  });

  test("is not worth a word where there is enough, or nobody counts", async () => {
    await using shop = await openTestShop();
    for (const stock of [6, null]) {
      await sell(shop, { stock });
      expect((await create(shop, [{ id: "thing" }])).messages).toEqual([]);
    }
  });
});

describe("a price that is another one", () => {
  test("than the agent has seen is said so", async () => {
    await using shop = await openTestShop();
    const { messages } = await create(shop, [{ id: "shirt-small", unit_amount: 4500 }]);
    expect(messages).toMatchObject([
      {
        type: "warning",
        code: "price_change",
        param: "$.line_items[0]",
        resolution: "requires_buyer_review",
      },
    ]);
    expect(messages[0].content).toContain("$48.00");
  });

  test("than the agent was last told is said so, once", async () => {
    await using shop = await openTestShop();
    const { id } = await create(shop, [{ id: "shirt-small" }]);
    await shop.setPrice("shirt", 5000);
    const details = { phone_number: "+14155550100" };
    expect((await update(shop, id, { fulfillment_details: details })).messages).toMatchObject([
      { code: "price_change", param: "$.line_items[0]" },
    ]);
    expect((await update(shop, id, { fulfillment_details: details })).messages).toEqual([]);
  });

  test("is said so of the lines that stay, too, when the items are sent anew", async () => {
    await using shop = await openTestShop();
    const { id } = await create(shop, [{ id: "voucher" }, { id: "shirt-small" }]);
    await shop.setPrice("shirt", 5000);
    const items = [{ id: "voucher" }, { id: "shirt-small" }, { id: "mug" }];
    const { messages } = await update(shop, id, { line_items: items });
    expect(messages).toContainEqual(
      expect.objectContaining({ code: "price_change", param: "$.line_items[1]" }),
    );
    expect(messages.filter(({ code }: { code: string }) => code === "price_change")).toHaveLength(1);
  });
});

describe("a promotion that ends within a day", () => {
  test("is said to, at the discount, in the shop's time", async () => {
    await using shop = await openTestShop();
    const endsAt = instant(shop.clock.now() + 3 * HOUR);
    await shop.write(({ discounts }) =>
      discounts.insert(
        discountOf({ id: asId<DiscountId>("dsc_soon"), code: undefined, name: "Summer", endsAt }),
      ),
    );
    const session = await create(shop, [{ id: "shirt-small" }]);
    expect(session.discounts.applied[0].coupon.name).toBe("Summer");
    expect(session.messages).toMatchObject([
      { type: "warning", code: "expiring_promotion", param: "$.discounts.applied[0]" },
    ]);
    // The test's clock stands at noon UTC on June 1st; the shop is in Oakland.
    expect(session.messages[0].content).toContain("“Summer” holds until Jun 1, 2026, 8:00");
    expect(session.messages[0].content).toContain("PDT");
  });

  test("is said of a sale's price at its line", async () => {
    await using shop = await openTestShop();
    await sell(shop, { stock: null, sale: { price: minor(900), endsAt: instant(shop.clock.now() + HOUR) } });
    const session = await create(shop, [{ id: "thing" }]);
    expect(session.line_items[0].unit_amount).toBe(900);
    expect(session.messages).toMatchObject([{ code: "expiring_promotion", param: "$.line_items[0]" }]);
  });

  test("not of one that lasts longer, nor of one that takes nothing off", async () => {
    await using shop = await openTestShop();
    const later = instant(shop.clock.now() + DAY + MINUTE);
    await shop.write(async ({ discounts }) => {
      await discounts.insert(discountOf({ id: asId<DiscountId>("dsc_1"), code: undefined, endsAt: later }));
      await discounts.insert(
        discountOf({
          id: asId<DiscountId>("dsc_2"),
          code: undefined,
          endsAt: instant(shop.clock.now() + HOUR),
          minimumSubtotal: minor(1_000_000),
        }),
      );
    });
    expect((await create(shop, [{ id: "shirt-small" }])).messages).toEqual([]);
  });
});

test("merchants' and buyers' words stay plain text, whatever they look like", async () => {
  await using shop = await openTestShop();
  const title = '<img src=x onerror="alert(1)"> [click](https://evil.example)';
  await sell(shop, { stock: 0, title });
  const product = await shop.reads.catalog.product(asId<ProductId>("thing"));
  if (!product) throw new Error("no thing");
  await shop.write(({ catalog }) => catalog.put({ ...product, title }, shop.clock.now()));
  const { messages } = await create(shop, [{ id: "thing" }], { discounts: { codes: ["<b>TEN</b>"] } });
  expect(messages).toHaveLength(2);
  for (const message of messages) expect(message.content_type).toBe("plain");
});
