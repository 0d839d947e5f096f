import { expect, test } from "bun:test";
import { demoAdminToken } from "../../../../src/demo/shop.ts";
import { buy } from "../../../http/buy.ts";
import { serveShop } from "../../../http/shop-server.ts";
import { openBrowserOf } from "../../browser-of.ts";

test("nobody is asked about units that cannot leave", async () => {
  await using shop = await serveShop();
  await buy(shop.server.url, [{ id: "canvas-tote", quantity: 2 }]);
  const merchant = openBrowserOf(shop);
  await merchant.post("/sign-in", { token: demoAdminToken });
  const path = "/orders/1001/ship";
  const [, field = ""] = /name="(quantity\.[^"]+)"/.exec((await merchant.get(path)).text) ?? [];
  for (const units of ["many", "-1", "1.5", "3"]) {
    const { text } = await merchant.post(path, { [field]: units });
    expect([units, text.includes('name="confirmed"')]).toEqual([units, false]);
  }
  expect((await merchant.post(path, { [field]: "2" })).text).toContain('name="confirmed"');
});
