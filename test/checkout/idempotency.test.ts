import { describe, expect, test } from "bun:test";
import type { ChargeOutcome } from "../../src/payments/charge.ts";
import { wire20250929 } from "../../src/protocols/acp/2025-09-29/wire.ts";
import { demoAddress } from "../../src/protocols/acp/words/examples.ts";
import { agentOf } from "./requests.ts";
import { openTestShop, otherAgent } from "./shop.ts";

const shirt = { id: "shirt-small", quantity: 1 };
const two = { items: [{ ...shirt, quantity: 2 }] };

describe("a key", () => {
  test("means another request on another session", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    for (const id of [await agent.ready([shirt]), await agent.ready([shirt])]) {
      const { json } = await agent.update(id, two, "key");
      expect([json.id, json.line_items[0].item.quantity]).toEqual([id, 2]);
    }
  });

  test("means another request of another agent", async () => {
    await using shop = await openTestShop();
    const body = { items: [shirt], fulfillment_address: demoAddress };
    const create = { operation: "create", body, idempotencyKey: "key" } as const;
    const ours = await shop.call(wire20250929, create);
    const theirs = await shop.call(wire20250929, { ...create, agent: otherAgent });
    expect([theirs.status, theirs.replayed]).toEqual([201, undefined]);
    expect(theirs.json.id).not.toBe(ours.json.id);
  });

  test("means the same request whatever the order of a body's members", async () => {
    await using shop = await openTestShop();
    const agent = agentOf(shop);
    const first = await agent.create([{ id: "mug", quantity: 1 }], { locale: "en", extra: null }, "key");
    const again = await agent.create([{ quantity: 1, id: "mug" }], { extra: null, locale: "en" }, "key");
    expect(again).toMatchObject({ status: 201, body: first.body, replayed: true });
    const without = await agent.create([{ id: "mug", quantity: 1 }], { locale: "en" }, "key");
    expect(without.json.code).toBe("idempotency_conflict");
  });
});

describe("an answer that is not for good is not kept for the key", () => {
  test("a failure of ours", async () => {
    let fails = true;
    const misconfigured: ChargeOutcome = { kind: "rejected", why: "misconfigured", detail: "wrong key" };
    await using shop = await openTestShop({
      provider: (sandbox) => ({
        ...sandbox,
        charge: async (charge) => (fails ? misconfigured : sandbox.charge(charge)),
      }),
    });
    const agent = agentOf(shop);
    const id = await agent.ready([shirt]);
    expect((await agent.complete(id, "spt_approved", "key")).status).toBe(500);
    fails = false;
    expect((await agent.complete(id, "spt_approved", "key")).json.status).toBe("completed");
  });

  test("a refusal that passes with the payment under way", async () => {
    const started = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    await using shop = await openTestShop({
      provider: (sandbox) => ({
        ...sandbox,
        async charge(charge) {
          started.resolve();
          await gate.promise;
          return sandbox.charge(charge);
        },
      }),
    });
    const agent = agentOf(shop);
    const id = await agent.ready([shirt]);
    const declined = agent.complete(id, "spt_declined");
    await started.promise;
    expect((await agent.update(id, two, "key")).status).toBe(409);
    gate.resolve();
    expect((await declined).status).toBe(402);
    expect((await agent.update(id, two, "key")).json.line_items[0].item.quantity).toBe(2);
  });
});
