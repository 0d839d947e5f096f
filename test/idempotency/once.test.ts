import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { after, DAY, MINUTE } from "../../src/clock.ts";
import { claimOf, fingerprintOf } from "../../src/idempotency/claim.ts";
import {
  CLAIM_HELD_FOR,
  type Claiming,
  closeClaim,
  foreseeAnswer,
  keepNewClaim,
  takeClaim,
  tellClaim,
} from "../../src/idempotency/once.ts";
import type { HeldClaim } from "../../src/idempotency/stores.ts";
import { type AgentId, asId } from "../../src/ids.ts";
import { RunAgain } from "../../src/storage.ts";
import { openTestShop } from "../checkout/shop.ts";
import { isTestedOnPostgres } from "../engines.ts";

const done = { status: 200, body: "done" };
/** A claim is there already: SQLite says so at once, PostgreSQL at the end of the job. */
const cameSecond = isTestedOnPostgres ? "idempotency_records_pkey" : RunAgain;
const inFlight = { kind: "refused", problem: { kind: "idempotency_in_flight" } };

let shop: Awaited<ReturnType<typeof openTestShop>>;
let keys = 0;
let request = requestOf("");
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(() => {
  keys += 1;
  request = requestOf(String(keys));
});

function requestOf(key: string, body: unknown = {}) {
  return { claim: claimOf(asId<AgentId>("agt_test"), "create", "", key), fingerprint: fingerprintOf(body) };
}

const take = (holder: string, wanted = request) =>
  shop.write(({ idempotency }) => takeClaim(idempotency, wanted, holder, shop.clock.now()));
/** Lets time pass, of which a database on a server keeps account itself. */
const pass = (milliseconds: number) => shop.clock.advance(milliseconds);
const renew = (held: HeldClaim, length: number) =>
  shop.write(({ idempotency }) => idempotency.renew(held, after(shop.clock.now(), length)));
const foresee = (held: HeldClaim, answer = done) =>
  shop.write(({ idempotency }) => foreseeAnswer(idempotency, held, answer));
const close = (held: HeldClaim, answer = done) =>
  shop.write(({ idempotency }) => closeClaim(idempotency, held, answer));
const tell = (held: HeldClaim, answer = done) =>
  shop.write(({ idempotency }) => tellClaim(idempotency, held, answer));

function heldBy(claiming: Claiming): HeldClaim {
  if (claiming.kind !== "taken") throw new Error(`the claim was ${claiming.kind}`);
  return claiming.held;
}

describe("a claim that is written with its answer, in one job", () => {
  const keep = (answer: Parameters<typeof keepNewClaim>[2]) =>
    shop.write(({ idempotency }) => keepNewClaim(idempotency, request, answer, shop.clock.now()));

  test("is answered from then on", async () => {
    await keep(done);
    expect(await take("another")).toEqual({ kind: "answered", answer: { ...done, replayed: true } });
  });

  test("is free where the answer is not for good, and keeps standing for its request", async () => {
    await keep({ ...done, passing: true });
    expect(await take("another", { ...request, fingerprint: fingerprintOf("else") })).toMatchObject({
      kind: "refused",
      problem: { kind: "idempotency_conflict" },
    });
    expect(await take("another")).toMatchObject({ kind: "taken" });
  });

  test.each([
    ["is at work on it", async () => {}],
    ["has answered it", async (held: HeldClaim) => close(held)],
  ])("has its job run again where somebody else %s, and writes nothing", async (_, end) => {
    await end(heldBy(await take("its holder")));
    await expect(keep({ status: 201, body: "second" })).rejects.toThrow(cameSecond);
    pass(CLAIM_HELD_FOR);
    expect(await take("another")).not.toMatchObject({ answer: { body: "second" } });
  });
});

