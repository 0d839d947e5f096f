import { describe, expect, test } from "bun:test";
import { Elysia } from "elysia";
import { createOrderList } from "../../db/sqlite/order-list.ts";
import { createSalesReads } from "../../db/sqlite/sales-store.ts";
import { createKey } from "../../src/agents/administration.ts";
import { HOUR, SECOND } from "../../src/clock.ts";
import { adminApi } from "../../src/dashboard/admin-api.ts";
import { createDiscount } from "../../src/discounts/administration.ts";
import { RequestContext } from "../../src/http/request-context.ts";
import { createClaimHolder } from "../../src/idempotency/holder.ts";
import { endLeases } from "../../src/operations/end-leases.ts";
import { createPerform, problemAnswer } from "../../src/operations/perform.ts";
import type { Order } from "../../src/orders/order.ts";
import { createOrderService } from "../../src/orders/order-service.ts";
import { ProblemError } from "../../src/problem.ts";
import type { Write } from "../../src/storage.ts";
import type { JobStores } from "../../src/stores.ts";
import { openGuesses } from "../http/guesses.ts";
import { openDashboardShop } from "../orders/dashboard-shop.ts";
import { catalogueServices } from "./catalogue-services.ts";

type DashboardShop = Awaited<ReturnType<typeof openDashboardShop>>;

const TOKEN = "the merchant's token";
const KEY = "the same key";

/**
 * A server over the shop's file that dies when so many of its jobs are committed: nobody hears of the last one, and
 * nothing more is written. A server that is never said to die lives.
 */
function serverOf({ shop }: DashboardShop, diesAfter = Number.POSITIVE_INFINITY) {
  let jobs = 0;
  const died = Promise.withResolvers<"died">();
  const write: Write<JobStores> = async (job) => {
    if (jobs >= diesAfter) return new Promise(() => {});
    const done = await shop.write(job);
    jobs += 1;
    if (jobs < diesAfter) return done;
    died.resolve("died");
    return new Promise(() => {});
  };
  const api = adminApi({
    ...shop,
    shop: shop.terms.shop,
    orderList: createOrderList(shop.database.reader),
    ...catalogueServices(shop),
    salesReads: createSalesReads(shop.database.reader),
    setup: { isDemo: false, toTakeMoney: undefined, isPublic: true, sendsMail: false },
    token: TOKEN,
    guesses: openGuesses(),
    write,
    orderService: createOrderService({ ...shop, write, provider: "sandbox" }),
    jobs: { status: () => [] },
    catalogSource: async () => undefined,
    agentsChanged: async () => {},
    eventsReplayed: () => {},
    encodeProblem: (problem) => problemAnswer(problem, { status: 409, body: { kind: problem.kind } }),
    perform: createPerform({
      write,
      clock: shop.clock,
      // A process that dies renews nothing more.
      holder: createClaimHolder({ write, clock: shop.clock, failed: () => {}, repeat: () => () => {} }),
    }),
  });
  const app = new Elysia()
    .onError(({ error, status }) =>
      error instanceof ProblemError ? status(409, error.problem.kind) : undefined,
    )
    .use(api);

  async function post(path: string, body: object) {
    const request = new Request(`http://localhost/admin/api${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${TOKEN}`,
        "content-type": "application/json",
        "idempotency-key": KEY,
      },
      body: JSON.stringify(body),
    });
    new RequestContext(request, request, { requestIP: () => null });
    const response = await app.handle(request);
    return { status: response.status, text: await response.text() };
  }

  return {
    jobs: () => jobs,
    post: (path: string, body: object) => Promise.race([post(path, body), died.promise]),
  };
}

/** A request of the merchant, with what has to be there before it. */
interface Scene {
  readonly name: string;
  readonly action: string;
  /** Prepares the shop, and gives the request. */
  readonly ask: (at: DashboardShop, order: Order) => Promise<{ path: string; body?: object }>;
  readonly status?: number;
  /** Whether the server is let in between, since many rows may be changed. */
  readonly isInSeveralJobs?: boolean;
  /** What a crash leaves as it was of the answer's text; all of it but for ids where nothing is said. */
  readonly outline?: (text: string) => unknown;
}

/** The money that goes with goods is asked for after the change: the answer kept with it says that it is pending. */
const amountOfRefund = (text: string) => JSON.parse(text).refund.amount;

