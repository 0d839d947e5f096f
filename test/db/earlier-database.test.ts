import { Database as Connection } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { openDatabase } from "../../db/sqlite/database.ts";
import { DAY, HOUR, instant } from "../../src/clock.ts";
import { asId, type OrderId } from "../../src/ids.ts";
import { wire20260417 } from "../../src/protocols/acp/2026-04-17/wire.ts";
import { openTestShop, testAgent } from "../checkout/shop.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { writeEarlierDatabase } from "./earlier-database.ts";

const shippedOrder = asId<OrderId>("ord_00000000000070008000000000000006");
const email = "zelda@example.com";

/** The earlier shop, opened and so brought up to date. */
async function openEarlierShop() {
  const folder = temporaryFolder();
  writeEarlierDatabase(folder.path);
  const shop = await openTestShop({ folder });
  const sessionAt = async (status: string) => {
    const found = await shop.reads.sessions.page({ limit: 100 });
    const session = found.find((each) => each.status === status);
    if (!session) throw new Error(`no session is ${status}`);
    return session;
  };
  return { shop, sessionAt, [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose]() };
}

describe("a database of the program before documents were stamped", () => {
  test("is read in the present shape, whichever way it is asked", async () => {
    await using earlier = await openEarlierShop();
    const { reads } = earlier.shop;
    const order = await reads.orders.find(shippedOrder);
    const session = await earlier.sessionAt("completed");
    const cart = new Connection(earlier.shop.database.file, { readonly: true })
      .query<{ page_token: string }, []>("select page_token from carts")
      .get();
    const known = await reads.buyers.byEmail(email);
    const told = await reads.carts.byPageToken(cart?.page_token ?? "");
    const attempts = await reads.attempts.unresolved(10);
    const buyers = [
      order?.buyer,
      session.buyer,
      known?.buyer,
      told?.buyer,
      ...attempts.map(({ sale }) => sale?.buyer),
    ];
    expect(attempts.map(({ state }) => state).sort()).toEqual(["open", "open", "refund_due"]);
    for (const buyer of buyers) expect(buyer?.email).toBe("Zelda@example.com");
    for (const { sale } of attempts) expect(sale?.fulfillmentDetails).toEqual(order?.fulfillmentDetails);
  });

  test("says dashboard where the audit log said desk", async () => {
    await using earlier = await openEarlierShop();
    const entries = await earlier.shop.reads.audit.of(shippedOrder);
    expect(entries.map(({ actor, action }) => [actor, action])).toEqual([
      ["dashboard", "order.ship"],
      ["dashboard", "order.refund"],
      ["payment_provider", "order.refund_settled"],
    ]);
    expect(entries[0]?.details).toEqual({ carrier: "UPS", trackingNumber: "1Z999AA10123456784" });
  });

  test("has its captures found after the clock was set back", async () => {
    await using earlier = await openEarlierShop();
    const due = await earlier.shop.reads.attempts.capturesDue(instant(0), instant(1), 10);
    expect(due.map(({ orderId, capture }) => [orderId, capture?.state])).toEqual([
      [shippedOrder, "capturing"],
    ]);
  });

  test("sells a session on that was ready", async () => {
    await using earlier = await openEarlierShop();
    const { id, buyer } = await earlier.sessionAt("ready_for_payment");
    const { status, json } = await earlier.shop.call(wire20260417, {
      operation: "complete",
      sessionId: id,
      body: {
        buyer: { email: buyer?.email, first_name: "Zelda" },
        payment_data: {
          handler_id: "card_tokenized",
          instrument: { type: "card", credential: { type: "spt", token: "spt_approved" } },
        },
      },
    });
    expect(status).toBe(200);
    const { fulfillments } = (await earlier.shop.reads.orders.find(json.order.id)) ?? {};
    expect(fulfillments?.[0]?.destination).toMatchObject({ city: "Sausalito" });
  });

  test("ends the payments it left open: each becomes the order that was frozen", async () => {
    await using earlier = await openEarlierShop();
    const { shop } = earlier;
    const open = (await shop.reads.attempts.unresolved(10)).filter(({ state }) => state === "open");
    shop.clock.advance(HOUR);
    await shop.settlement.recover(10);
    for (const { orderId, sessionId } of open) {
      const order = await shop.reads.orders.find(orderId);
      expect(order?.fulfillmentDetails?.address?.city).toBe("Sausalito");
      expect((await shop.reads.sessions.find(sessionId))?.status).toBe("completed");
    }
  });

  test("keeps to the byte what agents were told and may be told again", () => {
    using folder = temporaryFolder();
    const file = writeEarlierDatabase(folder.path);
    const bytes = () => {
      using connection = new Connection(file, { readonly: true });
      return connection
        .query("select body from outbox_events union all select body from idempotency_records")
        .values();
    };
    const before = bytes();
    openDatabase(file).close();
    expect(bytes()).toEqual(before);
  });

  test("gives events that nobody was told of yet with the order as it stood", async () => {
    await using earlier = await openEarlierShop();
    const { reads, clock } = earlier.shop;
    const due = await reads.outbox.due(testAgent.id, clock.now(), instant(clock.now() + DAY), 10);
    const orders = due.flatMap(({ content }) => ("order" in content ? [content.order] : []));
    expect(orders.length).toBeGreaterThan(0);
    for (const { buyer } of orders) expect(buyer?.email).toBe("Zelda@example.com");
  });
});
