import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { demoItems } from "../../src/protocols/acp/words/examples.ts";
import type { ShopProcess } from "../e2e/shop-process.ts";
import { hasPostgres } from "../postgres-server.ts";
import { buy, completeOf, createOf, insist, type KeyedCall, send, sendAsMerchant } from "./agent.ts";
import { booksOf, soldOnce, untilNothingIsOpen } from "./books.ts";
import { openShopOfProcesses, SCARCE, SCARCE_UNITS, type ShopOfProcesses } from "./shop-of-processes.ts";

/** CI is content with some; `PAIRS=200 REFUNDED=40 bun test test/postgres/races.test.ts` is the long run. */
const pairs = Number(process.env["PAIRS"] ?? 60);
const refunded = Number(process.env["REFUNDED"] ?? 5);

/** Two processes, and the other of two. */
function twoOf({ processes }: ShopOfProcesses): readonly [ShopProcess, ShopProcess] {
  const [one, other] = processes;
  if (!one || !other) throw new Error("two processes serve");
  return [one, other];
}

/** Asks one process as often as it takes. */
const askAt = (process: ShopProcess, call: KeyedCall) =>
  insist({ processes: [process] }, 0, (process) => send(process, call));

async function createdAt(process: ShopProcess, item: string): Promise<string> {
  const created = await askAt(process, createOf(item));
  if (created.status !== 201) throw new Error(`create answered ${created.status}: ${created.body}`);
  return created.json.id;
}

describe.skipIf(!hasPostgres)("two processes", () => {
  let shop: ShopOfProcesses;
  beforeEach(async () => {
    shop = await openShopOfProcesses({ processes: 2 });
  });
  afterEach(() => shop[Symbol.asyncDispose]());

  test(`sell ${SCARCE_UNITS} items to ${SCARCE_UNITS} of 100 buyers, and tell the others that none is left`, async () => {
    const [one, other] = twoOf(shop);
    const buyers = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? one : other));
    const answers = await Promise.all(
      buyers.map(async (process) => {
        const id = await createdAt(process, SCARCE);
        return askAt(process, await completeOf(shop, id));
      }),
    );
    const sold = answers.filter(({ json }) => json.status === "completed");
    const refused = answers.filter(({ json }) => json.status !== "completed");
    expect(sold).toHaveLength(SCARCE_UNITS);
    expect(refused.filter(({ status }) => status !== 200)).toEqual([]);
    expect(refused.filter(({ json }) => !json.messages.some(({ code }) => code === "out_of_stock"))).toEqual(
      [],
    );
    expect(await booksOf(shop)).toEqual(soldOnce(SCARCE_UNITS));
    await untilNothingIsOpen(shop);
  });

  test(`charge ${pairs} sessions once each that are paid for at both at the same time`, async () => {
    const [one, other] = twoOf(shop);
    const raced = await Promise.all(
      Array.from({ length: pairs }, async (_, index) => {
        const id = await createdAt(index % 2 === 0 ? one : other, demoItems.tote);
        const [first, second] = [await completeOf(shop, id), await completeOf(shop, id)];
        return Promise.all([
          insist(shop, 0, (process) => send(process, first)),
          insist(shop, 1, (process) => send(process, second)),
        ]);
      }),
    );
    for (const [first, second] of raced) {
      expect([first.status, second.status]).toEqual([200, 200]);
      expect(first.json.order?.id).toBeString();
      expect(first.json.order?.id).toBe(second.json.order?.id ?? "none");
    }
    expect(await booksOf(shop)).toEqual(soldOnce(pairs));
    await untilNothingIsOpen(shop);
  });

  test("answer 80 requests under one key with one session, for 20 keys at a time", async () => {
    const [one, other] = twoOf(shop);
    const answered = await Promise.all(
      Array.from({ length: 20 }, async (_, number) => {
        const create = createOf(demoItems.tote, `create-${number}`);
        return Promise.all(
          Array.from({ length: 80 }, (_, index) => {
            return askAt(index % 2 === 0 ? one : other, create);
          }),
        );
      }),
    );
    const different = answered.map(
      (answers) => new Set(answers.map(({ status, body }) => `${status} ${body}`)),
    );
    expect(different.filter(({ size }) => size !== 1)).toEqual([]);
    expect(answered.flat().filter(({ status }) => status !== 201)).toEqual([]);
    expect(new Set(answered.flat().map(({ json }) => json.id)).size).toBe(20);
    expect(await shop.rows("select id from checkout_sessions")).toHaveLength(20);
  });

  test(`give never more back than was paid, and once a key, for ${refunded} orders at a time`, async () => {
    const numbers = await ordersOf(shop, refunded);
    const parts = 5;
    const paid = Number(shop.standIn.paid()[0]?.amount);
    const answered = await Promise.all(
      numbers.flatMap((number) =>
        Array.from({ length: 2 * parts }, async (_, index) => {
          const call = {
            path: `/orders/${number}/refund`,
            body: { amount: Math.floor(paid / parts) },
            key: `refund-${number}-${index}`,
          };
          const ask = (first: number) =>
            insist<Refunded>(shop, first, (process) => sendAsMerchant<Refunded>(process, call));
          return Promise.all([ask(0), ask(1), ask(0), ask(1)]);
        }),
      ),
    );
    for (const answers of answered) {
      expect(new Set(answers.map(({ status, json }) => `${status} ${json.refund?.id}`)).size).toBe(1);
      expect([200, 409]).toContain(answers[0].status);
    }
    const given = answered.filter(([first]) => first.status === 200);
    expect(given).toHaveLength(refunded * parts);
    const back = [...shop.standIn.books.refunds.values()];
    expect(back).toHaveLength(given.length);
    expect(new Set(back.map(({ charge }) => charge)).size).toBe(refunded);
    expect(new Set(back.map(({ charge }) => charge.amountRefunded))).toEqual(
      new Set([Math.floor(paid / parts) * parts]),
    );
    await untilNothingIsOpen(shop);
  });
});

/** As much as is looked at of what a refund answers. */
interface Refunded {
  readonly refund?: { readonly id: string };
}

/** Sells so many, and gives the numbers of the orders. */
async function ordersOf(shop: ShopOfProcesses, count: number): Promise<readonly number[]> {
  await Promise.all(Array.from({ length: count }, (_, index) => buy(shop, demoItems.tote, index)));
  return (await shop.rows("select number from orders order by number")).map(({ number }) => Number(number));
}
