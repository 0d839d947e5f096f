import { afterAll, beforeAll, expect, test } from "bun:test";
import { asId, type OrderId } from "../../src/ids.ts";
import { writeBeside } from "../shop-database.ts";
import { buy } from "./buy.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

let shop: ServedShop;
let link: string;

beforeAll(async () => {
  shop = await serveShop();
  const { order } = await buy(shop.server.url, [{ id: "gift-card-25", quantity: 1 }]);
  const stored = await writeBeside(shop.database, ({ orders }) => orders.find(asId<OrderId>(order.id)));
  link = URL.parse(stored?.fulfillments[0]?.digitalDelivery?.accessUrl ?? "")?.pathname ?? "";
});
afterAll(() => shop[Symbol.asyncDispose]());

test("a download link leads to the file, and tells it nothing of the link", async () => {
  const response = await shop.fetch(link, { redirect: "manual" });
  expect(response.status).toBe(302);
  expect(response.headers.get("location")).toEndWith("/demo/gift-card.svg");
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  expect(response.headers.get("cache-control")).toBe("no-store");
});

test("a link that somebody made up is a page that says so", async () => {
  for (const forged of [`${link}x`, "/downloads/ord_1.ful_1.99999999999999.x", "/downloads/x"]) {
    const response = await shop.fetch(forged, { redirect: "manual" });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("No such download");
  }
});
