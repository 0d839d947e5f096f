import { expect, test } from "bun:test";
import { DAY, HOUR, MINUTE } from "../../src/clock.ts";
import { buyerKeyOf } from "../../src/discounts/discount.ts";
import {
  type AgentId,
  type AttemptId,
  asId,
  type CartId,
  type DiscountId,
  type KeyId,
  type OrderId,
} from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import type { OrderDispute } from "../../src/payments/disputes.ts";
import { ensureSigningKey, rotateSigningKey, statedKeys } from "../../src/signing/rotation.ts";
import { discountOf } from "../discounts/discounts.ts";
import { onEveryEngine } from "./contract.ts";

const agentId = asId<AgentId>("agt_1");

onEveryEngine("agents and their keys", (shop) => {
  test("are put, replaced, listed and revoked", async () => {
    const now = shop().clock.now();
    const agent = { id: agentId, name: "Claude" };
    const key = {
      id: asId<KeyId>("key_1"),
      agentId,
      hash: new Uint8Array(32).fill(7),
      hint: "csk_",
      createdAt: now,
      revokedAt: undefined,
    };
    await shop().write(async ({ agents }) => {
      await agents.put(agent, now);
      await agents.put({ ...agent, webhook: { url: "https://a.example", secret: "s" } } as typeof agent, now);
      await agents.putKey(key);
    });
    expect(await shop().reads.agents.byName("Claude")).toMatchObject({
      ...agent,
      webhook: { url: "https://a.example" },
    });
    expect(await shop().reads.agents.all()).toHaveLength(1);
    const [stored] = await shop().reads.agents.keys();
    expect({ ...stored, hash: [...(stored?.hash ?? [])] }).toEqual({ ...key, hash: [...key.hash] });
    await shop().write(({ agents }) => agents.revokeKey(key.id, shop().later(1)));
    await shop().write(({ agents }) => agents.revokeKey(key.id, shop().later(2)));
    expect((await shop().reads.agents.keys())[0]?.revokedAt).toBe(shop().later(1));
  });
});

onEveryEngine("signing keys", (shop) => {
  const states = async () =>
    statedKeys(await shop().reads.signingKeys.all(), shop().clock.now()).map(({ state }) => state);
  const rotate = (areCompromised = false) =>
    shop().write((stores) =>
      rotateSigningKey(stores, { areCompromised, actor: "command_line" }, shop().clock.now()),
    );
  const ensure = () => shop().write(({ signingKeys }) => ensureSigningKey(signingKeys, shop().clock.now()));

  test("are made once, rotated with overlap, and forgotten once they are withdrawn", async () => {
    const first = await ensure();
    expect(await ensure()).toEqual(first);
    const second = await rotate();
    expect(await states()).toEqual(["signing", "next"]);
    expect(await ensure()).toMatchObject({ id: first.id, privateKey: first.privateKey });
    shop().clock.advance(HOUR);
    expect(await states()).toEqual(["retired", "signing"]);
    expect(await ensure()).toEqual(second);
    shop().clock.advance(7 * DAY);
    expect(await states()).toEqual(["signing"]);
    shop().clock.advance(1);
    expect(await shop().write(({ signingKeys }) => signingKeys.forget(shop().clock.now()))).toBe(1);
    expect(await shop().reads.signingKeys.all()).toEqual([second]);
    expect(await shop().reads.audit.of(second.id)).toMatchObject([
      { actor: "command_line", action: "signing_key.rotate", details: { areCompromised: false } },
    ]);
  });

  test("that somebody else may have are withdrawn at once, and the new one signs at once", async () => {
    const replaced = await rotate(true);
    expect(await states()).toEqual(["signing"]);
    expect(await ensure()).toEqual(replaced);
  });
});

