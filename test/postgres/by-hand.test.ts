import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ShopProcess } from "../e2e/shop-process.ts";
import { ask, formIn, type PageAnswer, pathOf } from "../faults/payments/page-buyer.ts";
import { WEBHOOK_SECRET } from "../payments/stripe.ts";
import { hasPostgres } from "../postgres-server.ts";
import { payOnPage } from "../stripe/checkout-sessions.ts";
import { booksOf, untilNothingIsOpen } from "./books.ts";
import { openShopOfProcesses, type ShopOfProcesses } from "./shop-of-processes.ts";

/** CI is content with some; `BUYERS=200 bun test test/postgres/by-hand.test.ts` is the long run. */
const buyers = Number(process.env["BUYERS"] ?? 10);

/** How long a buyer waits before the page is loaded again, ms. */
const PAUSE = 50;

describe.skipIf(!hasPostgres)(`${buyers} buyers who pay on Stripe's page`, () => {
  let shop: ShopOfProcesses;
  beforeAll(async () => {
    shop = await openShopOfProcesses({
      processes: 2,
      environment: { STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET },
    });
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  test("have one order each, though both processes hear of it at once, from them and from Stripe", async () => {
    const orders = await Promise.all(Array.from({ length: buyers }, (_, index) => buyByHand(index)));
    expect(new Set(orders).size).toBe(buyers);
    const { charges, sessionsCharged, missingNumbers, ...books } = await booksOf(shop);
    expect([charges, sessionsCharged, missingNumbers]).toEqual([buyers, buyers, 0]);
    expect([books.orders, books.completedSessions]).toEqual([buyers, buyers]);
    await untilNothingIsOpen(shop);
  });

  /** Goes from a link to the order's page, each step at the other process. Gives the path of that page. */
  async function buyByHand(index: number): Promise<string> {
    let steps = index;
    const step = (path: string, fields?: Record<string, string>) => {
      steps += 1;
      return load(at(steps), path, fields);
    };
    const page = pathOf((await step("/buy/gift-card-25:1", {})).location ?? "");
    const form = async () => formIn((await step(page)).html ?? "");
    await step(page, { ...(await form()), email: `buyer-${index}@example.com`, action: "continue" });
    let atStripe = (await step(page, { ...(await form()), action: "pay" })).location ?? "";
    // Where it took too long to open the page there, ours is shown again, and leads to it as soon as it is open.
    while (!atStripe.startsWith("https://checkout.stripe.")) {
      const shown = (await step(page)).html ?? "";
      const open = /https:\/\/checkout\.stripe\.\S+?(?=["<])/.exec(shown)?.[0];
      atStripe = open ?? (await step(page, { ...formIn(shown), action: "pay" })).location ?? "";
      await Bun.sleep(PAUSE);
    }
    const known = shop.standIn.events.all.length;
    expect(payOnPage(shop.standIn, atStripe.split("/").at(-1) ?? "")).toBe("paid");
    const [paid] = shop.standIn.events.all
      .slice(known)
      .filter(({ type }) => type === "checkout.session.completed");
    if (!paid) throw new Error("Stripe tells of a payment");
    const tell = ({ url }: ShopProcess) =>
      shop.standIn.events.deliver(paid, `${url}/webhooks/stripe`, WEBHOOK_SECRET);
    const [one, other, ...told] = await Promise.all([
      comeBack(at(0), page),
      comeBack(at(1), page),
      ...shop.processes.map(tell),
    ]);
    expect(told).toEqual([200, 200]);
    expect(one).toBe(other);
    return one;
  }

  function at(index: number): ShopProcess {
    const process = shop.processes[index % 2];
    if (!process) throw new Error("two processes serve");
    return process;
  }

  /** Comes back from Stripe's page, until that leads to the order. */
  async function comeBack(process: ShopProcess, page: string): Promise<string> {
    for (;;) {
      const path = pathOf((await load(process, `${page}/return`)).location ?? "");
      if (path.startsWith("/orders/")) return path;
      await Bun.sleep(PAUSE);
    }
  }

  /** Loads a page until it is answered. */
  async function load(
    process: ShopProcess,
    path: string,
    fields?: Record<string, string>,
  ): Promise<PageAnswer> {
    for (;;) {
      const answer = await ask(process, path, fields);
      if (answer.status !== undefined && answer.status < 500 && answer.status !== 429) return answer;
      await Bun.sleep(PAUSE);
    }
  }
});
