import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { MINUTE, SECOND } from "../../src/clock.ts";
import type { PaymentProvider } from "../../src/payments/provider.ts";
import { agentOf } from "../checkout/requests.ts";
import { openTestShop } from "../checkout/shop.ts";
import { isTestedOnPostgres } from "../engines.ts";

type Shop = Awaited<ReturnType<typeof openTestShop>>;

/** A provider that answers a charge when it is let, having made it before or only then. */
function slowProvider(charged: "before" | "then") {
  const asked = Promise.withResolvers<void>();
  const bank = Promise.withResolvers<void>();
  let isSlow = true;
  return {
    asked: asked.promise,
    answer: () => bank.resolve(),
    provider: (sandbox: PaymentProvider): PaymentProvider => ({
      ...sandbox,
      async charge(charge) {
        if (!isSlow) return sandbox.charge(charge);
        isSlow = false;
        if (charged === "before") await sandbox.charge(charge);
        asked.resolve();
        await bank.promise;
        return sandbox.charge(charge);
      },
    }),
  };
}

const inFlight = { status: 409, json: { code: "idempotency_in_flight" } };

async function booked({ rows, ordersMade }: Shop) {
  const charges = await rows("SELECT attempt_id FROM sandbox_charges");
  return { charges: charges.length, orders: (await ordersMade()).length };
}

describe.each(["before", "then"] as const)(
  "a provider that says “paid” after 70 s, having charged %s, while the claim was taken over",
  (charged) => {
    test("charges once, and both callers hear of the one order", async () => {
      const slow = slowProvider(charged);
      await using shop = await openTestShop(slow);
      const agent = agentOf(shop);
      const id = await agent.ready();
      const first = agent.complete(id, "spt_approved", "key");
      await slow.asked;
      shop.clock.advance(50 * SECOND);
      expect(await agent.complete(id, "spt_approved", "key")).toMatchObject(inFlight);
      shop.clock.advance(20 * SECOND);
      const second = agent.complete(id, "spt_approved", "key");
      slow.answer();
      const [one, other] = await Promise.all([first, second]);
      expect(one).toMatchObject({ status: 200, json: { status: "completed" } });
      expect(other).toMatchObject({ status: 200, body: one.body });
      expect(await booked(shop)).toEqual({ charges: 1, orders: 1 });
      expect(await agent.complete(id, "spt_approved", "key")).toMatchObject({
        body: one.body,
        replayed: true,
      });
    });

    test("charges once, though another process has taken it over and finished before", async () => {
      const slow = slowProvider(charged);
      await using shop = await openTestShop(slow);
      const agent = agentOf(shop);
      const id = await agent.ready();
      const first = agent.complete(id, "spt_approved", "key");
      await slow.asked;
      shop.clock.advance(70 * SECOND);
      await using elsewhere = await openTestShop({ folder: shop.folder, clock: shop.clock });
      const other = await agentOf(elsewhere).complete(id, "spt_approved", "key");
      expect(other).toMatchObject({ status: 200, json: { status: "completed" } });
      slow.answer();
      expect(await first).toMatchObject({ status: 200, body: other.body });
      expect(await booked(shop)).toEqual({ charges: 1, orders: 1 });
    });
  },
);

test("a decline that comes after 70 s is both callers' answer", async () => {
  const slow = slowProvider("then");
  await using shop = await openTestShop(slow);
  const agent = agentOf(shop);
  const id = await agent.ready();
  const first = agent.complete(id, "spt_declined", "key");
  await slow.asked;
  shop.clock.advance(70 * SECOND);
  const second = agent.complete(id, "spt_declined", "key");
  slow.answer();
  const [one, other] = await Promise.all([first, second]);
  expect(one).toMatchObject({ status: 402, json: { code: "payment_declined" } });
  expect(other).toMatchObject({ status: 402, body: one.body });
});

describe.skipIf(isTestedOnPostgres)(
  "while another process locks the file just when a payment is settled",
  () => {
    /** A shop whose file is locked as soon as the provider has charged. */
    async function openLockedShop() {
      let lock: (() => void) | undefined;
      const shop = await openTestShop({
        patience: 20,
        provider: (sandbox) => ({
          ...sandbox,
          async charge(charge) {
            const outcome = await sandbox.charge(charge);
            lock?.();
            lock = undefined;
            return outcome;
          },
        }),
      });
      const stranger = new Database(join(shop.folder.path, "shop.db"));
      lock = () => stranger.run("BEGIN IMMEDIATE");
      return {
        shop,
        unlock: () => stranger.run("ROLLBACK"),
        async [Symbol.asyncDispose]() {
          stranger.close();
          await shop[Symbol.asyncDispose]();
        },
      };
    }

    test("the agent hears 503, and its key is answered when the minute is over", async () => {
      await using locked = await openLockedShop();
      const { shop } = locked;
      const agent = agentOf(shop);
      const id = await agent.ready();
      expect(await agent.complete(id, "spt_approved", "key")).toMatchObject({ status: 503 });
      locked.unlock();
      expect(await agent.complete(id, "spt_approved", "key")).toMatchObject(inFlight);
      shop.clock.advance(MINUTE);
      expect(await agent.complete(id, "spt_approved", "key")).toMatchObject({
        status: 200,
        json: { status: "completed" },
      });
      expect(await booked(shop)).toEqual({ charges: 1, orders: 1 });
    });

    test("the key hears of the order that recovery made meanwhile", async () => {
      await using locked = await openLockedShop();
      const { shop } = locked;
      const agent = agentOf(shop);
      const id = await agent.ready();
      await agent.complete(id, "spt_approved", "key");
      locked.unlock();
      shop.clock.advance(MINUTE);
      await shop.settlement.recover(10);
      const [order] = await shop.ordersMade();
      expect(await agent.complete(id, "spt_approved", "key")).toMatchObject({
        status: 200,
        json: { order: { id: order?.id } },
      });
      expect(await booked(shop)).toEqual({ charges: 1, orders: 1 });
    });
  },
);
