import { describe, expect, test } from "bun:test";
import { HOUR, MINUTE, SECOND } from "../../src/clock.ts";
import type { Claim, Fingerprint, KeyedRequest } from "../../src/idempotency/stores.ts";
import { onEveryEngine } from "./contract.ts";

function requestOf(name: string): KeyedRequest {
  const bytes = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest();
  return { claim: bytes(name) as Claim, fingerprint: bytes("body") as Fingerprint };
}

const answer = { status: 200, body: "{}" };

onEveryEngine("a claim", (shop) => {
  const take = (request: KeyedRequest, holder: string) =>
    shop().write(({ idempotency }) =>
      idempotency.take(request, holder, shop().clock.now(), shop().later(MINUTE)),
    );
  const find = (request: KeyedRequest) => shop().write(({ idempotency }) => idempotency.find(request.claim));

  test("is one holder's of many who take it at the same time", async () => {
    const request = requestOf("race");
    const holders = Array.from({ length: 20 }, (_, index) => `holder ${index}`);
    const generations = await Promise.all(holders.map((holder) => take(request, holder)));
    expect(generations.filter((generation) => generation !== undefined)).toEqual([1]);
  });

  test("is taken over when its time is over, and its first holder can do nothing to it any more", async () => {
    const request = requestOf("over");
    const generation = (await take(request, "first")) ?? 0;
    expect(await take(request, "second")).toBeUndefined();
    shop().clock.advance(MINUTE);
    expect(await take(request, "second")).toBe(generation + 1);
    const held = { ...request, holder: "first", generation };
    await shop().write(async ({ idempotency }) => {
      expect(await idempotency.renew(held, shop().later(MINUTE))).toBe(false);
      expect(await idempotency.foresee(held, answer)).toBe(false);
      expect(await idempotency.close(held, answer)).toBe(false);
      expect(await idempotency.close(held, undefined)).toBe(false);
    });
  });

  test("tells until when it is held, and what it will be answered with", async () => {
    const request = requestOf("held");
    const generation = (await take(request, "first")) ?? 0;
    const held = { ...request, holder: "first", generation };
    await shop().write(({ idempotency }) => idempotency.foresee(held, answer));
    expect(await find(request)).toMatchObject({ heldUntil: shop().later(MINUTE), answer });
    await shop().write(({ idempotency }) => idempotency.renew(held, shop().later(2 * MINUTE)));
    expect((await find(request))?.heldUntil).toBe(shop().later(2 * MINUTE));
    await shop().write(({ idempotency }) => idempotency.close(held, answer));
    const record = await find(request);
    expect([record?.heldUntil, record?.answer]).toEqual([undefined, answer]);
    expect(record?.fingerprint.equals(request.fingerprint)).toBe(true);
  });

  test("of a job is written once with its answer, and forgotten with age", async () => {
    const request = requestOf("once");
    const insert = () =>
      shop().write(({ idempotency }) => idempotency.insert(request, answer, shop().clock.now()));
    await insert();
    await expect(insert()).rejects.toThrow();
    expect((await find(request))?.answer).toEqual(answer);
    expect(
      await shop().write(({ idempotency }) => idempotency.forget(shop().later(HOUR), 1000)),
    ).toBeGreaterThan(0);
    expect(await find(request)).toBeUndefined();
  });

  test("ends with all others at a start that is alone", async () => {
    const request = requestOf("start");
    await take(request, "dead");
    expect(await shop().write(({ idempotency }) => idempotency.endHolds())).toBeGreaterThan(0);
    expect(await take(request, "next")).toBe(2);
  });
});

onEveryEngine("the lease of a job", (shop) => {
  const lease = (name: string, holder: string) => ({
    name,
    holder,
    now: shop().clock.now(),
    until: shop().later(10 * SECOND),
  });
  const take = (name: string, holder: string) => shop().write(({ jobs }) => jobs.take(lease(name, holder)));

  test("is one holder's of many, who hear until when", async () => {
    const records = await Promise.all(["a", "b", "c", "d"].map((holder) => take("race", holder)));
    expect(new Set(records.map(({ holder }) => holder)).size).toBe(1);
    expect(records.every(({ leasedUntil }) => leasedUntil === shop().later(10 * SECOND))).toBe(true);
  });

  test("is renewed and given back by its holder alone", async () => {
    await take("sweep", "a");
    await shop().write(async ({ jobs }) => {
      expect(await jobs.renew(lease("sweep", "b"))).toBe(false);
      expect(await jobs.giveBack("sweep", "b", { failures: 1 })).toBe(false);
      expect(await jobs.renew(lease("sweep", "a"))).toBe(true);
      const result = {
        failures: 2,
        reason: "RangeError",
        finishedAt: shop().clock.now(),
        nextAt: shop().later(HOUR),
      };
      expect(await jobs.giveBack("sweep", "a", result)).toBe(true);
      const found = await jobs.find("sweep");
      expect(found).toMatchObject({ name: "sweep", ...result });
      expect(found?.holder).toBeUndefined();
    });
  });

  test("is to be had again when its time is over, and was never taken when it ends too far ahead", async () => {
    await take("late", "a");
    shop().clock.advance(10 * SECOND);
    expect((await take("late", "b")).holder).toBe("b");
    shop().clock.advance(-HOUR);
    expect((await take("late", "c")).holder).toBe("c");
    expect((await shop().reads.jobs.all()).map(({ name }) => name)).toEqual(["late", "race", "sweep"]);
  });
});

describe("with clocks an hour apart", () => {
  onEveryEngine("guesses at codes", (shop) => {
    test("are forgotten after their time, and those from the future count as now", async () => {
      const agent = "agt_guess" as Parameters<ReturnType<typeof shop>["reads"]["codeGuesses"]["put"]>[0];
      const now = shop().clock.now();
      await shop().write(async ({ codeGuesses }) => {
        await codeGuesses.put(agent, "old", shop().later(-HOUR));
        await codeGuesses.put(agent, "new", now);
        await codeGuesses.put(agent, "future", shop().later(HOUR));
      });
      const recent = await shop().write(({ codeGuesses }) =>
        codeGuesses.recent(agent, shop().later(-MINUTE), now),
      );
      expect([...recent].sort()).toEqual(["future", "new"]);
    });
  });
});
