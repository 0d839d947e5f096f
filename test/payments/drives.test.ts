import { describe, expect, test } from "bun:test";
import { createAttemptsAtWork } from "../../src/checkout/attempts-at-work.ts";
import type { SettlementOutcome } from "../../src/checkout/settle.ts";
import { MINUTE } from "../../src/clock.ts";
import { CLAIM_RENEWED_EVERY } from "../../src/idempotency/holder.ts";
import { CLAIM_HELD_FOR } from "../../src/idempotency/once.ts";
import { createDrives, DRIVEN_FOR } from "../../src/payments/drives.ts";
import type { JobStores } from "../../src/stores.ts";
import { agentOf } from "../checkout/requests.ts";
import { openTestShop } from "../checkout/shop.ts";

/** A shop whose charges wait until the test lets them go, with an attempt that two more processes may want to drive. */
async function openCharge() {
  const { promise: mayAnswer, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: isCharging, resolve: charging } = Promise.withResolvers<void>();
  const shop = await openTestShop({
    provider: (sandbox) => ({
      ...sandbox,
      async charge(charge) {
        charging();
        await mayAnswer;
        return sandbox.charge(charge);
      },
    }),
  });
  const agent = agentOf(shop);
  const id = await agent.ready();
  const completing = agent.complete(id, "spt_approved", "key");
  await isCharging;
  const [attempt] = await shop.reads.attempts.unresolved(1);
  if (!attempt) throw new Error("a charge is under way");
  const process = () =>
    createDrives<JobStores, typeof attempt.id>({
      write: shop.write,
      store: ({ attempts }) => attempts,
      clock: shop.clock,
    });
  return {
    shop,
    attempt,
    process,
    async end() {
      letGo();
      return completing;
    },
  };
}

describe("of two processes", () => {
  test("the one that opened a payment is left alone with it until its lease is over", async () => {
    const { shop, attempt, process, end } = await openCharge();
    await using _ = shop;
    expect(await process().take(attempt.id)).toBe(false);
    shop.clock.advance(DRIVEN_FOR);
    expect(await process().take(attempt.id)).toBe(true);
    expect(await end()).toMatchObject({ status: 200 });
  });

  test("one gets a payment that nobody drives, and has it again until it is settled", async () => {
    const { shop, attempt, process, end } = await openCharge();
    await using _ = shop;
    shop.clock.advance(DRIVEN_FOR);
    const both = [process(), process()] as const;
    const taken = await Promise.all(both.map((each) => each.take(attempt.id)));
    expect(taken.toSorted()).toEqual([false, true]);
    // On a server whoever comes to the row first.
    const [one, other] = taken[0] ? both : ([both[1], both[0]] as const);
    expect(await one.take(attempt.id)).toBe(true);
    const lease = one.leaseOf(attempt.id);
    await shop.write(lease.end);
    lease.forget();
    expect(await other.take(attempt.id)).toBe(true);
    await end();
  });

  test("the second hears how the first one's charge ended, and asks for none of its own", async () => {
    const { shop, attempt, process, end } = await openCharge();
    await using _ = shop;
    const waiting = process().await(attempt.id);
    await end();
    expect(await waiting).toBe(true);
    expect((await shop.reads.attempts.find(attempt.id))?.state).toBe("succeeded");
  });
});

test("a payment whose process is gone is free by the time its request's claim is", () => {
  expect(DRIVEN_FOR).toBeLessThanOrEqual(CLAIM_HELD_FOR - CLAIM_RENEWED_EVERY);
});

test("who opened a payment does not wait for somebody here who saw it before", async () => {
  const { shop, attempt, end } = await openCharge();
  await using _ = shop;
  const atWork = createAttemptsAtWork<JobStores>({ ...shop, alert: () => {} });
  const declined: SettlementOutcome = { kind: "declined", reason: "declined" };
  const seen = atWork.driveIfFree(
    attempt,
    async () => declined,
    async (_stores, settled) => settled.attempt.state,
  );
  const opened = atWork.driveOpened(
    attempt,
    async () => declined,
    async (_stores, _settled, outcome) => outcome,
  );
  expect(await opened).toEqual(declined);
  await seen;
  await end();
});

test("a lease taken anew is not forgotten with the one before it", async () => {
  const { shop, attempt, process, end } = await openCharge();
  await using _ = shop;
  const drives = process();
  const opener = drives.leaseOf(attempt.id);
  await shop.write(opener.end);
  expect(await drives.take(attempt.id)).toBe(true);
  opener.forget();
  await shop.write(drives.leaseOf(attempt.id).end);
  expect(await process().take(attempt.id)).toBe(true);
  await end();
});

test("a lease from before the clock was set back keeps nobody from a payment", async () => {
  const { shop, attempt, process, end } = await openCharge();
  await using _ = shop;
  shop.clock.advance(-2 * MINUTE);
  expect(await process().take(attempt.id)).toBe(true);
  await end();
});

test("a payment is kept from others for as long as its provider takes", async () => {
  const { shop, attempt, process, end } = await openCharge();
  await using _ = shop;
  shop.clock.advance(DRIVEN_FOR);
  let renewed = Promise.withResolvers<void>();
  const slow = createDrives<JobStores, typeof attempt.id>({
    write: async (job) => {
      // One that began before the clock was put forward does not renew it from then on.
      const { resolve } = renewed;
      const result = await shop.write(job);
      resolve();
      return result;
    },
    store: ({ attempts }) => attempts,
    clock: shop.clock,
    renewEveryMs: 1,
  });
  expect(await slow.take(attempt.id)).toBe(true);
  const { promise: answer, resolve: answers } = Promise.withResolvers<void>();
  const working = slow.keep(attempt.id, attempt.openedAt, () => answer);
  for (let round = 0; round < 3; round += 1) {
    shop.clock.advance(DRIVEN_FOR / 2);
    renewed = Promise.withResolvers();
    await renewed.promise;
    expect(await process().take(attempt.id)).toBe(false);
  }
  answers();
  await working;
  shop.clock.advance(DRIVEN_FOR);
  expect(await process().take(attempt.id)).toBe(true);
  await end();
});

test.each([
  ["within its lease was alone", DRIVEN_FOR - 1, true],
  ["for longer than its lease may not have been alone, though it has the lease again", DRIVEN_FOR, false],
])("who stood still %s", async (_name, stoodStill, wasAlone) => {
  const { shop, attempt, end } = await openCharge();
  await using _ = shop;
  const drives = createDrives<JobStores, typeof attempt.id>({
    write: shop.write,
    store: ({ attempts }) => attempts,
    clock: shop.clock,
    renewEveryMs: 1,
  });
  const driven = await drives.keep(attempt.id, attempt.openedAt, async () => {
    shop.clock.advance(stoodStill);
    await Bun.sleep(50);
    return "found";
  });
  expect(driven).toEqual({ found: "found", wasAlone });
  await end();
});
