import { expect, test } from "bun:test";
import { instant, MINUTE, systemClock } from "../../src/clock.ts";
import { asId } from "../../src/ids.ts";
import { expireOverdueSessions } from "../../src/jobs/expire-sessions.ts";
import { recoverPayments } from "../../src/jobs/recover-payments.ts";
import { resumeOpenAttempts } from "../../src/jobs/resume-open-attempts.ts";
import { watchDatabase } from "../../src/jobs/watch-database.ts";
import { silentLog } from "../../src/log.ts";
import { lookHorizon } from "../../src/payments/look.ts";
import type { PaymentProvider } from "../../src/payments/provider.ts";
import { agentOf } from "../checkout/requests.ts";
import { openTestShop } from "../checkout/shop.ts";
import { eventually, oneRun } from "./workshop.ts";

test("sessions whose time is over are written down as expired, and there is nothing to do before and after", async () => {
  await using shop = await openTestShop();
  const job = expireOverdueSessions(shop.write, shop.reads, shop.clock);
  const id = await agentOf(shop).ready();
  expect(await job.due?.()).toBeUndefined();
  shop.clock.advance(16 * MINUTE);
  expect(await job.due?.()).toBe(shop.clock.now());
  await job.run(oneRun);
  expect((await shop.reads.sessions.find(asId(id)))?.status).toBe("expired");
  expect(await job.due?.()).toBeUndefined();
});

test("a payment that a process left open is taken up at once, though it was to be looked at later", async () => {
  const lost = (sandbox: PaymentProvider): PaymentProvider => ({
    ...sandbox,
    async charge(charge) {
      await sandbox.charge(charge);
      return { kind: "unknown", detail: "the process was killed before the answer" };
    },
  });
  await using shop = await openTestShop({ provider: lost });
  const agent = agentOf(shop);
  const id = await agent.ready();
  await agent.complete(id, "spt_approved", "key");
  expect(await shop.reads.attempts.due(shop.clock.now(), lookHorizon(shop.clock.now()), 10)).toEqual([]);
  await resumeOpenAttempts(shop.settlement, shop.reads.attempts, silentLog);
  expect((await shop.reads.sessions.find(asId(id)))?.status).toBe("completed");
  expect(await shop.ordersMade()).toHaveLength(1);
});

test("payments are looked at when the first of all that is under way is due", async () => {
  const moments = [undefined, instant(3000), instant(2000)];
  let recovered = 0;
  const job = recoverPayments(
    { recover: async () => recovered++ },
    moments.map((moment) => ({ nextDue: async () => moment })),
    systemClock,
  );
  expect(await job.due?.()).toBe(instant(2000));
  await job.run(oneRun);
  expect(recovered).toBe(1);
  expect(await recoverPayments({ recover: async () => 0 }, [], systemClock).due?.()).toBeUndefined();
});

function unexpected(error: unknown): never {
  throw error;
}

test("a change by another process is noticed once", async () => {
  let version = 1;
  let changes = 0;
  const stop = watchDatabase({
    version: () => version,
    async changed() {
      changes += 1;
    },
    failed: unexpected,
    everyMs: 1,
  });
  await Bun.sleep(10);
  expect(changes).toBe(0);
  version = 2;
  await eventually(() => changes === 1);
  await Bun.sleep(10);
  await stop();
  version = 3;
  await Bun.sleep(10);
  expect(changes).toBe(1);
});

test("a look that fails is told of, stops nothing, and what was missed is made good", async () => {
  const reasons: unknown[] = [];
  let version: number | Error = 1;
  let changes = 0;
  const stop = watchDatabase({
    version() {
      if (version instanceof Error) throw version;
      return version;
    },
    async changed() {
      changes += 1;
      if (changes === 1) throw new Error("cannot be read just now");
    },
    failed: (error) => reasons.push(error),
    everyMs: 1,
  });
  version = new Error("disk I/O error");
  await eventually(() => reasons.length > 0);
  version = 2;
  await eventually(() => changes === 2);
  await stop();
  expect(reasons.at(-1)).toEqual(new Error("cannot be read just now"));
});
