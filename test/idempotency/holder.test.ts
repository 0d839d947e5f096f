import { expect, test } from "bun:test";
import { MINUTE, SECOND } from "../../src/clock.ts";
import { claimOf, fingerprintOf } from "../../src/idempotency/claim.ts";
import { createClaimHolder } from "../../src/idempotency/holder.ts";
import type { HeldClaim } from "../../src/idempotency/stores.ts";
import { type AgentId, asId } from "../../src/ids.ts";
import { StorageUnavailable } from "../../src/storage.ts";
import { stoppedClock } from "../checkout/shop.ts";

const held: HeldClaim = {
  claim: claimOf(asId<AgentId>("agt_test"), "complete", "cs_1", "key"),
  fingerprint: fingerprintOf({}),
  holder: "a",
  generation: 1,
};

/** A holder whose timer a test lets go off, with what it wrote and was told. */
function openHolder() {
  const clock = stoppedClock();
  const written: string[] = [];
  const failures: unknown[] = [];
  const timers = new Set<() => void>();
  let isLocked = false;
  const note = (what: string) => async () => {
    written.push(what);
    return true;
  };
  const holder = createClaimHolder({
    clock,
    failed: (error) => failures.push(error),
    repeat(_, run) {
      timers.add(run);
      return () => timers.delete(run);
    },
    async write(job) {
      if (isLocked) throw new StorageUnavailable("The file is locked.");
      return job({
        idempotency: {
          renew: async (_, until) => note(`renewed for ${(until - clock.now()) / SECOND} s`)(),
          tell: async (_, answer) => void note(answer ? "answered" : "released")(),
        },
      });
    },
  });
  return {
    holder,
    clock,
    written,
    failures,
    timers,
    lock: () => {
      isLocked = true;
    },
    async goOff() {
      for (const run of timers) run();
      await Bun.sleep(0);
    },
  };
}

test("a claim is renewed until its work is done", async () => {
  const { holder, written, timers, goOff } = openHolder();
  const work = Promise.withResolvers<string>();
  const working = holder.whileHeld(held, () => work.promise);
  await goOff();
  expect(written).toEqual(["renewed for 60 s"]);
  work.resolve("done");
  expect(await working).toBe("done");
  expect(timers.size).toBe(0);
  expect(written).toHaveLength(1);
});

test("a claim whose work is stuck is renewed no more", async () => {
  const { holder, written, clock, goOff } = openHolder();
  void holder.whileHeld(held, () => new Promise(() => {}));
  clock.advance(5 * MINUTE);
  await goOff();
  expect(written).toEqual([]);
});

test("a claim whose work fails is given back", async () => {
  const { holder, written } = openHolder();
  const failing = holder.whileHeld(held, async () => {
    throw new Error("no");
  });
  expect(failing).rejects.toThrow("no");
  await failing.catch(() => {});
  expect(written).toEqual(["released"]);
});

test("where it cannot be given back, the failure of the work is told all the same", async () => {
  const { holder, failures, lock } = openHolder();
  lock();
  const failing = holder.whileHeld(held, async () => {
    throw new Error("no");
  });
  expect(failing).rejects.toThrow("no");
  await failing.catch(() => {});
  expect(failures).toEqual([expect.any(StorageUnavailable)]);
});

test("a renewal that fails is told, and tried again", async () => {
  const { holder, failures, timers, lock, goOff } = openHolder();
  lock();
  void holder.whileHeld(held, () => new Promise(() => {}));
  await goOff();
  expect(failures).toHaveLength(1);
  expect(timers.size).toBe(1);
});