const scenes: readonly Scene[] = [
  {
    name: "sending a part",
    action: "order.ship",
    ask: async (at, order) => ({ path: `/orders/${order.id}/ship`, body: { line_items: at.some(order, 1) } }),
  },
  {
    name: "sending parcels of several orders",
    action: "order.ship",
    isInSeveralJobs: true,
    ask: async (at, order) => ({
      path: "/orders/ship",
      body: { orders: [{ order: order.id, line_items: at.some(order, 1) }] },
    }),
  },
  {
    name: "making a part ready",
    action: "order.ready_for_pickup",
    ask: async (at, order) => ({
      path: `/orders/${order.id}/ready`,
      body: { line_items: at.some(order, 1) },
    }),
  },
  {
    name: "delivering",
    action: "order.deliver",
    async ask(at, order) {
      await at.orderService.work(order.id, { kind: "ship", lineItems: at.some(order, 1) }, "dashboard");
      return { path: `/orders/${order.id}/deliver` };
    },
  },
  {
    name: "noting a step",
    action: "order.track",
    async ask(at, { id }) {
      await at.orderService.work(id, { kind: "ship" }, "dashboard");
      const [parcel] = (await at.order(id)).fulfillments;
      return { path: `/orders/${id}/track`, body: { fulfillment_id: parcel?.id, type: "failed_attempt" } };
    },
  },
  {
    name: "capturing",
    action: "order.capture",
    ask: async (_, { id }) => ({ path: `/orders/${id}/capture` }),
  },
  { name: "holding", action: "order.hold", ask: async (_, { id }) => ({ path: `/orders/${id}/hold` }) },
  {
    name: "letting go on",
    action: "order.confirm",
    async ask(at, { id }) {
      await at.orderService.work(id, { kind: "hold" }, "dashboard");
      return { path: `/orders/${id}/confirm` };
    },
  },
  {
    name: "canceling a part",
    action: "order.cancel",
    ask: async (at, order) => ({
      path: `/orders/${order.id}/cancel`,
      body: { line_items: at.some(order, 1) },
    }),
    outline: amountOfRefund,
  },
  {
    name: "taking a part back",
    action: "order.return",
    outline: amountOfRefund,
    async ask(at, order) {
      await at.orderService.work(order.id, { kind: "ship" }, "dashboard");
      return {
        path: `/orders/${order.id}/return`,
        body: { line_items: at.some(order, 1), refund_amount: 100, restock: true },
      };
    },
  },
  {
    name: "refunding",
    action: "order.refund",
    ask: async (_, { id }) => ({ path: `/orders/${id}/refund`, body: { amount: 100 } }),
  },
  {
    name: "noting a credit",
    action: "order.credit",
    ask: async (_, { id }) => ({ path: `/orders/${id}/note`, body: { type: "credit", amount: 100 } }),
  },
  {
    name: "making a discount",
    action: "discount.create",
    status: 201,
    ask: async () => ({ path: "/discounts", body: { name: "Ten off", code: "TEN", percent: "10" } }),
  },
  {
    name: "ending a discount",
    action: "discount.disable",
    async ask({ shop }) {
      const wish = {
        name: "Ten off",
        code: "TEN",
        value: { kind: "free_shipping" },
        limits: {},
        stackable: false,
        priority: 10,
      } as const;
      await shop.write((stores) => createDiscount(stores, wish, "dashboard", shop.clock.now()));
      return { path: "/discounts/TEN/disable" };
    },
  },
  {
    name: "revoking a key",
    action: "key.revoke",
    async ask({ shop }) {
      const { key } = await shop.write(({ agents }) => createKey(agents, "other", shop.clock.now()));
      return { path: `/keys/${key.id}/revoke` };
    },
  },
  {
    name: "sending events again",
    action: "event.replay",
    isInSeveralJobs: true,
    async ask({ shop }, order) {
      const [event] = await shop.reads.outbox.page({ orderId: order.id }, undefined, 1);
      return { path: "/webhooks/replay", body: { event_ids: [event?.id] } };
    },
  },
  {
    name: "erasing a buyer",
    action: "buyer.erase",
    isInSeveralJobs: true,
    // Done in several jobs: what an earlier try has erased is not counted again.
    outline: (text) => Object.keys(JSON.parse(text)),
    ask: async (_, order) => ({
      path: "/buyers/erase",
      body: { email: order.buyer?.email, even_if_open: true },
    }),
  },
];

/** What the merchant's request has done, in counts that doing it twice would change. */
async function doneIn(at: DashboardShop, order: Order, action: string) {
  const { fulfillments, lineItems, adjustments, totals } = await at.order(order.id);
  const acted = at.shop.database.reader.all<{ actor: string }>(
    `SELECT actor FROM audit_entries WHERE action = '${action}' AND actor = 'admin_api'`,
  );
  return {
    acted: acted.length,
    fulfillments: fulfillments.map(({ status, events, lineItems }) => [
      status,
      events.map(({ type }) => type),
      lineItems.map(({ quantity }) => quantity),
    ]),
    quantities: lineItems.map(({ quantity }) => quantity),
    adjustments: adjustments.map(({ type, amount }) => [type, amount]),
    totals,
    told: await at.told(order.id),
    available: await at.shop.available("shirt-small"),
  };
}

