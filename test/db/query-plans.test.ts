import { Database as Connection } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { DAY } from "../../src/clock.ts";
import { asId, type DiscountId, type ProductId } from "../../src/ids.ts";
import { expireOverdueSessions } from "../../src/jobs/expire-sessions.ts";
import { forgetOldRecords } from "../../src/jobs/forget-old-records.ts";
import type { RecurringJob } from "../../src/jobs/job.ts";
import type { PartsPerMillion } from "../../src/money.ts";
import { lookHorizon } from "../../src/payments/look.ts";
import { wire20260417 } from "../../src/protocols/acp/2026-04-17/wire.ts";
import { agentOf } from "../checkout/requests.ts";
import { openTestShop, testAgent } from "../checkout/shop.ts";
import { requestsOf } from "../conformance/requests.ts";
import { discountOf } from "../discounts/discounts.ts";
import { oneRun } from "../jobs/workshop.ts";
import type { SessionCall } from "../operations/agent-calls.ts";
import { type WatchedStatements, watchStatements } from "./statements.ts";

/** The steps of SQLite's plan for a statement, in its words. */
function stepsOf(connection: Connection, sql: string): readonly string[] {
  const steps = connection.query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${sql}`).all();
  return steps.map(({ detail }) => detail);
}

/** Those that read all of a table or an index. */
function scansIn(connection: Connection, sql: string): readonly string[] {
  // A row of constants (VALUES, SELECT without FROM) and the values of a JSON array are no table's.
  return stepsOf(connection, sql).filter(
    (step) => step.startsWith("SCAN ") && !/^SCAN (CONSTANT ROW|\S+ VIRTUAL TABLE)/.test(step),
  );
}

/** The statements in the bodies of the triggers on these tables, with something in the place of the changed row. */
function triggeredBy(connection: Connection, tables: ReadonlySet<string>): readonly string[] {
  return connection
    .query<{ tbl_name: string; sql: string }, []>(
      "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    )
    .all()
    .filter(({ tbl_name }) => tables.has(tbl_name))
    .flatMap(({ sql }) => /\bBEGIN\b(.*)\bEND\b/s.exec(sql)?.[1]?.split(";") ?? [])
    .map((statement) => statement.replace(/\b(new|old)\.\w+/g, "NULL").trim())
    .filter((statement) => statement !== "");
}

const readsOrWrites = /^\s*(select|insert|update|delete|with)\b/i;
const writtenTable = /^\s*(?:insert into|update|delete from)\s+"?(\w+)/i;

const say = requestsOf(wire20260417.version);
const lines = say.create({ item: "shirt-small", quantity: 2, codes: ["TEN"] });

/**
 * The lives of three sessions, with a decline and with a charge whose answer is lost; each call made again with the same
 * key, as a retry does.
 */
const calls: readonly [SessionCall["operation"], (id: string) => object][] = [
  ["create", () => ({ operation: "create", body: lines })],
  ["update", (id) => ({ operation: "update", sessionId: id, body: say.codes(["ten", "none"]) })],
  ["get", (id) => ({ operation: "get", sessionId: id })],
  ["complete", (id) => ({ operation: "complete", sessionId: id, body: say.complete() })],
  ["get", (id) => ({ operation: "get", sessionId: id })],
  ["create", () => ({ operation: "create", body: lines })],
  [
    "complete",
    (id) => ({ operation: "complete", sessionId: id, body: say.complete({ token: "spt_declined" }) }),
  ],
  [
    "complete",
    (id) => ({ operation: "complete", sessionId: id, body: say.complete({ token: "spt_timeout" }) }),
  ],
  ["get", (id) => ({ operation: "get", sessionId: id })],
  ["create", () => ({ operation: "create", body: lines })],
  ["cancel", (id) => ({ operation: "cancel", sessionId: id, body: say.cancel() })],
];

/** Makes all calls, and gives what each of them ran and how its session then stood. */
async function lifeOf(shop: Awaited<ReturnType<typeof openTestShop>>, statements: WatchedStatements) {
  const life: { operation: string; status: string; ran: readonly string[] }[] = [];
  let id = "";
  for (const [operation, request] of calls) {
    const call = {
      wire: wire20260417,
      agent: testAgent,
      idempotencyKey: crypto.randomUUID(),
      ...request(id),
    } as SessionCall;
    const [answer, ran] = await statements.during(async () => {
      await shop.operations.perform(call);
      return shop.operations.perform(call);
    });
    const { id: session, status, code } = JSON.parse(answer.body);
    id = session ?? id;
    life.push({ operation, status: status ?? code, ran: ran.filter((sql) => readsOrWrites.test(sql)) });
  }
  return life;
}

describe("nothing scans a table while a buyer waits", () => {
  test("in create, update, get, complete and cancel, nor in the triggers they set off", async () => {
    using statements = watchStatements();
    await using shop = await openTestShop();
    await shop.write(async ({ discounts }) => {
      await discounts.insert(discountOf({ limits: { total: 5, perBuyer: 1 } }));
      const value = { kind: "percent", rate: 50_000 as PartsPerMillion } as const;
      await discounts.insert(discountOf({ id: asId<DiscountId>("dsc_auto"), code: undefined, value }));
    });
    const life = await lifeOf(shop, statements);
    expect(life.map(({ operation, status }) => `${operation}: ${status}`)).toEqual([
      "create: ready_for_payment",
      "update: ready_for_payment",
      "get: ready_for_payment",
      "complete: completed",
      "get: completed",
      "create: ready_for_payment",
      "complete: ready_for_payment",
      "complete: completed",
      "get: completed",
      "create: ready_for_payment",
      "cancel: canceled",
    ]);

    const queries = new Set(life.flatMap(({ ran }) => ran));
    const written = new Set([...queries].flatMap((sql) => writtenTable.exec(sql)?.[1] ?? []));
    expect([...written]).toEqual(
      expect.arrayContaining([
        "checkout_sessions",
        "variants",
        "orders",
        "payment_attempts",
        "outbox_events",
      ]),
    );
    using connection = new Connection(shop.database.file, { readonly: true });
    const triggered = triggeredBy(connection, written);
    expect(triggered).not.toBeEmpty();
    const scans = [...queries, ...triggered].flatMap((sql) =>
      scansIn(connection, sql).map((scan) => `${scan} in ${sql}`),
    );
    expect(scans).toEqual([]);
  });

  test("nor in the job that forgets old records, which holds buyers up while it writes", async () => {
    using statements = watchStatements();
    await using shop = await openTestShop();
    await agentOf(shop).cancel(await agentOf(shop).ready());
    shop.clock.advance(100 * DAY);
    const [, ran] = await statements.during(() => forgetOldRecords(shop.write, shop.clock).run(oneRun));
    const queries = ran.filter((sql) => readsOrWrites.test(sql));
    expect(new Set(queries.flatMap((sql) => writtenTable.exec(sql)?.[1] ?? []))).toEqual(
      new Set([
        "idempotency_records",
        "payment_events",
        "delivery_attempts",
        "outbox_events",
        "carts",
        "profile_agents",
        "signing_keys",
        "checkout_sessions",
      ]),
    );
    using connection = new Connection(shop.database.file, { readonly: true });
    // Agents known by a profile alone are as many as are kept, and no more: the oldest are counted off by their index.
    const growing = queries.filter((sql) => writtenTable.exec(sql)?.[1] !== "profile_agents");
    expect(growing.flatMap((sql) => scansIn(connection, sql).map((scan) => `${scan} in ${sql}`))).toEqual([]);
  });

  test("nor where sessions are expired and forgotten: the indexes that hold only those are used", async () => {
    using statements = watchStatements();
    await using shop = await openTestShop();
    using connection = new Connection(shop.database.file, { readonly: true });
    const plansOf = async (job: RecurringJob) => {
      const [, ran] = await statements.during(() => job.run(oneRun));
      const listing = ran.filter((sql) => /^\s*select .* from "checkout_sessions"/i.test(sql));
      return listing.map((sql) => stepsOf(connection, sql));
    };
    expect(await plansOf(expireOverdueSessions(shop.write, shop.reads, shop.clock))).toEqual([
      ["SEARCH checkout_sessions USING INDEX sessions_to_expire (expires_at<?)"],
    ]);
    expect(await plansOf(forgetOldRecords(shop.write, shop.clock))).toEqual([
      [expect.stringMatching(/^SEARCH checkout_sessions USING (COVERING )?INDEX sessions_to_forget /)],
    ]);
    const bound = "SELECT * FROM checkout_sessions WHERE status IN (?, ?) AND expires_at < ?";
    expect(stepsOf(connection, bound).join()).not.toContain("sessions_to_forget");
  });

  test("nor where payments under way are looked for: money that is only authorised is passed over", async () => {
    using statements = watchStatements();
    await using shop = await openTestShop();
    using connection = new Connection(shop.database.file, { readonly: true });
    const { attempts } = shop.reads;
    const [now, horizon] = [shop.clock.now(), lookHorizon(shop.clock.now())];
    const [, ran] = await statements.during(async () => {
      await attempts.due(now, horizon, 1);
      await attempts.capturesDue(now, horizon, 1);
      await attempts.nextDue(horizon);
    });
    const withoutOrder =
      /^SEARCH payment_attempts USING (COVERING )?INDEX attempts_without_order_to_look_at \(next_look_at[<>]/;
    const withOrder =
      /^SEARCH payment_attempts USING (COVERING )?INDEX attempts_with_order_to_look_at \(capturing=\? AND next_look_at[<>]/;
    const steps = ran.map((sql) => stepsOf(connection, sql)[0] ?? "");
    expect(steps.filter((step) => !withoutOrder.test(step) && !withOrder.test(step))).toEqual([]);
    expect(steps.filter((step) => withOrder.test(step))).not.toBeEmpty();
  });

  test("nor where stock is counted anew: only sales that the source was told of are looked through", async () => {
    using statements = watchStatements();
    await using shop = await openTestShop();
    using connection = new Connection(shop.database.file, { readonly: true });
    await agentOf(shop).complete(await agentOf(shop).ready());
    await shop.write(({ catalog }) => catalog.acknowledgeAll(shop.clock.now()));
    const sold = await shop.reads.catalog.product(asId<ProductId>("shirt"));
    if (!sold) throw new Error("the shop sells shirts");
    const variants = sold.variants.map((variant) => ({ ...variant, stock: 5 }));
    const [, ran] = await statements.during(() =>
      shop.write(({ catalog }) => catalog.put({ ...sold, variants }, shop.clock.now(), shop.clock.now())),
    );
    const settling = ran.filter((sql) => /(from|delete from) "reservations"/i.test(sql));
    expect(settling.map((sql) => stepsOf(connection, sql))).toEqual([
      ["SEARCH reservations USING INDEX acknowledged_reservations (variant_id=?)"],
      ["SEARCH reservations USING INDEX acknowledged_reservations (variant_id=?)"],
    ]);
    expect(await shop.available("shirt-small")).toBe(5);
  });

  test("and a scan would be noticed", async () => {
    await using shop = await openTestShop();
    using connection = new Connection(shop.database.file, { readonly: true });
    expect(scansIn(connection, "SELECT * FROM orders WHERE document LIKE ?")).toEqual(["SCAN orders"]);
    expect(scansIn(connection, "SELECT count(*) FROM checkout_sessions")).toHaveLength(1);
    expect(scansIn(connection, "UPDATE variants SET price = 1 WHERE price = ?")).toHaveLength(1);
    expect(scansIn(connection, "SELECT * FROM orders WHERE id = ?")).toEqual([]);
  });
});
