import { expect, test } from "bun:test";
import type { TransitionedSession } from "../../src/checkout/transitions.ts";
import { DAY, HOUR, instant, MINUTE } from "../../src/clock.ts";
import { type AgentId, type AttemptId, asId, type OrderId, type SessionId } from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import type { PaymentAttempt } from "../../src/payments/attempt.ts";
import { lookHorizon } from "../../src/payments/look.ts";
import { type ContractShop, onEveryEngine } from "./contract.ts";

type Planned = Pick<PaymentAttempt, "state" | "nextLookAt" | "capture" | "tax">;

const amount = minor(100);

/** Keeps an attempt of a session of its own, of this name. */
async function keepAttempt(
  { clock, later, write }: Pick<ContractShop, "clock" | "later" | "write">,
  name: string,
  planned: Planned,
): Promise<void> {
  const agentId = asId<AgentId>("agt_1");
  const session = { id: asId<SessionId>(name), agentId, status: "completed", expiresAt: later(HOUR) };
  await write(async ({ sessions, attempts }) => {
    await sessions.insert(session as TransitionedSession);
    await attempts.insert({
      id: asId<AttemptId>(name),
      sessionId: session.id,
      agentId,
      provider: "sandbox",
      amount,
      currency: "usd" as Currency,
      openedAt: clock.now(),
      orderId: asId<OrderId>(name),
      allowAuthentication: false,
      description: name,
      ...planned,
    });
  });
}

onEveryEngine("who drives a payment", (shop) => {
  test("does until it ends, however often it is written meanwhile", async () => {
    const name = "driven";
    await keepAttempt(shop(), name, { state: "open" });
    const write = (change: Partial<PaymentAttempt>) =>
      shop().write(async ({ attempts }) => {
        const found = await attempts.find(asId<AttemptId>(name));
        if (found) await attempts.replace({ ...found, ...change });
      });
    const takenOver = () =>
      shop().write(({ attempts }) =>
        attempts.takeDrive(asId<AttemptId>(name), "another", shop().clock.now(), shop().later(MINUTE)),
      );
    await write({ reference: "a" });
    expect(await takenOver()).toBe(false);
    await write({ state: "failed" });
    expect(await takenOver()).toBe(true);
  });
});

onEveryEngine("payments to be looked at", (shop) => {
  const asked = { state: "capturing", amount } as const;
  const horizon = () => lookHorizon(shop().clock.now());
  const plan = (name: string, planned: Planned) => keepAttempt(shop(), name, planned);

  /** Has an attempt never be looked at again. */
  async function settle(name: string): Promise<void> {
    await shop().write(async ({ attempts }) => {
      const found = await attempts.find(asId<AttemptId>(name));
      if (found) await attempts.replace({ ...found, nextLookAt: undefined });
    });
  }

  /** The names of what is due after so many milliseconds: without an order, and with one. */
  async function dueAfter(milliseconds: number): Promise<readonly (readonly string[])[]> {
    const { attempts } = shop().reads;
    const now = shop().later(milliseconds);
    const found = [
      await attempts.due(now, horizon(), 10),
      await attempts.capturesDue(now, horizon(), 10),
    ] as const;
    return found.map((each) => each.map(({ description }) => description));
  }

  test("are due when their time has come, the longest waiting first, without an order or with one", async () => {
    const { later } = shop();
    await plan("open", { state: "open", nextLookAt: later(2 * MINUTE) });
    await plan("abandoned", { state: "failed", nextLookAt: later(MINUTE) });
    await plan("authorized", {
      state: "succeeded",
      nextLookAt: later(2 * MINUTE),
      capture: { state: "authorized" },
    });
    await plan("captured", { state: "succeeded", nextLookAt: later(MINUTE), capture: asked });
    await plan("taxed", { state: "succeeded", nextLookAt: later(3 * MINUTE), tax: { state: "due" } });
    expect(await dueAfter(0)).toEqual([[], []]);
    expect(await dueAfter(MINUTE)).toEqual([["abandoned"], ["captured"]]);
    expect(await dueAfter(3 * MINUTE)).toEqual([
      ["abandoned", "open"],
      ["captured", "authorized", "taxed"],
    ]);
    expect(await shop().reads.attempts.capturesDue(later(HOUR), horizon(), 2)).toHaveLength(2);
  });

  test("are next due when the first of any kind is, and never where nothing is planned", async () => {
    const next = () => shop().reads.attempts.nextDue(horizon());
    expect(await next()).toBe(shop().later(MINUTE));
    for (const name of ["abandoned", "captured"]) await settle(name);
    expect(await next()).toBe(shop().later(2 * MINUTE));
    await settle("open");
    expect(await next()).toBe(shop().later(2 * MINUTE));
    await settle("authorized");
    expect(await next()).toBe(shop().later(3 * MINUTE));
    await settle("taxed");
    expect(await next()).toBeUndefined();
  });

  test("are due at once where the clock was set back since, but for money that is only authorised", async () => {
    const { later } = shop();
    await plan("kept", { state: "succeeded", nextLookAt: later(7 * DAY), capture: { state: "authorized" } });
    expect(await shop().reads.attempts.nextDue(horizon())).toBe(later(7 * DAY));
    expect(await dueAfter(0)).toEqual([[], []]);
    await plan("strayed", { state: "open", nextLookAt: later(2 * DAY) });
    expect(await shop().reads.attempts.nextDue(horizon())).toBe(instant(0));
    await plan("strayed capture", { state: "succeeded", nextLookAt: later(2 * DAY), capture: asked });
    expect(await dueAfter(0)).toEqual([["strayed"], ["strayed capture"]]);
    await settle("strayed");
    expect(await shop().reads.attempts.nextDue(horizon())).toBe(instant(0));
  });
});
