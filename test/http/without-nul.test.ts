import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { demoKeys, shopOnDemoTerms } from "../demo-goods.ts";
import { engines } from "../engines.ts";
import { durablePostgres } from "../postgres-server.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

for (const { name, isThere } of engines) {
  const where = `on ${name}${isThere ? "" : " (not installed here: apt-get install postgresql)"}`;
  describe.skipIf(!isThere)(`the character U+0000 ${where}`, () => {
    let shop: ServedShop;
    beforeAll(async () => {
      const onServer = name === "PostgreSQL" && {
        DATABASE_URL: await (await durablePostgres()).freshDatabase(),
      };
      shop = await serveShop({ shop: shopOnDemoTerms, environment: { ...demoKeys, ...onServer } });
    });
    afterAll(() => shop[Symbol.asyncDispose]());

    const agent = { authorization: `Bearer ${demoKeys.COMMERCE_API_KEY}`, "api-version": "2026-04-17" };
    const merchant = { authorization: `Bearer ${demoKeys.ADMIN_TOKEN}` };

    test("names no session and no order", async () => {
      const statuses = [
        await shop.fetch("/checkout_sessions/%00", { headers: agent }),
        await shop.fetch("/checkout_sessions/cs_%00/cancel", {
          method: "POST",
          headers: { ...agent, "idempotency-key": crypto.randomUUID(), "content-type": "application/json" },
          body: "{}",
        }),
        await shop.fetch("/orders/%00"),
        await shop.fetch("/admin/api/orders/%00", { headers: merchant }),
      ].map(({ status }) => status);
      expect(statuses).toEqual([404, 404, 404, 404]);
    });

    test("finds nothing", async () => {
      const found = await shop.fetch("/admin/api/orders?search=%00", { headers: merchant });
      expect(found.status).toBe(200);
    });

    test("opens nothing as a token or a name in a form", async () => {
      const refused = await shop.fetch("/admin/sign-in", {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          origin: new URL(shop.server.url).origin,
        },
        body: "token=%00&email=%00&password=\0",
        redirect: "manual",
      });
      expect(refused.status).toBeGreaterThanOrEqual(300);
      expect(refused.status).toBeLessThan(500);
    });
  });
}
