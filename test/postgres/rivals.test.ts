import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import type { ShopProcess } from "../e2e/shop-process.ts";
import { hasPostgres } from "../postgres-server.ts";
import { type Answer, completeOf, createOf, insist, type KeyedCall, send, sendAsMerchant } from "./agent.ts";
import { booksOf, untilNothingIsOpen } from "./books.ts";
import { openShopOfProcesses, type ShopOfProcesses } from "./shop-of-processes.ts";

/** CI is content with some; `RIVALS=200 bun test test/postgres/rivals.test.ts` is the long run. */
const rivals = Number(process.env["RIVALS"] ?? 30);

describe.skipIf(!hasPostgres)("what races a payment at another process", () => {
  let shop: ShopOfProcesses;
  beforeAll(async () => {
    shop = await openShopOfProcesses({ processes: 2 });
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  /** Sends a request to the first or the second process until it is answered for good. */
  const ask = (call: KeyedCall, first: number) => {
    const process = shop.processes[first % 2];
    if (!process) throw new Error("two processes serve");
    return insist({ processes: [process] }, 0, (process: ShopProcess) => send(process, call));
  };
  const created = async (first: number, item: string, more: object = {}) => {
    const answer = await ask(createOf(item, crypto.randomUUID(), more), first);
    if (answer.status !== 201) throw new Error(`create answered ${answer.status}: ${answer.body}`);
    return answer.json.id;
  };
  const ordersOf = async (session: string) =>
    (await shop.rows(`select 1 from orders where session_id = '${session}'`)).length;

  const ways: [string, (session: string) => KeyedCall][] = [
    [
      "an update",
      (session) => ({
        path: `/checkout_sessions/${session}`,
        body: { line_items: [{ id: demoItems.tote, quantity: 3 }] },
        key: crypto.randomUUID(),
      }),
    ],
    [
      "a cancellation",
      (session) => ({
        path: `/checkout_sessions/${session}/cancel`,
        body: {},
        key: crypto.randomUUID(),
      }),
    ],
  ];
  test.each(ways)("%s wins or loses whole: the session is never both", async (_, rival) => {
    await Promise.all(
      Array.from({ length: rivals }, async (_, round) => {
        const session = await created(round, demoItems.tote);
        const complete = await completeOf(shop, session);
        const [completed, other] = await Promise.all([ask(complete, round), ask(rival(session), round + 1)]);
        const [found] = await shop.rows(`select status from checkout_sessions where id = '${session}'`);
        expect(await ordersOf(session)).toBe(found?.["status"] === "completed" ? 1 : 0);
        expect([200, 405, 409]).toContain(other.status);
        if (found?.["status"] === "completed") expect(completed.json.order).toBeDefined();
      }),
    );
    await agree();
  });

  test("other carts of the same items in another order wait, and none is refused", async () => {
    const items = [demoItems.tote, "enamel-mug-cream", "field-notebook", "wool-throw"].map((id) => ({ id }));
    const answers = await Promise.all(
      Array.from({ length: rivals }, async (_, round) => {
        const line_items = round % 2 === 0 ? items : items.toReversed();
        const session = await created(round, demoItems.tote, { line_items });
        return ask(await completeOf(shop, session), round);
      }),
    );
    expect(answers.filter(({ json }) => json.order === undefined)).toEqual([]);
    await agree();
  });

  test("whoever pays with the same code is told when it was used up", async () => {
    const most = 5;
    const body = { name: "Few", code: "FEW", percent: "10", max_uses: most };
    const call = { path: "/discounts", body, key: crypto.randomUUID() };
    const [first] = shop.processes;
    if (!first) throw new Error("two processes serve");
    expect((await sendAsMerchant(first, call)).status).toBe(201);
    const sessions = await Promise.all(
      Array.from({ length: rivals }, (_, round) =>
        created(round, demoItems.tote, { discounts: { codes: ["FEW"] } }),
      ),
    );
    const answers: readonly Answer[] = await Promise.all(
      sessions.map(async (session, round) => ask(await completeOf(shop, session), round)),
    );
    const [used] = await shop.rows("select uses from discounts where code = 'FEW'");
    expect(answers.filter(({ json }) => json.order !== undefined)).toHaveLength(most);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(Number(used?.["uses"])).toBe(most);
    await agree();
  });

  async function agree(): Promise<void> {
    const { charges, sessionsCharged, orders, completedSessions, missingNumbers } = await booksOf(shop);
    expect([charges, sessionsCharged, completedSessions]).toEqual([orders, orders, orders]);
    expect(missingNumbers).toBe(0);
    await untilNothingIsOpen(shop);
  }
});
