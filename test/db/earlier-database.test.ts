import { Database as Connection } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import {
  agentDocument,
  attemptDocument,
  auditDetailsDocument,
  buyerDocument,
  cartDocument,
  type DocumentKind,
  discountDocument,
  feedDestinationDocument,
  mailDocument,
  merchantFieldsDocument,
  orderDocument,
  paymentEventDocument,
  productDocument,
  refundDocument,
  sandboxChargeDocument,
  sandboxTokenDocument,
  sessionDocument,
  variantDocument,
} from "../../db/documents.ts";
import { openDatabase } from "../../db/sqlite/database.ts";
import { personalColumns } from "../../db/sqlite/personal-records.ts";
import type { Address } from "../../src/address.ts";
import type { Buyer } from "../../src/buyers/buyer.ts";
import { DAY, HOUR, instant } from "../../src/clock.ts";
import { asId, type OrderId } from "../../src/ids.ts";
import { eraseBuyer, exportBuyer } from "../../src/orders/erase-buyer.ts";
import { wire20260417 } from "../../src/protocols/acp/2026-04-17/wire.ts";
import { openTestShop, testAgent } from "../checkout/shop.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { writeEarlierDatabase } from "./earlier-database.ts";

const shippedOrder = asId<OrderId>("ord_00000000000070008000000000000006");
const email = "zelda@example.com";

const zelda: Buyer = {
  email: "Zelda@example.com",
  firstName: "Zelda",
  lastName: "Quimbleton",
  fullName: "Zelda Quimbleton",
  phoneNumber: "+14155550987",
  customerId: "cus_7",
  accountType: "business",
  authenticationStatus: "authenticated",
  company: { name: "Quimbleton Ltd", taxId: "US-12", department: "Lights", costCenter: "CC-7" },
  loyalty: { tier: "gold", pointsBalance: 120, memberSince: "2024-01-01T00:00:00Z" },
  taxExemption: {
    certificateId: "cert_1",
    certificateType: "resale",
    exemptRegions: ["NV"],
    expiresAt: "2027-01-01T00:00:00Z",
  },
};

const wisteria: Address = {
  name: "Zelda Quimbleton",
  company: "Quimbleton Ltd",
  lineOne: "17 Wisteria Crescent",
  lineTwo: "Floor 2",
  city: "Sausalito",
  state: "CA",
  country: "US",
  postalCode: "94965",
};

/** Columns of the earlier shop that hold documents, and their kinds. */
const documents: readonly (readonly [column: string, kind: DocumentKind<object>])[] = [
  ["agents.document", agentDocument],
  ["products.document", productDocument],
  ["products.merchant_fields", merchantFieldsDocument],
  ["variants.document", variantDocument],
  ["checkout_sessions.document", sessionDocument],
  ["carts.document", cartDocument],
  ["discounts.document", discountDocument],
  ["payment_attempts.document", attemptDocument],
  ["refunds.document", refundDocument],
  ["payment_events.document", paymentEventDocument],
  ["buyers.document", buyerDocument],
  ["orders.document", orderDocument],
  ["outbox_events.document", orderDocument],
  ["mails.document", mailDocument],
  ["sandbox_charges.document", sandboxChargeDocument],
  ["sandbox_tokens.document", sandboxTokenDocument],
  ["feed_destinations.document", feedDestinationDocument],
  ["audit_entries.document", auditDetailsDocument],
];