describe("a claim somebody works on", () => {
  test.each(["its holder", "another"])(
    "is refused to %s for a minute, and taken over after it",
    async (who) => {
      await take("its holder");
      pass(CLAIM_HELD_FOR - 1);
      expect(await take(who)).toMatchObject(inFlight);
      pass(1);
      expect(await take(who)).toMatchObject({ kind: "taken", held: { holder: who, generation: 2 } });
    },
  );

  test("is one holder's, however many ask at once", async () => {
    const claimings = await Promise.all(["a", "b", "c"].map((who) => take(who)));
    expect(claimings.filter(({ kind }) => kind === "taken")).toHaveLength(1);
  });

  test("stays its holder's while it is renewed", async () => {
    const held = heldBy(await take("a"));
    pass(CLAIM_HELD_FOR - 1);
    expect(await renew(held, MINUTE)).toBe(true);
    pass(MINUTE - 1);
    expect(await take("b")).toMatchObject(inFlight);
  });

  test("is not renewed by a holder that lost it", async () => {
    const held = heldBy(await take("a"));
    pass(CLAIM_HELD_FOR);
    await take("b");
    expect(await renew(held, DAY)).toBe(false);
  });

  test("is never taken by a request that says something else", async () => {
    await take("a");
    const other = requestOf(String(keys), { quantity: 2 });
    pass(CLAIM_HELD_FOR);
    expect(await take("b", other)).toMatchObject({ problem: { kind: "idempotency_conflict" } });
  });

  test("from before the clock was set back lasts a minute from then", async () => {
    pass(DAY);
    await take("a");
    pass(-DAY);
    expect(await take("b")).toMatchObject(inFlight);
    pass(CLAIM_HELD_FOR - 1);
    expect(await take("b")).toMatchObject(inFlight);
    pass(1);
    expect(await take("b")).toMatchObject({ kind: "taken" });
  });
});

describe("an answer", () => {
  test("is repeated to whoever comes with the claim", async () => {
    await close(heldBy(await take("a")));
    expect(await take("b")).toEqual({ kind: "answered", answer: { ...done, replayed: true } });
  });

  test("that is not for good gives the claim back", async () => {
    await close(heldBy(await take("a")), { status: 503, body: "" });
    expect(await take("b")).toMatchObject({ kind: "taken" });
  });

  test("that was foreseen counts when the holder's time is over", async () => {
    await foresee(heldBy(await take("a")));
    expect(await take("b")).toMatchObject(inFlight);
    pass(CLAIM_HELD_FOR);
    expect(await take("b")).toMatchObject({ kind: "answered", answer: done });
  });

  test("that was foreseen gives way to the one that came of the work", async () => {
    const held = heldBy(await take("a"));
    await foresee(held);
    await close(held, { status: 200, body: "more" });
    pass(CLAIM_HELD_FOR);
    expect(await take("b")).toMatchObject({ answer: { body: "more" } });
  });
});

describe("a holder whose claim was taken over", () => {
  test.each([
    ["foresees nothing", foresee],
    ["answers nothing", close],
  ])("%s, and its job is undone", async (_, end) => {
    const held = heldBy(await take("a"));
    pass(CLAIM_HELD_FOR);
    const next = heldBy(await take("a"));
    const undone = asId<AgentId>(`agt_${keys}`);
    const job = shop.write(async ({ idempotency, suspendedEndpoints }) => {
      await suspendedEndpoints.pause(undone, "https://agent.example", shop.clock.now());
      await (end === foresee ? foreseeAnswer : closeClaim)(idempotency, held, done);
    });
    expect(job).rejects.toThrow("idempotency_in_flight");
    await job.catch(() => {});
    expect(await shop.reads.suspendedEndpoints.isSuspended(undone, "https://agent.example")).toBe(false);
    await close(next, { status: 200, body: "of the new holder" });
    expect(await take("c")).toMatchObject({ answer: { body: "of the new holder" } });
  });

  test("leaves the answer to the new one where its job must not be undone", async () => {
    const held = heldBy(await take("a"));
    pass(CLAIM_HELD_FOR);
    const next = heldBy(await take("b"));
    await tell(held);
    expect(await take("c")).toMatchObject(inFlight);
    await tell(next);
    expect(await take("c")).toMatchObject({ kind: "answered", answer: done });
  });
});

test("a start ends every hold at once, and what was foreseen counts", async () => {
  const other = requestOf(`other ${keys}`);
  await take("dead");
  await foresee(heldBy(await take("dead", other)));
  await shop.write(({ idempotency }) => idempotency.endHolds());
  expect(await take("a")).toMatchObject({ kind: "taken" });
  expect(await take("a", other)).toMatchObject({ kind: "answered", answer: done });
});
