import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { orderDocument } from "../../db/documents.ts";
import { rowsIn } from "../shop-database.ts";
import { headersFor, purchases, type SessionJson, totalOf } from "./agent.ts";
import { patience, programs, type ShopProcess, startShop } from "./shop-process.ts";

setDefaultTimeout(patience);

describe.each([...programs])("a newcomer's shop, $name", (program) => {
  const open = new AsyncDisposableStack();
  let shop: ShopProcess;
  beforeAll(async () => {
    shop = open.use(await startShop(program));
  });
  afterAll(() => open.disposeAsync());

  async function post(version: string, path: string, body: unknown) {
    const response = await shop.fetch(path, {
      method: "POST",
      headers: headersFor(version),
      body: JSON.stringify(body),
    });
    return { status: response.status, session: (await response.json()) as SessionJson };
  }

  test.each([...purchases])(
    "sells a shirt by Express, in $version",
    async ({ version, create, select, complete }) => {
      const created = await post(version, "/checkout_sessions", create);
      expect(created.status).toBe(201);
      const path = `/checkout_sessions/${created.session.id}`;
      const express = created.session.fulfillment_options.find(({ title }) => title.includes("Express"));

      const updated = await post(version, path, select(express?.id ?? ""));
      expect(updated.status).toBe(200);
      expect(totalOf(updated.session, "fulfillment")).toBe(1499);

      const completed = await post(version, `${path}/complete`, complete("spt_sandbox_approved"));
      expect(completed.status).toBe(200);
      expect(completed.session.status).toBe("completed");

      const response = await shop.fetch(path, { headers: headersFor(version) });
      expect(await response.json()).toEqual(completed.session);

      const permalink = new URL(completed.session.order?.permalink_url ?? "");
      const page = await (await shop.fetch(permalink.pathname)).text();
      const total = totalOf(completed.session, "total") ?? 0;
      expect(page).toContain("Your order is confirmed.");
      expect(page).toContain(`$${(total / 100).toFixed(2)}`);
    },
  );

  test.each([...purchases])(
    "takes no money and makes no order when a card is declined, in $version",
    async ({ version, create, complete }) => {
      const { session } = await post(version, "/checkout_sessions", create);
      const path = `/checkout_sessions/${session.id}`;
      const declined = await post(version, `${path}/complete`, complete("spt_sandbox_declined"));
      expect(declined.status).toBe(version === "2025-09-29" ? 402 : 200);
      const seen = (await (await shop.fetch(path, { headers: headersFor(version) })).json()) as SessionJson;
      expect(seen.status).toBe("ready_for_payment");
      expect(seen.messages).toEqual([expect.objectContaining({ type: "error", code: "payment_declined" })]);
      expect((await post(version, `${path}/complete`, complete("spt_sandbox_approved"))).session.status).toBe(
        "completed",
      );
    },
  );

  test("has the orders on disk, numbered without gaps and to the cent", async () => {
    const rows = await rowsIn<{ number: number; document: string }>(
      shop.database,
      "SELECT number, document FROM orders ORDER BY number",
    );
    expect(rows.map(({ number }) => number)).toEqual([1001, 1002, 1003, 1004]);
    for (const { document } of rows) {
      const { totals } = orderDocument.read(document);
      const amount = (type: string) => totals.find((total) => total.type === type)?.amount ?? 0;
      // A shirt at 64.00, its tax of 7.25 %, and shipping, which California does not tax.
      expect(amount("subtotal")).toBe(6400);
      expect(amount("tax")).toBe(464);
      expect([599, 1499]).toContain(amount("fulfillment"));
      expect(amount("total")).toBe(6400 + 464 + amount("fulfillment"));
    }
  });

  test("has logged, when it ends, nothing of buyers, keys and links", async () => {
    shop.signal("SIGTERM");
    await shop.ended;
    const log = await shop.log();
    expect(log).toContain('"route":"/checkout_sessions/:id/complete"');
    expect(log).not.toMatch(/jane@example|Golden Gate|spt_sandbox|cs_[0-9a-f]{32}\//);
  });
});