/** The names of all fields in a value, but for what agents and merchants named themselves. */
function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "metadata" || name === "attributes" ? [name] : [name, ...namesIn(inner)],
  );
}

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
  test("spoke ACP, in the versions it names", async () => {
    await using earlier = await openEarlierShop();
    const { reads } = earlier.shop;
    const [attempt] = await reads.attempts.unresolved(1);
    const spoken = [
      (await reads.orders.find(shippedOrder))?.protocol,
      (await earlier.sessionAt("completed")).protocol,
      attempt?.sale?.protocol,
    ];
    expect(spoken).toEqual(Array(3).fill({ name: "acp", version: "2026-04-17" }));
  });

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
    for (const buyer of buyers) expect(buyer).toEqual(zelda);
    expect(order?.fulfillmentDetails).toEqual({
      name: "Zelda Quimbleton",
      phoneNumber: "+14155550987",
      email: "Zelda@example.com",
      address: wisteria,
    });
    expect(order?.fulfillments[0]?.destination).toEqual(wisteria);
    expect(order?.riskSignals).toMatchObject({ ipAddress: "203.0.113.7", sessionId: "s1" });
    expect(session.metadata).toEqual({ line_one: "the agent's own word", first_name: "also" });
    const [authentication] = attempts.flatMap((attempt) => attempt.authentication ?? []);
    expect(authentication?.details).toEqual({
      cryptogram: "AAIBBYNoEwAAAAAAhJkTdQAAAAA=",
      electronicCommerceIndicator: "05",
      transactionId: "c4e5",
      version: "2.2.0",
    });
    for (const { sale } of attempts) expect(sale?.fulfillmentDetails).toEqual(order?.fulfillmentDetails);
  });

  test.each(documents)("names fields in camel case in %s, and reads back what it writes", (column, kind) => {
    using folder = temporaryFolder();
    const database = openDatabase(writeEarlierDatabase(folder.path));
    const [table, name] = column.split(".");
    const rows = database.reader.$client
      .query<{ text: string }, []>(`select ${name} as text from ${table} where ${name} is not null`)
      .all();
    expect(rows.length).toBeGreaterThan(0);
    for (const { text } of rows) {
      const document = kind.read(text);
      expect(namesIn(document).filter((field) => field.includes("_"))).toEqual([]);
      expect(kind.read(kind.write(document))).toEqual(document);
    }
    database.close();
  });

  test("lets a buyer be exported and erased, from what was stored before and since", async () => {
    await using earlier = await openEarlierShop();
    const { shop } = earlier;
    shop.clock.advance(HOUR);
    await shop.settlement.recover(10);
    const known = await exportBuyer(shop.reads, email);
    expect(known?.sessions.length).toBeGreaterThan(5);
    expect(known?.orders[0]).toMatchObject({ buyer: zelda, fulfillmentDetails: { address: wisteria } });
    expect(JSON.stringify(known)).not.toContain('"line_two"');
    expect(await eraseBuyer(shop, email, "command_line", true)).toMatchObject({ kind: "erased" });
    const rest = Object.entries(personalColumns).flatMap(([column]) => {
      const [table, name] = column.split(".");
      return shop.database.reader.$client
        .query<{ text: string }, []>(`select ${name} as text from ${table} where ${name} is not null`)
        .all()
        .filter(({ text }) => /wisteria|quimbleton|zelda|4155550987|203\.0\.113/i.test(text));
    });
    expect(rest).toEqual([]);
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

  test("pays on with the tokens of its open payments, and has forgotten those of its sandbox", async () => {
    await using earlier = await openEarlierShop();
    const { reads, database } = earlier.shop;
    const attempts = await reads.attempts.unresolved(10);
    expect(attempts.flatMap(({ credential }) => credential ?? [])).toEqual([
      { kind: "shared_payment_token", token: expect.stringMatching(/^spt_/) },
      { kind: "shared_payment_token", token: expect.stringMatching(/^spt_/) },
    ]);
    const charges = database.reader.$client
      .query<{ document: string }, []>("select document from sandbox_charges")
      .all();
    for (const { document } of charges)
      expect(sandboxChargeDocument.read(document)).not.toHaveProperty("token");
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
    const due = await reads.outbox.due(
      { agentId: testAgent.id },
      clock.now(),
      instant(clock.now() + DAY),
      10,
    );
    const orders = due.flatMap(({ content }) => ("order" in content ? [content.order] : []));
    expect(orders.length).toBeGreaterThan(0);
    for (const { buyer } of orders) expect(buyer?.email).toBe("Zelda@example.com");
  });
});
