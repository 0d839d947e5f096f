import { describe, expect, test } from "bun:test";
import { digitalGoodsOf } from "../../src/catalog/digital-goods.ts";
import { after, DAY } from "../../src/clock.ts";
import { asId, type OrderId, type ProductId } from "../../src/ids.ts";
import { openDownload } from "../../src/orders/digital-goods.ts";
import { createDownloadLinks, downloadSecret } from "../../src/orders/download-link.ts";
import type { Order } from "../../src/orders/order.ts";
import { setMerchantFields } from "../catalog/merchant-fields.ts";
import { openDashboardShop } from "./dashboard-shop.ts";
import { fulfillmentAt, given, now, waysOf } from "./orders.ts";

const voucher = asId<ProductId>("voucher");
const file = "https://files.example/voucher.pdf";

async function openShopWith(merchantFields: Readonly<Record<string, string>>) {
  const at = await openDashboardShop();
  await at.shop.write(({ catalog }) =>
    setMerchantFields(catalog, voucher, merchantFields, at.shop.clock.now()),
  );
  /** Where the link of the order's n-th fulfillment leads now. */
  const follow = (order: Order, index = 0) => {
    const token = fulfillmentAt(order, index).digitalDelivery?.accessUrl?.split("/downloads/")[1] ?? "";
    return openDownload(at.shop.reads, at.shop.terms.downloads.read(token), at.shop.clock.now());
  };
  return { ...at, follow };
}

describe("an order of digital goods", () => {
  test("is completed with the payment, by one link to all units of a product", async () => {
    await using at = await openShopWith({ download_url: file });
    const order = await at.buy([{ id: "voucher", quantity: 2 }]);
    expect(order.status).toBe("completed");
    const [{ id } = { id: "" }] = order.lineItems;
    expect(waysOf(order)).toEqual([`digital delivered: ${id} 2`]);
    const { digitalDelivery } = fulfillmentAt(order, 0);
    expect(digitalDelivery?.accessUrl).toStartWith("http://localhost:3000/downloads/");
    expect(digitalDelivery?.expiresAt).toBe(after(at.shop.clock.now(), 30 * DAY));
    expect(await at.follow(order)).toEqual({ kind: "goods", downloadUrl: file });
  });

  test("hands out a key where the product has one", async () => {
    await using at = await openShopWith({ license_key: "KEY-1" });
    const order = await at.buy([{ id: "voucher", quantity: 1 }]);
    expect(fulfillmentAt(order, 0).digitalDelivery).toEqual({ licenseKey: "KEY-1" });
    expect(order.status).toBe("completed");
  });

  test("waits for the merchant where the product has nothing to hand out", async () => {
    await using at = await openShopWith({});
    const order = await at.buy([{ id: "voucher", quantity: 1 }]);
    expect(order.status).toBe("confirmed");
    expect(fulfillmentAt(order, 0).status).toBe("pending");
  });

  test("with goods to be sent hands over the one and plans the other", async () => {
    await using at = await openShopWith({ download_url: file });
    const order = await at.buy([
      { id: "shirt-small", quantity: 1 },
      { id: "voucher", quantity: 1 },
    ]);
    expect(order.status).toBe("processing");
    expect(order.fulfillments.map(({ type, status }) => `${type} ${status}`)).toEqual([
      "shipping pending",
      "digital delivered",
    ]);
    expect(fulfillmentAt(order, 0).description).toBe("Standard");
  });
});

