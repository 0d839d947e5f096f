import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { DAY, HOUR } from "../../src/clock.ts";
import { demoApiKey } from "../../src/demo/shop.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import { stoppedClock } from "../checkout/shop.ts";
import { writeBeside } from "../shop-database.ts";
import { PageBuyer, sanFrancisco } from "./page-buyer.ts";
import { type ServedShop, serveShop } from "./shop-server.ts";

/** How often two are let loose on each other: who is first is not always the same. */
const ROUNDS = 8;

describe("who comes first makes the order, and the page says so", () => {
  const open = new AsyncDisposableStack();
  const clock = stoppedClock();
  let shop: ServedShop;
  beforeAll(async () => {
    shop = open.use(await serveShop({ clock }));
  });
  afterAll(() => open.disposeAsync());

  const newBuyer = () => new PageBuyer(shop);

  async function ready() {
    const buyer = await (await newBuyer().begin("/buy/gift-card-25")).fill({ email: sanFrancisco.email });
    const page = new URL(buyer.url, shop.server.url).pathname;
    const pay = { action: "pay", ...buyer.shown, email: sanFrancisco.email };
    return { buyer, page, id: sessionOf(page), pay };
  }

  /** An agent's own session, ready to be paid, and its page. */
  async function begunByAgent() {
    const session = await ask("/checkout_sessions", {
      line_items: [{ id: "gift-card-25" }],
      currency: "usd",
      capabilities: {},
      buyer: { email: sanFrancisco.email },
    });
    const page = new URL(session.continue_url).pathname;
    const buyer = await newBuyer().get(page);
    const pay = { action: "pay", ...buyer.shown, email: sanFrancisco.email };
    return { buyer, page, id: session.id as string, pay };
  }

  async function ask(path: string, body: object) {
    const response = await shop.fetch(path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${demoApiKey}`,
        "api-version": "2026-04-17",
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
      },
      body: JSON.stringify(body),
    });
    return JSON.parse(await response.text());
  }

  const instrument = { type: "card", credential: { type: "spt", token: "spt_sandbox_approved" } };
  const complete = (id: string) =>
    ask(`/checkout_sessions/${id}/complete`, {
      payment_data: { handler_id: "card_tokenized", instrument },
    });

  /** The orders of a session, and how it stands. */
  async function madeOf(id: string) {
    const sessionId = asId<SessionId>(id);
    return writeBeside(shop.database, async ({ orders, sessions, attempts }) => {
      const made = (await orders.page(undefined, 1000)).filter((order) => order.sessionId === sessionId);
      const session = await sessions.find(sessionId);
      const attempt = await attempts.open(sessionId);
      return { orders: made.length, status: session?.status, isOpen: attempt !== undefined };
    });
  }

  const sessionOf = (page: string) => /cs_[^.]+/.exec(page)?.[0] ?? "";

  test("an agent that pays while its buyer presses Pay: one order, which both are led to", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { buyer, page, id, pay } = await begunByAgent();
      const answers =
        round % 2 === 0 ? [buyer.post(pay, page), complete(id)] : [complete(id), buyer.post(pay, page)];
      await Promise.all(answers);
      // Whoever was sent to the provider's meanwhile finds its page closed.
      if (buyer.url.includes("/sandbox/pay/")) {
        await buyer.post({ outcome: "paid" }, buyer.url);
        expect((await complete(id)).status).toBe("completed");
      }
      expect(await madeOf(id)).toEqual({ orders: 1, status: "completed", isOpen: false });
      expect((await newBuyer().get(page)).url).toContain("/orders/");
    }
  });

  test("an agent's change while its buyer is at the provider's: nothing can be paid there, and the page shows what is new", async () => {
    const { buyer, page, id, pay } = await begunByAgent();
    await buyer.post(pay, page);
    const provider = buyer.url;
    await ask(`/checkout_sessions/${id}`, { line_items: [{ id: "gift-card-25", quantity: 2 }] });
    expect((await buyer.post({ outcome: "paid" }, provider)).html).toContain("expired");
    await buyer.post(pay, page);
    expect(buyer.status).toBe(409);
    expect(buyer.html).toContain("Your order has changed");
    expect(await madeOf(id)).toMatchObject({ orders: 0, status: "ready_for_payment" });
  });

  test("an agent that cancels while its buyer pays: an order, or a page that says it was canceled", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { buyer, page, id, pay } = await begunByAgent();
      await buyer.post(pay, page);
      const pays = () => buyer.post({ outcome: "paid" }, buyer.url);
      const cancels = () => ask(`/checkout_sessions/${id}/cancel`, {});
      await Promise.all(round % 2 === 0 ? [pays(), cancels()] : [cancels(), pays()]);
      const made = await madeOf(id);
      const seen = await newBuyer().get(page);
      if (made.orders === 1) expect(seen.url).toContain("/orders/");
      else expect(seen.html).toContain("was canceled");
      expect(made).toMatchObject({ isOpen: false, status: made.orders === 1 ? "completed" : "canceled" });
    }
  });

  test("a buyer who pays in one tab and turns back in the other: an order, or nothing charged", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { buyer, page, id, pay } = await ready();
      await buyer.post(pay, page);
      const provider = buyer.url;
      const other = newBuyer();
      const pays = () => buyer.post({ outcome: "paid" }, provider);
      const turnsBack = () => other.get(`${page}/back`);
      await Promise.all(round % 2 === 0 ? [pays(), turnsBack()] : [turnsBack(), pays()]);
      const made = await madeOf(id);
      const seen = await newBuyer().get(page);
      if (made.orders === 1) expect(seen.url).toContain("/orders/");
      else expect(seen.html).toContain("Nothing was charged");
      expect(made.isOpen).toBe(false);
    }
  });

  test("Pay pressed twice in two tabs, once it is paid, leads to the order", async () => {
    const { buyer, page, id, pay } = await ready();
    await buyer.post(pay, page);
    await buyer.post({ outcome: "paid" }, buyer.url);
    await buyer.get(buyer.url);
    for (const late of [newBuyer(), newBuyer()]) {
      await late.post(pay, page);
      expect((await late.get(page)).url).toContain("/orders/");
    }
    expect(await madeOf(id)).toMatchObject({ orders: 1 });
  });

  test("the provider's page that a buyer comes to too late charges nothing, and their own page lets them pay again", async () => {
    const { buyer, page, id, pay } = await ready();
    await buyer.post(pay, page);
    clock.advance(HOUR);
    expect((await buyer.post({ outcome: "paid" }, buyer.url)).html).toContain("expired");
    await newBuyer().get(`${page}/return`);
    expect(await madeOf(id)).toMatchObject({ orders: 0, isOpen: false });
  });

  test("Pay pressed on a page whose time is over charges nothing, and says so", async () => {
    const { buyer, page, id, pay } = await ready();
    clock.advance(DAY);
    await buyer.post(pay, page);
    expect(buyer.status).toBe(410);
    expect(buyer.html).toContain("This checkout has expired");
    expect(buyer.html).toContain("Nothing was charged");
    expect(await madeOf(id)).toMatchObject({ orders: 0, isOpen: false });
  });
});
