import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { MINUTE } from "../../src/clock.ts";
import { newestWire, servedVersions } from "../../src/protocols/acp/versions.ts";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import type { Agent, Heard } from "./agents.ts";
import { type ConformanceShop, serveConformanceShop } from "./shop.ts";

/**
 * The whole life of a session in every version over REST, and in the newest over MCP. Every answer on the way is held
 * against the version's own schema and, where they are at hand, the official ones: `agents.ts` does that.
 */

let shop: ConformanceShop;
beforeAll(async () => {
  shop = await serveConformanceShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

const speakers = [
  ...servedVersions(true).map((version) => ({ version, transport: "rest" as const })),
  { version: newestWire.version, transport: "mcp" as const },
];

/** What an agent is refused with: the code, and over REST the status. */
function expectRefusal(waitFor: Heard, status: number, code: string): void {
  expect([waitFor.ok, waitFor.body.code]).toEqual([false, code]);
  if (waitFor.status !== undefined) expect([code, waitFor.status]).toEqual([code, status]);
}

function expectStatus(waitFor: Heard, status: number): void {
  if (waitFor.status !== undefined) expect(waitFor.status).toBe(status);
}

/** The codes of a session's messages that have one. */
const codesOf = (session: { messages: { code?: string }[] }) =>
  session.messages.flatMap(({ code }) => code ?? []);

describe.each(speakers)("$version over $transport", ({ version, transport }) => {
  let agent: Agent;
  beforeAll(() => {
    agent = shop[transport](version);
  });

  /** Declines are sessions from 2026-01-30 on, and always over MCP. */
  const declinesAreSessions = version >= "2026-01-30";
  const hasWarnings = version >= "2026-01-30";

  /** A test of what this version has words for since `since`. */
  function testSince(since: string, title: string, body: () => Promise<void>): void {
    if (version >= since) test(title, body);
  }

  const ready = async (item: string = demoItems.shirt): Promise<string> =>
    (await agent.must("create", { body: agent.say.create({ item }) })).id;

  test("from the first item to the order", async () => {
    const created = await agent.send("create", { body: agent.say.create({ address: false }) });
    expectStatus(created, 201);
    expect(created.body.status).toBe("not_ready_for_payment");
    expect(codesOf(created.body)).toEqual(["missing"]);
    const { id } = created.body;

    const addressed = await agent.must("update", { id, body: agent.say.address() });
    expect(addressed.status).toBe("ready_for_payment");
    expect(addressed.fulfillment_options.length).toBeGreaterThan(1);
    const dearest = addressed.fulfillment_options.at(-1);
    const lines = addressed.line_items.map((line: { id: string }) => line.id);
    const selected = await agent.must("update", { id, body: agent.say.select(dearest.id, lines) });
    expect(totalOf(selected)).toBeGreaterThan(totalOf(addressed));
    expect(await agent.must("get", { id })).toEqual(selected);

    const completed = await agent.send("complete", { id, body: agent.say.complete() });
    expectStatus(completed, 200);
    expect(completed.body).toMatchObject({ status: "completed", order: { checkout_session_id: id } });
    expect(totalOf(completed.body)).toBe(totalOf(selected));
    expect(await agent.must("get", { id })).toEqual(completed.body);
    expect(await agent.must("complete", { id, body: agent.say.complete() })).toEqual(completed.body);
    expectRefusal(
      await agent.send("update", { id, body: agent.say.address() }),
      409,
      "session_not_updatable",
    );
    expectRefusal(
      await agent.send("cancel", { id, body: agent.say.cancel() }),
      405,
      "session_not_cancelable",
    );
  });

  testSince("2026-01-30", "where its buyer goes on by hand, until there is nothing left to do", async () => {
    const item = demoItems.giftCard;
    const created = await agent.must("create", { body: agent.say.create({ item, address: false }) });
    const { id, continue_url: page } = created;
    expect(page).toContain(`/checkout/${id}.`);
    expect((await shop.fetch(new URL(page).pathname)).status).toBe(200);
    const changed = await agent.must("update", { id, body: agent.say.items({ item, quantity: 2 }) });
    expect([changed.continue_url, (await agent.must("get", { id })).continue_url]).toEqual([page, page]);
    const completed = await agent.must("complete", { id, body: agent.say.complete() });
    const asked = await agent.must("get", { id });
    expect([completed.status, completed.continue_url, asked.continue_url]).toEqual([
      "completed",
      undefined,
      undefined,
    ]);
    const other = await ready(item);
    const canceled = await agent.must("cancel", { id: other, body: agent.say.cancel() });
    expect(canceled.continue_url).toBeUndefined();
  });

  test("other items, and how many", async () => {
    const id = await ready();
    const more = await agent.must("update", { id, body: agent.say.items({ quantity: 3 }) });
    const [line] = more.line_items;
    expect(line.quantity ?? line.item.quantity).toBe(3);
    const others = await agent.must("update", { id, body: agent.say.items({ item: demoItems.tote }) });
    expect(others.line_items.map((each: { item: { id: string } }) => each.item.id)).toEqual([demoItems.tote]);
  });

  test("nothing to ship", async () => {
    const body = agent.say.create({ item: demoItems.giftCard, address: false });
    const created = await agent.must("create", { body });
    expect(created.status).toBe("ready_for_payment");
    const { id } = created;
    expect(await agent.must("complete", { id, body: agent.say.complete() })).toMatchObject({
      status: "completed",
    });
  });

  test("declined, and paid another way", async () => {
    const id = await ready();
    const declined = await agent.send("complete", {
      id,
      body: agent.say.complete({ token: "spt_declined" }),
    });
    if (declinesAreSessions) {
      expectStatus(declined, 200);
      expect(declined.body.status).toBe("ready_for_payment");
      expect(declined.body.order).toBeUndefined();
    } else {
      expectRefusal(declined, 402, "payment_declined");
    }
    expect(codesOf(await agent.must("get", { id }))).toContain("payment_declined");
    expect(await agent.must("complete", { id, body: agent.say.complete() })).toMatchObject({
      status: "completed",
      messages: [],
    });
  });

  test("before it is ready", async () => {
    const { id } = await agent.must("create", { body: agent.say.create({ address: false }) });
    const refused = await agent.send("complete", { id, body: agent.say.complete() });
    expectRefusal(refused, 400, "missing");
    expect(refused.body.param).toContain("fulfillment_");
  });

  test("out of stock from the start", async () => {
    const created = await agent.must("create", { body: agent.say.create({ item: "wool-throw" }) });
    expect(created.status).toBe("not_ready_for_payment");
    const [message] = created.messages;
    expect(message).toMatchObject({ type: "error", code: "out_of_stock", param: "$.line_items[0]" });
  });

  test("out of stock when it comes to paying", async () => {
    const id = await ready("waxed-apron");
    await shop.setStock("waxed-apron", 0);
    try {
      const late = await agent.send("complete", { id, body: agent.say.complete() });
      if (declinesAreSessions) {
        expectStatus(late, 200);
        expect([late.body.status, codesOf(late.body)]).toEqual(["not_ready_for_payment", ["out_of_stock"]]);
      } else {
        expectRefusal(late, 409, "out_of_stock");
      }
      expect((await agent.must("get", { id })).order).toBeUndefined();
    } finally {
      await shop.setStock("waxed-apron", 18);
    }
    await agent.must("update", { id, body: agent.say.address() });
    expect((await agent.must("complete", { id, body: agent.say.complete() })).status).toBe("completed");
  });

  test("expired", async () => {
    const id = await ready();
    shop.clock.advance(16 * MINUTE);
    expect((await agent.must("get", { id })).status).toBe(version >= "2026-01-30" ? "expired" : "canceled");
    for (const operation of ["update", "complete", "cancel"] as const) {
      const body = operation === "update" ? agent.say.address() : agent.say[operation]();
      expectRefusal(await agent.send(operation, { id, body }), 410, "session_expired");
    }
  });

  test("canceled", async () => {
    const id = await ready();
    expect(await agent.must("cancel", { id, body: agent.say.cancel() })).toMatchObject({
      status: "canceled",
    });
    expectRefusal(
      await agent.send("cancel", { id, body: agent.say.cancel() }),
      405,
      "session_not_cancelable",
    );
    expectRefusal(
      await agent.send("update", { id, body: agent.say.address() }),
      409,
      "session_not_updatable",
    );
    expectRefusal(
      await agent.send("complete", { id, body: agent.say.complete() }),
      409,
      "session_not_completable",
    );
    expect((await agent.send("cancel", { id: await ready() })).body.status).toBe("canceled");
  });

  test("a card that wants authentication", async () => {
    const id = await ready();
    const token = "spt_3ds";
    const asked = await agent.send("complete", { id, body: agent.say.complete({ token }) });
    if (version === "2025-09-29") {
      // This version has no words for it: the card is declined, and another can be tried.
      expectRefusal(asked, 402, "payment_declined");
      expect((await agent.must("get", { id })).status).toBe("ready_for_payment");
      return;
    }
    expectStatus(asked, 200);
    expect(asked.body.status).toBe("authentication_required");
    expect(asked.body.authentication_metadata.acquirer_details.acquirer_bin).toBe("411111");
    expectRefusal(
      await agent.send("complete", { id, body: agent.say.complete({ token }) }),
      400,
      "requires_3ds",
    );
    const proof = agent.say.complete({ token, outcome: "authenticated" });
    const completed = await agent.must("complete", { id, body: proof });
    expect(completed.status).toBe("completed");
    expect(completed.authentication_metadata).toBeUndefined();
  });

  testSince("2025-12-12", "authentication that the buyer did not pass", async () => {
    const id = await ready();
    const token = "spt_3ds";
    await agent.must("complete", { id, body: agent.say.complete({ token }) });
    const denied = await agent.send("complete", {
      id,
      body: agent.say.complete({ token, outcome: "denied" }),
    });
    if (declinesAreSessions) expect(codesOf(denied.body)).toContain("payment_declined");
    else expectRefusal(denied, 402, "payment_declined");
    expect((await agent.must("get", { id })).order).toBeUndefined();
  });

  test("the same request again, and another under its key", async () => {
    const key = crypto.randomUUID();
    const body = agent.say.create();
    const first = await agent.send("create", { body, key });
    const again = await agent.send("create", { body, key });
    expect(again.body).toEqual(first.body);
    if (transport === "rest")
      expect([first.replayed, again.replayed, again.status]).toEqual([false, true, 201]);
    expectRefusal(
      await agent.send("create", { body: agent.say.create({ quantity: 2 }), key }),
      version >= "2026-04-17" ? 422 : 409,
      "idempotency_conflict",
    );
    const { id } = first.body;
    const paid = await agent.send("complete", { id, body: agent.say.complete(), key });
    expect((await agent.send("complete", { id, body: agent.say.complete(), key })).body).toEqual(paid.body);
  });

  test("without a key", async () => {
    const waitFor = await agent.send("create", { body: agent.say.create(), key: null });
    if (transport === "rest" && version >= "2026-04-17")
      expectRefusal(waitFor, 400, "idempotency_key_required");
    else expect(waitFor.ok).toBe(true);
  });

  testSince("2026-01-30", "discount codes", async () => {
    const body = agent.say.create({ codes: ["harbor10", "LASTYEAR", "NOSUCH"] });
    const created = await agent.must("create", { body });
    const { applied, rejected } = created.discounts;
    expect(applied).toHaveLength(1);
    expect(applied[0]).toMatchObject({ code: "harbor10", automatic: false, coupon: { percent_off: 10 } });
    const allocated = applied[0].allocations.reduce(
      (sum: number, { amount }: { amount: number }) => sum + amount,
      0,
    );
    expect(allocated).toBe(applied[0].amount);
    expect(rejected.map(({ code, reason }: { code: string; reason: string }) => [code, reason])).toEqual([
      ["LASTYEAR", "discount_code_expired"],
      ["NOSUCH", "discount_code_invalid"],
    ]);
    expect(codesOf(created)).toEqual(["discount_code_expired", "discount_code_invalid"]);
    const cleared = await agent.must("update", { id: created.id, body: agent.say.codes([]) });
    expect(cleared.discounts?.applied ?? []).toEqual([]);
    expect(totalOf(cleared)).toBeGreaterThan(totalOf(created));
    const coupons = await agent.must("update", { id: created.id, body: { coupons: ["HARBOR10"] } });
    expect(totalOf(coupons)).toBe(totalOf(created));
    const completed = await agent.must("complete", { id: created.id, body: agent.say.complete() });
    expect(completed.discounts.applied).toHaveLength(1);
  });

  test("few left", async () => {
    const { messages } = await agent.must("create", { body: agent.say.create({ item: "field-notebook" }) });
    expect(messages[0]).toMatchObject(
      hasWarnings ? { type: "warning", code: "low_stock" } : { type: "info" },
    );
  });

  test("a session of nobody's", async () => {
    const id = "cs_01234567012345670123456701234567";
    for (const operation of ["get", "update", "complete", "cancel"] as const) {
      const body =
        operation === "get"
          ? undefined
          : operation === "update"
            ? agent.say.address()
            : agent.say[operation]();
      expectRefusal(await agent.send(operation, { id, body }), 404, "not_found");
    }
  });

  test("what it cannot understand", async () => {
    const empty = await agent.send("create", { body: {} });
    expectRefusal(empty, 400, "missing");
    const unknown = await agent.send("create", { body: agent.say.create({ item: "nothing-we-sell" }) });
    expectRefusal(unknown, 400, "invalid");
    const list = version < "2026-01-30" ? "items" : "line_items";
    const root = transport === "mcp" ? "$.payload" : "$";
    expect(unknown.body.param).toBe(`${root}.${list}[0].id`);
    expectRefusal(await agent.send("create", { body: [] }), 400, "invalid");
  });
});

describe.each([...servedVersions(true)])("a session created in %s", (version) => {
  test("is read, changed and paid in every other version", async () => {
    const first = shop.rest(version);
    const { id } = await first.must("create", { body: first.say.create({ address: false }) });
    for (const other of servedVersions(true)) {
      const agent = shop.rest(other);
      expect((await agent.must("get", { id })).id).toBe(id);
      expect((await agent.must("update", { id, body: agent.say.address() })).status).toBe(
        "ready_for_payment",
      );
    }
    const last = shop.rest(servedVersions(true).find((other) => other !== version) ?? version);
    expect((await last.must("complete", { id, body: last.say.complete() })).status).toBe("completed");
    for (const other of servedVersions(true)) {
      expect(await shop.rest(other).must("get", { id })).toMatchObject({
        status: "completed",
        order: { checkout_session_id: id },
      });
    }
  });

  test("is read in every other version while it waits for authentication, is canceled or has expired", async () => {
    const agent = shop.rest(version);
    const create = async () => (await agent.must("create", { body: agent.say.create() })).id;
    const [waiting, canceled, expired] = [await create(), await create(), await create()];
    await agent.send("complete", { id: waiting, body: agent.say.complete({ token: "spt_3ds" }) });
    await agent.must("cancel", { id: canceled });
    const statuses = (id: string) =>
      Promise.all(
        servedVersions(true).map(async (other) => (await shop.rest(other).must("get", { id })).status),
      );
    const asked = version !== "2025-09-29";
    for (const status of (await statuses(waiting)).slice(1))
      expect(status).toBe(asked ? "authentication_required" : "ready_for_payment");
    expect(new Set(await statuses(canceled))).toEqual(new Set(["canceled"]));
    shop.clock.advance(16 * MINUTE);
    expect(new Set(await statuses(expired))).toEqual(new Set(["canceled", "expired"]));
  });
});

function totalOf(session: { totals: { type: string; amount: number }[] }): number {
  return session.totals.find(({ type }) => type === "total")?.amount ?? Number.NaN;
}