async function play({ action, ask }: Scene, diesAfter?: number) {
  await using at = await openDashboardShop();
  const order = await at.buy([{ id: "shirt-small", quantity: 3 }]);
  const { path, body = {} } = await ask(at, order);
  const first = serverOf(at, diesAfter);
  const waitFor = await first.post(path, body);
  await at.shop.write(endLeases);
  const second = serverOf(at);
  const again = await second.post(path, body);
  const onceMore = await second.post(path, body);
  // Money that was to go with it is given back by and by.
  at.shop.clock.advance(HOUR);
  await at.shop.refunds.recover(10);
  return { waitFor, again, onceMore, jobs: first.jobs(), done: await doneIn(at, order, action) };
}

describe("sent again after a crash under its key,", () => {
  const withoutIds = (text: string) => text.replaceAll(/_[0-9a-f]{32}|orders\/[\w-]{30}/g, "…");

  test.each(scenes)("$name is done once and answered alike", async (scene) => {
    const { status = 200, outline = withoutIds } = scene;
    const undisturbed = await play(scene);
    const { waitFor } = undisturbed;
    if (waitFor === "died") throw new Error("nobody told it to");
    expect([waitFor.status, undisturbed.done.acted]).toEqual([status, 1]);
    expect(undisturbed.again).toEqual(waitFor);
    for (let diesAfter = 1; diesAfter <= undisturbed.jobs; diesAfter++) {
      const disturbed = await play(scene, diesAfter);
      expect(disturbed.waitFor).toBe("died");
      if (disturbed.again === "died") throw new Error("only the first server dies");
      expect(disturbed.again.status).toBe(status);
      expect(outline(disturbed.again.text)).toEqual(outline(waitFor.text));
      expect(disturbed.onceMore).toEqual(disturbed.again);
      expect(disturbed.done).toEqual(undisturbed.done);
    }
  });
});

const inOneJob = scenes.filter(({ isInSeveralJobs = false }) => !isInSeveralJobs);

test.each(inOneJob)(
  "$name is one job, beside the one that settles what the provider was asked for",
  async (scene) => {
    // Refunds and captures are settled in jobs of the shop's own, which are not counted here.
    expect((await play(scene)).jobs).toBe(1);
  },
);

test("a refund's answer is kept by the job that settles it", async () => {
  await using at = await openDashboardShop();
  const server = serverOf(at);
  const path = `/orders/${(await at.buy()).id}/refund`;
  const refunded = await server.post(path, { amount: 100 });
  expect(refunded).toMatchObject({ status: 200, text: expect.stringContaining('"state":"succeeded"') });
  expect(await server.post(path, { amount: 100 })).toEqual(refunded);
});

test("sent again while its money is still asked for, a request is told to wait, though its change is there", async () => {
  const asked = Promise.withResolvers<void>();
  const bank = Promise.withResolvers<void>();
  await using at = await openDashboardShop({
    provider: (sandbox) => ({
      ...sandbox,
      async refund(wanted) {
        asked.resolve();
        await bank.promise;
        return sandbox.refund(wanted);
      },
    }),
  });
  const server = serverOf(at);
  const path = `/orders/${(await at.buy()).id}/cancel`;
  const first = server.post(path, {});
  await asked.promise;
  expect(await server.post(path, {})).toEqual({
    status: 409,
    text: '{"kind":"idempotency_in_flight"}',
  });
  bank.resolve();
  const answered = await first;
  expect(answered).toMatchObject({ status: 200, text: expect.stringContaining('"state":"succeeded"') });
  expect(await server.post(path, {})).toEqual(answered);
});

describe("when the provider gives money back after 70 s, and its request was taken over meanwhile,", () => {
  test.each([
    ["refund", { amount: 100 }],
    ["cancel", {}],
  ])("a %s is one refund, and both callers hear of it", async (what, body) => {
    const asked = Promise.withResolvers<void>();
    const bank = Promise.withResolvers<void>();
    let refunds = 0;
    await using at = await openDashboardShop({
      provider: (sandbox) => ({
        ...sandbox,
        async refund(wanted) {
          refunds += 1;
          asked.resolve();
          await bank.promise;
          return sandbox.refund(wanted);
        },
      }),
    });
    const server = serverOf(at);
    const { id } = await at.buy();
    const first = server.post(`/orders/${id}/${what}`, body);
    await asked.promise;
    at.shop.clock.advance(70 * SECOND);
    const second = server.post(`/orders/${id}/${what}`, body);
    await Bun.sleep(0);
    bank.resolve();
    expect(await first).toMatchObject({ status: 200, text: expect.stringContaining('"state":"succeeded"') });
    expect(await second).toMatchObject({ status: 200, text: expect.stringContaining('"refund":{') });
    expect(refunds).toBe(1);
    expect((await at.order(id)).adjustments.map(({ type, status }) => [type, status])).toContainEqual([
      "refund",
      "completed",
    ]);
    expect(await server.post(`/orders/${id}/${what}`, body)).toEqual(await first);
  });
});
