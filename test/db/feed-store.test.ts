import { describe, expect, test } from "bun:test";
import type { FeedProduct } from "../../src/feed/row.ts";
import { type AttemptId, asId } from "../../src/ids.ts";
import { minor } from "../../src/money.ts";
import { productOf, variantOf } from "../catalog/products.ts";
import { type FeedShop, openFeedShop } from "../feed/feed-shop.ts";

const mug = productOf("mug", { variants: [variantOf("mug", "mug-1", { stock: 3 })] });
const voucher = productOf("voucher", { variants: [variantOf("voucher", "voucher-1", { stock: null })] });

/** The products whose changes something numbered, in that order. */
async function changedBy(shop: FeedShop, work: () => Promise<unknown>): Promise<string[]> {
  const before = await shop.reads.feeds.lastChange();
  await work();
  return (await shop.reads.feeds.changedAfter(before, 100)).map(({ productId }) => productId);
}

describe("A change of the catalogue is numbered", () => {
  test.each([
    ["when a product is added", () => [productOf("new")], ["new"]],
    ["when its title changes", () => [{ ...mug, title: "Other" }], ["mug"]],
    [
      "when a price changes",
      () => [productOf("mug", { variants: [variantOf("mug", "mug-1", { stock: 3, price: minor(1) })] })],
      ["mug"],
    ],
    [
      "when a variant comes",
      () => [productOf("mug", { variants: [...mug.variants, variantOf("mug", "mug-2")] })],
      ["mug"],
    ],
    ["when it is hidden", () => [{ ...mug, published: false }], ["mug"]],
    [
      "for both when a variant moves to another product",
      () => [productOf("voucher", { variants: [...voucher.variants, variantOf("voucher", "mug-1")] })],
      ["voucher", "mug"],
    ],
    ["but not when everything is as it was", () => [mug, voucher], []],
  ] as const)("%s", async (_, products, expected) => {
    await using shop = openFeedShop();
    await shop.put(mug, voucher);
    const changed = await changedBy(shop, () => shop.put(...products()));
    expect(changed.toSorted()).toEqual([...expected].sort());
  });

  test("when units are promised and when they come back, of what is counted only", async () => {
    await using shop = openFeedShop();
    await shop.put(mug, voucher);
    expect(await changedBy(shop, () => shop.reserve("mug-1", 1))).toEqual(["mug"]);
    expect(await changedBy(shop, () => shop.reserve("voucher-1", 1))).toEqual([]);
    const release = () => shop.write(({ catalog }) => catalog.release(asId<AttemptId>("pay_1")));
    expect(await changedBy(shop, release)).toEqual(["mug"]);
  });

  test("when a product is withdrawn", async () => {
    await using shop = openFeedShop();
    await shop.put(mug, voucher);
    expect(await changedBy(shop, () => shop.withdraw(mug))).toEqual(["mug"]);
  });

  test("anew each time, also of the product that changed last", async () => {
    await using shop = openFeedShop();
    await shop.put(mug);
    const numbers: number[] = [];
    for (let quantity = 1; quantity <= 3; quantity += 1) {
      await shop.reserve("mug-1", 1, `pay_${quantity}`);
      numbers.push(await shop.reads.feeds.lastChange());
    }
    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
    expect(await shop.reads.feeds.changedAfter(0, 10)).toHaveLength(1);
  });

  test("in no case by a transaction that was undone", async () => {
    await using shop = openFeedShop();
    await shop.put(mug);
    const undone = shop.write(async ({ catalog }) => {
      await catalog.put({ ...mug, title: "Other" }, shop.clock.now());
      throw new Error("undo it");
    });
    expect(await changedBy(shop, () => undone.catch(() => {}))).toEqual([]);
  });
});

test("A snapshot stays as it was taken while the catalogue changes between its pages", async () => {
  await using shop = openFeedShop();
  const many = Array.from({ length: 200 }, (_, index) => variantOf("album", `album-${index}`));
  await shop.put(productOf("album", { variants: many }), mug, voucher);
  await using snapshot = await shop.takeSnapshot();
  expect(await snapshot.countVariants()).toBe(202);
  const pages: (readonly FeedProduct[])[] = [];
  for await (const page of snapshot.pages()) {
    pages.push(page);
    if (pages.length > 1) continue;
    await shop.reserve("mug-1", 3);
    await shop.put(productOf("zebra"), { ...voucher, title: "Other" });
  }
  expect(pages.map((page) => page.map(({ product }) => String(product.id)))).toEqual([
    ["album"],
    ["mug", "voucher"],
  ]);
  expect(pages[1]?.[1]?.product.title).toBe(voucher.title);
  expect(pages[1]?.[0]?.reserved.size).toBe(0);
  expect((await snapshot.product(mug.id))?.reserved.size).toBe(0);
  expect(snapshot.lastChange).toBeLessThan(await shop.reads.feeds.lastChange());
  await using later = await shop.takeSnapshot();
  expect((await Array.fromAsync(later.pages())).flat().map(({ product }) => String(product.id))).toEqual([
    "album",
    "mug",
    "voucher",
    "zebra",
  ]);
  expect((await later.product(mug.id))?.reserved.get(asId("mug-1"))).toBe(3);
  expect(await later.countVariants()).toBe(203);
});
