import { describe, expect, test } from "bun:test";
import { getTableColumns, getTableName } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import * as schema from "../../db/schema.ts";
import { compactDatabase } from "../../db/sqlite/compact.ts";
import { personalColumns } from "../../db/sqlite/personal-records.ts";
import { eraseBuyer, exportBuyer } from "../../src/orders/erase-buyer.ts";
import type { Order } from "../../src/orders/order.ts";
import { wire20260417 } from "../../src/protocols/acp/2026-04-17/wire.ts";
import { agentOf } from "../checkout/requests.ts";
import { discountOf } from "../discounts/discounts.ts";
import { isTestedOnPostgres } from "../engines.ts";
import { everythingIn } from "../shop-database.ts";
import { openDashboardShop } from "./dashboard-shop.ts";
import { given } from "./orders.ts";

const zelda = {
  buyer: {
    first_name: "Zelda",
    last_name: "Quimbleton",
    email: "Zelda.Quimbleton@example.com",
    phone_number: "+14155550987",
  },
  address: {
    name: "Zelda Quimbleton",
    line_one: "17 Wisteria Crescent",
    line_two: "Apartment Periwinkle",
    city: "Sausalito",
    state: "CA",
    country: "US",
    postal_code: "94965",
  },
};
const neighbour = {
  buyer: { first_name: "Norbert", last_name: "Bluth", email: "norbert@example.com" },
  address: { ...zelda.address, name: "Norbert Bluth" },
};

/** What must be nowhere once Zelda is erased, in lower case. */
const traces = [
  "zelda",
  "quimbleton",
  "zelda.quimbleton@example.com",
  "14155550987",
  "apartment periwinkle",
  "ring the blue bell",
];

/** Somebody else, whom a careless search would take for Zelda or for one of hers. */
const other = (given: Partial<typeof zelda.buyer>) => ({
  buyer: {
    first_name: "Otto",
    last_name: "Ferguson",
    email: "otto@example.com",
    phone_number: "+14155550111",
    ...given,
  },
  address: { ...zelda.address, name: "Otto Ferguson", line_one: "4 Harbour Street", line_two: "Floor 2" },
});

type DashboardShop = Awaited<ReturnType<typeof openDashboardShop>>;

/** Buys two shirts the way agents do, under keys, after a card that was declined. */
async function buyAs(
  at: DashboardShop,
  { buyer, address }: typeof zelda | typeof neighbour,
  receiver: { readonly email: string; readonly phone_number?: string } = { email: buyer.email },
): Promise<Order> {
  const { json: session } = await at.shop.call(wire20260417, {
    operation: "create",
    idempotencyKey: crypto.randomUUID(),
    body: {
      currency: "usd",
      capabilities: {},
      line_items: [{ id: "shirt-small" }],
      buyer,
      order_notes: buyer === zelda.buyer ? "Ring the blue bell for Zelda" : "Leave it at the door",
      fulfillment_details: { name: address.name, address, ...receiver },
    },
  });
  const complete = (token: string) =>
    at.shop.call(wire20260417, {
      operation: "complete",
      sessionId: session.id,
      idempotencyKey: crypto.randomUUID(),
      body: {
        buyer,
        payment_data: {
          handler_id: "card_tokenized",
          instrument: { type: "card", credential: { type: "spt", token } },
        },
      },
    });
  await complete("spt_declined");
  const { json } = await complete("spt_approved");
  return at.order(json.order.id);
}

/** Everything in the database, in lower case. */
async function contentsOf(at: DashboardShop): Promise<string> {
  return (await everythingIn(at.shop.where)).toLowerCase();
}

/** Has a file hold nothing but its rows. */
function compact(at: DashboardShop): void {
  if (!isTestedOnPostgres) compactDatabase(at.shop.database.file);
}

async function erase(at: DashboardShop, email: string, evenIfOpen = false) {
  return eraseBuyer({ ...at.shop, clock: at.shop.clock }, email, "command_line", evenIfOpen);
}

async function delivered(at: DashboardShop, order: Order): Promise<void> {
  given(await at.orderService.work(order.id, { kind: "ship", carrier: "UPS" }, "dashboard"));
  given(await at.orderService.work(order.id, { kind: "deliver" }, "dashboard"));
}