describe("a download link", () => {
  test("leads to where the file is now", async () => {
    await using at = await openShopWith({ download_url: file });
    const order = await at.buy([{ id: "voucher", quantity: 1 }]);
    const moved = { download_url: "https://files.example/moved.pdf" };
    await at.shop.write(({ catalog }) => setMerchantFields(catalog, voucher, moved, at.shop.clock.now()));
    expect(await at.follow(order)).toEqual({ kind: "goods", downloadUrl: moved.download_url });
  });

  test("still opens when the product is sold no more", async () => {
    await using at = await openShopWith({ download_url: file });
    const order = await at.buy([{ id: "voucher", quantity: 1 }]);
    await at.shop.write(({ catalog }) => catalog.withdraw(voucher, at.shop.clock.now()));
    expect((await at.follow(order)).kind).toBe("goods");
  });

  test("expires", async () => {
    await using at = await openShopWith({ download_url: file });
    const order = await at.buy([{ id: "voucher", quantity: 1 }]);
    at.shop.clock.advance(30 * DAY - 1);
    expect((await at.follow(order)).kind).toBe("goods");
    at.shop.clock.advance(1);
    expect((await at.follow(order)).kind).toBe("expired");
  });

  test("opens nothing once the goods were refunded", async () => {
    await using at = await openShopWith({ download_url: file });
    const order = await at.buy([{ id: "voucher", quantity: 1 }]);
    given(
      await at.orderService.work(
        order.id,
        { kind: "refund", of: { kind: "rest" }, restock: true },
        "dashboard",
      ),
    );
    expect((await at.follow(order)).kind).toBe("gone");
  });

  test("is refused when anything of it was changed", () => {
    const links = createDownloadLinks("a secret", { publicBaseUrl: "https://shop.example" });
    const link = links.linkTo({
      orderId: asId<OrderId>("ord_1"),
      fulfillmentId: asId("ful_1"),
      expiresAt: now,
    });
    const token = link.split("/").at(-1) ?? "";
    expect(links.read(token)).toEqual({
      orderId: asId<OrderId>("ord_1"),
      fulfillmentId: asId("ful_1"),
      expiresAt: now,
    });
    for (const forged of [
      token.replace("ord_1", "ord_2"),
      token.replace("ful_1", "ful_2"),
      token.replace(String(now), String(now + 1)),
      `${token}x`,
      token.slice(0, -1),
      token.slice(0, token.lastIndexOf(".")),
      "",
      ".",
      "....",
    ])
      expect(links.read(forged)).toBeUndefined();
    const stranger = createDownloadLinks("another secret", { publicBaseUrl: "https://shop.example" });
    expect(stranger.read(token)).toBeUndefined();
  });

  test("of an order or delivery that is not there leads nowhere", async () => {
    await using at = await openShopWith({ download_url: file });
    const order = await at.buy([{ id: "voucher", quantity: 1 }]);
    const far = after(at.shop.clock.now(), DAY);
    const open = (orderId: string, fulfillmentId: string) =>
      openDownload(
        at.shop.reads,
        { orderId: asId<OrderId>(orderId), fulfillmentId: asId(fulfillmentId), expiresAt: far },
        at.shop.clock.now(),
      );
    expect((await open("ord_0", fulfillmentAt(order, 0).id)).kind).toBe("unknown");
    expect((await open(order.id, "ful_0")).kind).toBe("unknown");
    expect((await openDownload(at.shop.reads, undefined, now)).kind).toBe("unknown");
  });
});

test("the secret of the links is made once and kept", async () => {
  await using at = await openDashboardShop();
  const first = await at.shop.write(({ secrets }) => downloadSecret(secrets));
  expect(first).toMatch(/^[\w-]{43}$/);
  expect(await at.shop.write(({ secrets }) => downloadSecret(secrets))).toBe(first);
});

test.each([
  ["javascript:alert(1)", undefined],
  ["file:///etc/passwd", undefined],
  ["somewhere", undefined],
  ["", undefined],
  ["http://files.example/a", { downloadUrl: "http://files.example/a" }],
  // A redirect can name nothing else.
  ["https://files.example/地図 1.pdf", { downloadUrl: "https://files.example/%E5%9C%B0%E5%9B%B3%201.pdf" }],
])("a download_url %p hands out %p", (url, goods) => {
  expect(digitalGoodsOf({ merchantFields: { download_url: url } })).toEqual(goods);
});
