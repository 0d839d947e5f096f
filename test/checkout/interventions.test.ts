import { describe, expect, test } from "bun:test";
import { beginCompletion } from "../../src/checkout/complete.ts";
import { MINUTE } from "../../src/clock.ts";
import { asId, type SessionId } from "../../src/ids.ts";
import type { AuthenticationResult } from "../../src/payments/authentication.ts";
import type { ChargeOutcome } from "../../src/payments/charge.ts";
import { wire20250929 } from "../../src/protocols/acp/2025-09-29/wire.ts";
import { newestWire } from "../../src/protocols/acp/versions.ts";
import { demoAddress } from "../../src/protocols/acp/words/examples.ts";
import { sharedToken } from "../payments/credentials.ts";
import { agentOf } from "./requests.ts";
import { openTestShop, testAgent } from "./shop.ts";

const acquirer = { bin: "411111", country: "US", merchantId: "m-1", merchantName: "Harbour Goods" };

/** A shop that has every payment authenticated, or only what the issuer asks for. */
const openShop = (threeDSecure?: "always", charged: string[] = []) =>
  openTestShop({
    acquirer,
    threeDSecure,
    provider: (sandbox) => ({
      ...sandbox,
      charge(charge): Promise<ChargeOutcome> {
        charged.push(charge.credential.token);
        return sandbox.charge(charge);
      },
    }),
  });

type TestShop = Awaited<ReturnType<typeof openShop>>;

async function create(shop: TestShop, capabilities: object) {
  const body = {
    line_items: [{ id: "shirt-small" }],
    currency: "usd",
    capabilities,
    fulfillment_details: { email: "jane@example.com", address: demoAddress },
  };
  return (await shop.call(newestWire, { operation: "create", body })).json;
}

async function complete(shop: TestShop, id: string, outcome?: object) {
  const instrument = { type: "card", credential: { type: "spt", token: "spt_1" } };
  const body = {
    payment_data: { handler_id: "card_tokenized", instrument },
    ...(outcome && { authentication_result: outcome }),
  };
  return shop.call(newestWire, { operation: "complete", sessionId: asId<SessionId>(id), body });
}

const can = { interventions: { supported: ["3ds", "biometric"] } };
const passed = {
  outcome: "authenticated",
  outcome_details: {
    three_ds_cryptogram: "AAIBBYNoEwAAAAAAhJkTdQAAAAA=",
    electronic_commerce_indicator: "05",
    transaction_id: "c4e59ceb-a382-4d6a-bc87-385d591fa09d",
    version: "2.2.0",
  },
};

describe("what agent and shop can do between them", () => {
  test.each([
    ["both can", can, "always", { supported: ["3ds"], required: ["3ds"], enforcement: "always" }],
    [
      "the shop asks only where the issuer does",
      can,
      undefined,
      { supported: ["3ds"], required: [], enforcement: "conditional" },
    ],
    ["the agent says nothing", {}, undefined, { supported: [], required: [], enforcement: "conditional" }],
    [
      "the agent names what nobody knows",
      { interventions: { supported: ["telepathy"] } },
      undefined,
      { supported: [], required: [], enforcement: "conditional" },
    ],
  ] as const)("%s", async (_, capabilities, threeDSecure, interventions) => {
    await using shop = await openShop(threeDSecure);
    expect((await create(shop, capabilities)).capabilities.interventions).toEqual(interventions);
  });
});

describe("a shop that has every payment authenticated", () => {
  test("tells an agent that cannot from the start, and does not charge it", async () => {
    const charged: string[] = [];
    await using shop = await openShop("always", charged);
    const session = await create(shop, {});
    expect(session.status).toBe("not_ready_for_payment");
    expect(session.messages).toMatchObject([
      { type: "error", code: "intervention_required", param: "$.capabilities.interventions.supported" },
    ]);
    expect((await complete(shop, session.id)).status).toBe(400);
    expect(charged).toEqual([]);
  });

  test("tells an agent of the first version, which has no words for it, too", async () => {
    await using shop = await openShop("always");
    const { json } = await agentOf(shop, wire20250929).create([{ id: "voucher", quantity: 1 }]);
    expect(json).toMatchObject({ status: "not_ready_for_payment", messages: [{ code: "requires_3ds" }] });
  });

  test("asks for authentication before the card is charged, and then charges once", async () => {
    const charged: string[] = [];
    await using shop = await openShop("always", charged);
    const { id } = await create(shop, can);
    const asked = (await complete(shop, id)).json;
    expect([asked.status, charged]).toEqual(["authentication_required", []]);
    expect(await shop.available("shirt-small")).toBe(10);
    expect((await complete(shop, id, passed)).json.status).toBe("completed");
    expect(charged).toEqual(["spt_1"]);
  });

  test("asks no more once the session was updated, and not for ever", async () => {
    await using shop = await openShop("always");
    const { id } = await create(shop, can);
    const sessionId = asId<SessionId>(id);
    await complete(shop, id);
    const updated = await shop.call(newestWire, { operation: "update", sessionId, body: {} });
    expect(updated.json.status).toBe("ready_for_payment");
    expect(updated.json.authentication_metadata).toBeUndefined();
    expect((await complete(shop, id)).json.status).toBe("authentication_required");
    shop.clock.advance(15 * MINUTE);
    expect((await shop.call(newestWire, { operation: "get", sessionId })).json.status).toBe("expired");
    expect((await complete(shop, id, passed)).status).toBe(410);
  });

  test("does not charge whoever comes by a version that cannot authenticate", async () => {
    const charged: string[] = [];
    await using shop = await openShop("always", charged);
    const { id } = await create(shop, can);
    expect((await agentOf(shop, wire20250929).complete(id)).status).toBe(402);
    expect(charged).toEqual([]);
  });
});

describe("a completion whose process dies before the card is charged", () => {
  /** Opens the attempt, as the request's first job does, and lets recovery find it a minute later. */
  async function dieAndRecover(shop: TestShop, id: string, authenticationResult?: AuthenticationResult) {
    const { terms, clock } = shop;
    const command = { payment: { credential: sharedToken("spt_1") }, authenticationResult };
    const payments = { provider: "sandbox", offersAuthentication: true };
    const begun = await shop.write((stores) =>
      beginCompletion(stores, asId(id), command, undefined, payments, {
        agent: testAgent,
        terms,
        now: clock.now(),
      }),
    );
    expect(begun.kind).toBe("opened");
    clock.advance(MINUTE);
    await shop.settlement.recover(10);
    const session = await shop.reads.sessions.find(asId<SessionId>(id));
    return session?.status;
  }

  const failed = ["denied", "rejected", "canceled", "abandoned"] as const;
  test.each(failed)("charges no buyer whose authentication was %s", async (outcome) => {
    const charged: string[] = [];
    await using shop = await openShop(undefined, charged);
    const { id } = await create(shop, can);
    expect(await dieAndRecover(shop, id, { outcome })).toBe("ready_for_payment");
    expect(charged).toEqual([]);
    expect(await shop.available("shirt-small")).toBe(10);
  });

  test("charges nobody without the authentication the shop asks for, and holds nothing for them", async () => {
    const charged: string[] = [];
    await using shop = await openShop("always", charged);
    const { id } = await create(shop, can);
    expect(await dieAndRecover(shop, id)).toBe("ready_for_payment");
    expect(charged).toEqual([]);
    expect((await complete(shop, id)).json.status).toBe("authentication_required");
  });
});