describe("erasing a buyer", () => {
  test("leaves nothing of the person in the database, and the orders for the books", async () => {
    await using at = await openDashboardShop();
    await at.shop.write(({ discounts }) => discounts.insert(discountOf({ code: undefined })));
    const order = await buyAs(at, zelda);
    await delivered(at, order);
    const [event] = await at.shop.reads.outbox.page({ orderId: order.id }, undefined, 1);
    if (!event) throw new Error("an order has an event");
    const body = JSON.stringify({ data: { id: order.id, destination: zelda.address } });
    await at.shop.write(async ({ outbox, mails, attempts }) => {
      await outbox.freeze(event.id, body);
      await outbox.addAttempt(event.id, {
        number: 1,
        at: at.shop.clock.now(),
        durationMs: 1,
        status: 400,
        reason: "no such place: 17 Wisteria Crescent, Zelda Quimbleton",
      });
      const letter = { subject: "Thank you, Zelda", text: "Dear Zelda Quimbleton", html: "<p>Dear Zelda" };
      await mails.append(
        { key: `confirmed:${order.id}`, to: zelda.buyer.email, ...letter },
        at.shop.clock.now(),
      );
      const attempt = await attempts.find(order.attemptId);
      expect(attempt?.state).toBe("succeeded");
    });
    // An abandoned session at the same address, without an e-mail address to know it by.
    await agentOf(at.shop).create(
      [{ id: "mug", quantity: 1 }],
      { fulfillment_address: zelda.address },
      "key",
    );
    const before = await contentsOf(at);
    for (const trace of traces) expect(before).toContain(trace);

    expect(await erase(at, "zelda.quimbleton@EXAMPLE.com")).toMatchObject({ kind: "erased", orders: 1 });
    compact(at);

    const after = await contentsOf(at);
    for (const trace of [...traces, "17 wisteria crescent"]) expect(after).not.toContain(trace);
    const kept = await at.order(order.id);
    expect(kept).toMatchObject({ number: order.number, status: "completed", totals: order.totals });
    expect([kept.buyer, kept.buyerId, kept.fulfillmentDetails, kept.orderNotes]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(kept.lineItems.map(({ title }) => title)).toEqual(order.lineItems.map(({ title }) => title));
    expect(await at.shop.reads.audit.of(order.buyerId ?? "")).toMatchObject([
      { actor: "command_line", action: "buyer.erase", details: { orders: 1 } },
    ]);
  });

  test("leaves a neighbour in the same house alone", async () => {
    await using at = await openDashboardShop();
    const theirs = await buyAs(at, neighbour);
    await delivered(at, await buyAs(at, zelda));
    await delivered(at, theirs);
    const before = await at.order(theirs.id);
    const events = await at.shop.reads.outbox.page({ orderId: theirs.id }, undefined, 10);
    expect((await erase(at, zelda.buyer.email)).kind).toBe("erased");
    expect(await at.order(theirs.id)).toEqual(before);
    expect(await at.shop.reads.outbox.page({ orderId: theirs.id }, undefined, 10)).toEqual(events);
    expect((await exportBuyer(at.shop.reads, neighbour.buyer.email))?.orders).toHaveLength(1);
  });

  test.each([
    ["ends in the same", { email: "xzelda.quimbleton@example.com" }],
    ["begins with the same", { email: "zelda.quimbleton@example.com.au" }],
    ["has the same in the middle", { email: "a.zelda.quimbleton@example.community" }],
    ["has the same telephone", { phone_number: zelda.buyer.phone_number }],
  ])("leaves a buyer alone whose address %s", async (_, given) => {
    await using at = await openDashboardShop();
    const theirs = await buyAs(at, other(given));
    await delivered(at, theirs);
    await delivered(at, await buyAs(at, zelda));
    const before = await at.order(theirs.id);
    expect(await erase(at, zelda.buyer.email)).toMatchObject({ kind: "erased", orders: 1 });
    expect(await at.order(theirs.id)).toEqual(before);
    expect(await exportBuyer(at.shop.reads, zelda.buyer.email)).toBeUndefined();
  });

  test("of who gave a present leaves the own orders of who got it alone", async () => {
    await using at = await openDashboardShop();
    const otto = other({});
    const own = await buyAs(at, otto);
    await delivered(at, own);
    const present = await buyAs(at, { ...zelda, address: otto.address }, otto.buyer);
    await delivered(at, present);
    const before = await at.order(own.id);
    expect(await erase(at, zelda.buyer.email)).toMatchObject({ kind: "erased", orders: 1 });
    expect(await at.order(own.id)).toEqual(before);
    expect((await at.order(present.id)).fulfillmentDetails).toBeUndefined();
  });

  test("of who got a present takes them off it, and leaves it to who gave it", async () => {
    await using at = await openDashboardShop();
    const otto = other({});
    const present = await buyAs(at, { ...otto, address: zelda.address }, zelda.buyer);
    await delivered(at, present);
    const own = await buyAs(at, otto);
    await delivered(at, own);
    const before = await at.order(own.id);
    await delivered(at, await buyAs(at, zelda));
    expect(await erase(at, zelda.buyer.email)).toMatchObject({ kind: "erased" });
    compact(at);
    const after = await contentsOf(at);
    for (const trace of traces.slice(0, -1)) expect([trace, after.includes(trace)]).toEqual([trace, false]);
    expect((await at.order(present.id)).buyer).toEqual(before.buyer);
    expect(await at.order(own.id)).toEqual(before);
  });

  test("waits for orders that are still to be sent, unless told otherwise", async () => {
    await using at = await openDashboardShop();
    const order = await buyAs(at, zelda);
    expect(await erase(at, zelda.buyer.email)).toEqual({ kind: "orders_open", numbers: [order.number] });
    expect(await at.order(order.id)).toEqual(order);
    expect((await erase(at, zelda.buyer.email, true)).kind).toBe("erased");
  });

  test("waits for a payment that is not decided", async () => {
    await using at = await openDashboardShop();
    const agent = agentOf(at.shop);
    await agent.complete(await agent.ready(), "spt_timeout");
    const [session] = await at.shop.reads.sessions.page({ limit: 1 });
    const email = session?.buyer?.email ?? "";
    expect(await erase(at, email, true)).toEqual({ kind: "payment_under_way" });
  });

  test("nobody knows is no work, also the second time", async () => {
    await using at = await openDashboardShop();
    expect(await erase(at, "nobody@example.com")).toEqual({ kind: "unknown" });
    await delivered(at, await buyAs(at, zelda));
    expect((await erase(at, zelda.buyer.email)).kind).toBe("erased");
    expect(await erase(at, zelda.buyer.email)).toEqual({ kind: "unknown" });
  });

  test("lets them buy again as somebody new", async () => {
    await using at = await openDashboardShop();
    const first = await buyAs(at, zelda);
    await erase(at, zelda.buyer.email, true);
    const second = await buyAs(at, zelda);
    expect(second.buyerId).toBeDefined();
    expect(second.buyerId).not.toBe(first.buyerId);
  });
});

describe("a buyer", () => {
  test("is kept once, however the address is written, with what they said last", async () => {
    await using at = await openDashboardShop();
    const first = await buyAs(at, zelda);
    const shouting = { ...zelda, buyer: { ...zelda.buyer, email: "ZELDA.QUIMBLETON@EXAMPLE.COM" } };
    const second = await buyAs(at, shouting);
    expect(second.buyerId).toBe(first.buyerId);
    const known = await at.shop.reads.buyers.byEmail("zelda.quimbleton@example.com");
    expect(known?.buyer.email).toBe("ZELDA.QUIMBLETON@EXAMPLE.COM");
    expect(await at.shop.reads.orders.ofBuyer(zelda.buyer.email, 10)).toHaveLength(2);
  });

  test("can have everything that is kept of them", async () => {
    await using at = await openDashboardShop();
    const order = await buyAs(at, zelda);
    await buyAs(at, neighbour);
    const all = await exportBuyer(at.shop.reads, zelda.buyer.email);
    expect(all?.buyer?.buyer.lastName).toBe("Quimbleton");
    expect(all?.orders).toMatchObject([{ id: order.id }]);
    expect(all?.sessions).toMatchObject([{ id: order.sessionId }]);
    // The declined one, too.
    expect(all?.payments).toHaveLength(2);
    expect(JSON.stringify(all)).not.toContain("norbert");
  });
});

/** Columns of text in which nothing of a buyer can be: ids, words of ours, and what belongs to merchants and agents. */
const impersonal = [
  /^(settings|agents|caller_hosts|profile_agents|api_keys|products|product_texts|variants|catalog_sources|discounts|feed_\w+|jobs|sales_days)\./,
  /^(paused_endpoints|audit_entries|code_guesses|alerts|catalog_overrides|source_products|signing_keys)\./,
  // Where an agent hears of an order, and the bank's word for why a buyer disputes one: one of a list.
  /^(outbox_events\.webhook_url|disputes\.reason)$/,
  // Those who work in the shop are its own people, not its buyers.
  /^(people|person_sessions|invitations|program_tokens)\./,
  /\.(id|key|\w+_id|state|status|type|kind|way|driven_by|provider|reference|claim|currency|holder|page_token|permalink_token)$/,
];
/** Those that erasing sees to by other means than by looking for the person. */
const byOtherMeans = ["buyers.email", "buyers.document", "discount_uses.buyer"];

test("every column of text there is holds nothing of a buyer, or is erased", () => {
  const columns = Object.values(schema)
    .filter((each): each is typeof each & SQLiteTable => each instanceof SQLiteTable)
    .flatMap((table) =>
      Object.values(getTableColumns(table))
        .filter((column) => column.dataType === "string")
        .map((column) => `${getTableName(table)}.${column.name}`),
    );
  const forgotten = columns.filter(
    (column) =>
      !Object.hasOwn(personalColumns, column) &&
      !byOtherMeans.includes(column) &&
      !impersonal.some((pattern) => pattern.test(column)),
  );
  expect(forgotten).toEqual([]);
  expect(Object.keys(personalColumns).filter((column) => !columns.includes(column))).toEqual([]);
});