onEveryEngine("discounts", (shop) => {
  const code = discountOf({ id: asId<DiscountId>("dsc_1"), code: "TEN", limits: { total: 3, perBuyer: 1 } });
  const byItself = (id: string, priority: number, disabled = false) =>
    discountOf({ id: asId<DiscountId>(id), code: undefined, priority, disabled });
  const attempt = (name: string) => asId<AttemptId>(name);
  const jane = buyerKeyOf("jane@example.com");

  test("are found by code, and by themselves in order of priority", async () => {
    const { write, reads, later } = shop();
    await write(async ({ discounts }) => {
      expect(await discounts.insert(code)).toBe(true);
      expect(await discounts.insert({ ...code, id: asId<DiscountId>("dsc_twin") })).toBe(false);
      for (const each of [
        byItself("dsc_c", 3),
        byItself("dsc_b", 1),
        byItself("dsc_a", 1),
        byItself("dsc_off", 0, true),
      ])
        expect(await discounts.insert(each)).toBe(true);
      await discounts.replace({ ...code, name: "Renamed", endsAt: later(HOUR) });
    });
    expect(await reads.discounts.byCode("TEN")).toMatchObject({ name: "Renamed" });
    expect(await reads.discounts.find(code.id)).toMatchObject({ name: "Renamed" });
    expect((await reads.discounts.automatic()).map(({ id }) => String(id))).toEqual([
      "dsc_a",
      "dsc_b",
      "dsc_c",
    ]);
    expect((await reads.discounts.all()).map(({ id }) => String(id))).toEqual([
      "dsc_off",
      "dsc_c",
      "dsc_b",
      "dsc_a",
      "dsc_1",
    ]);
  });

  test("count uses, also in all and by buyer, and get them back", async () => {
    const { write, reads, clock } = shop();
    await write(async ({ discounts }) => {
      await discounts.use(attempt("pay_1"), code.id, jane, clock.now());
      await discounts.use(attempt("pay_2"), code.id, undefined, clock.now());
      await discounts.use(attempt("pay_2"), asId<DiscountId>("dsc_a"), undefined, clock.now());
    });
    expect(await reads.discounts.uses(code.id, jane)).toEqual({ total: 2, byBuyer: 1 });
    await write(({ discounts }) => discounts.giveBack(attempt("pay_2")));
    expect(await reads.discounts.uses(code.id, undefined)).toEqual({ total: 1, byBuyer: 0 });
    await write(({ discounts }) => discounts.forgetBuyer(jane));
    expect(await reads.discounts.uses(code.id, jane)).toEqual({ total: 1, byBuyer: 0 });
  });

  test("of limited use are used no oftener, whoever counts at the same time", async () => {
    const { write, reads, clock } = shop();
    const tries = Array.from({ length: 20 }, (_, index) =>
      write(async ({ discounts }) => {
        const { total } = await discounts.uses(code.id, undefined);
        if (total >= 3) return false;
        await discounts.use(attempt(`pay_race_${index}`), code.id, undefined, clock.now());
        return true;
      }),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(2);
    expect((await reads.discounts.uses(code.id, undefined)).total).toBe(3);
  });
});

onEveryEngine("events of the payment provider", (shop) => {
  test("are kept once, put off, and forgotten once they were acted on", async () => {
    const { write, reads, clock, later } = shop();
    const event = {
      id: "evt_1",
      provider: "stripe",
      type: "t",
      subject: { kind: "other" as const },
      createdAt: clock.now(),
      receivedAt: clock.now(),
      dueAt: clock.now(),
      failures: 0,
    };
    await write(async ({ paymentEvents }) => {
      expect(await paymentEvents.add(event)).toBe(true);
      expect(await paymentEvents.add(event)).toBe(false);
    });
    expect(await reads.paymentEvents.due(clock.now(), later(HOUR), 10)).toEqual([event]);
    await write(({ paymentEvents }) => paymentEvents.replace({ ...event, dueAt: later(MINUTE) }));
    expect(await reads.paymentEvents.nextDue(later(HOUR))).toBe(later(MINUTE));
    expect(await reads.paymentEvents.countDue()).toBe(1);
    const { dueAt: _, ...done } = event;
    await write(({ paymentEvents }) => paymentEvents.replace(done));
    expect(await write(({ paymentEvents }) => paymentEvents.forget(later(1), 10))).toBe(1);
  });
});

onEveryEngine("carts", (shop) => {
  test("are found by id and page, replaced, and forgotten with age", async () => {
    const { write, reads, clock, later } = shop();
    const cart = {
      id: asId<CartId>("cart_1"),
      agentId,
      canceled: false,
      pageToken: "token",
      currency: "usd" as Currency,
      lineItems: [],
      totals: [],
      messages: [],
      createdAt: clock.now(),
      updatedAt: clock.now(),
      expiresAt: later(HOUR),
    };
    await write(({ carts }) => carts.insert(cart));
    await write(({ carts }) => carts.replace({ ...cart, canceled: true }));
    expect(await reads.carts.find(cart.id)).toEqual({ ...cart, canceled: true });
    expect(await reads.carts.byPageToken("token")).toEqual({ ...cart, canceled: true });
    expect(await write(({ carts }) => carts.forget(later(2 * HOUR), 10))).toBe(1);
  });
});

onEveryEngine("what is noted beside", (shop) => {
  test("the audit log is read by subject in order, and forgotten from its beginning", async () => {
    const { write, reads, clock, later } = shop();
    const entry = (at: number, action: string) => ({
      at: later(at),
      actor: "dashboard" as const,
      action,
      subject: "ord_1",
      details: { amount: 5 },
    });
    await write(async ({ audit }) => {
      for (const each of [entry(0, "order.ship"), entry(1, "order.refund")]) await audit.append(each);
    });
    expect(await reads.audit.of("ord_1")).toEqual([entry(0, "order.ship"), entry(1, "order.refund")]);
    expect(await write(({ audit }) => audit.forget(later(1), 10))).toBe(1);
    expect(clock.now()).toBe(entry(0, "").at);
  });

  test("alerts are put, replaced and removed", async () => {
    const { write, reads, clock } = shop();
    const alert = {
      name: "disk_filling" as const,
      heading: "h",
      words: "w",
      state: "firing" as const,
      since: clock.now(),
      isPosted: false,
    };
    await write(({ alerts }) => alerts.put(alert));
    await write(({ alerts }) => alerts.put({ ...alert, isPosted: true }));
    expect(await reads.alerts.all()).toEqual([{ ...alert, isPosted: true }]);
    await write(({ alerts }) => alerts.remove("disk_filling"));
    expect(await reads.alerts.all()).toEqual([]);
  });

  test("endpoints are suspended by address, until the agent wants to be called again", async () => {
    const { write, reads, clock } = shop();
    const isSuspended = () => reads.suspendedEndpoints.isSuspended(agentId, "https://a.example");
    for (let twice = 0; twice < 2; twice += 1)
      await write(({ suspendedEndpoints }) =>
        suspendedEndpoints.pause(agentId, "https://a.example", clock.now()),
      );
    expect(await isSuspended()).toBe(true);
    await write(({ suspendedEndpoints }) => suspendedEndpoints.resume(agentId));
    expect(await isSuspended()).toBe(false);
  });

  test("sources of the catalogue are remembered by their location", async () => {
    const { write, reads, clock } = shop();
    const record = {
      location: "https://a.example/f",
      checkedAt: clock.now(),
      outcome: { kind: "unchanged" as const },
    };
    await write(({ catalogSources }) => catalogSources.put(record));
    await write(({ catalogSources }) =>
      catalogSources.put({ ...record, fingerprint: "f", importedAt: clock.now() }),
    );
    expect(await reads.catalogSources.find(record.location)).toEqual({
      ...record,
      fingerprint: "f",
      importedAt: clock.now(),
    });
  });

  test("the sandbox keeps its books and its clock", async () => {
    const { write, reads, clock } = shop();
    const charge = {
      attemptId: asId<AttemptId>("pay_1"),
      amount: minor(100),
      currency: "usd" as Currency,
      outcome: { kind: "paid" as const, reference: "ch_1", captured: true },
      refunds: [],
      createdAt: clock.now(),
    };
    await write(({ sandbox }) => sandbox.insert(charge));
    const declined = { kind: "declined", reason: "declined" } as const;
    expect(await write(({ sandbox }) => sandbox.look(charge.attemptId))).toEqual(charge);
    await write(({ sandbox }) => sandbox.replace({ ...charge, outcome: declined }));
    expect(await reads.sandbox.find(charge.attemptId)).toEqual({ ...charge, outcome: declined });
    await write(({ sandboxClock }) => sandboxClock.moveForward(HOUR));
    await write(({ sandboxClock }) => sandboxClock.moveForward(MINUTE));
    expect(await reads.sandboxClock.ahead()).toBe(HOUR + MINUTE);
  });
});

onEveryEngine("disputes", (shop) => {
  const dispute = (reference: string, more: Partial<OrderDispute> = {}): OrderDispute => ({
    reference,
    orderId: asId<OrderId>("ord_1"),
    orderNumber: 1001,
    state: "open",
    amount: minor(1250),
    currency: "usd" as Currency,
    reason: "fraudulent",
    openedAt: shop().later(0),
    ...more,
  });

  test("wait for an answer, the soonest deadline first, until they want none", async () => {
    const { write, reads, later } = shop();
    await write(async ({ disputes }) => {
      await disputes.put(dispute("du_late", { respondBy: later(2 * HOUR), openedAt: later(1) }));
      await disputes.put(dispute("du_soon", { respondBy: later(HOUR) }));
      await disputes.put(dispute("du_reviewed"));
    });
    const waiting = async () => (await reads.disputes.toAnswer(10)).map(({ reference }) => reference);
    expect(await waiting()).toEqual(["du_soon", "du_late"]);
    expect((await reads.disputes.ofOrder(asId<OrderId>("ord_1")))[0]).toEqual(
      dispute("du_late", { respondBy: later(2 * HOUR), openedAt: later(1) }),
    );
    await write(({ disputes }) =>
      disputes.put(dispute("du_soon", { state: "lost", respondBy: later(HOUR) })),
    );
    expect(await waiting()).toEqual(["du_late"]);
    expect(await reads.disputes.ofOrder(asId<OrderId>("ord_1"))).toHaveLength(3);
  });
});
