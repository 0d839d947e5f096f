import { describe, expect, test } from "bun:test";
import { MINUTE } from "../../src/clock.ts";
import { servedWires } from "../../src/protocols/acp/versions.ts";
import type { Shop } from "../../src/shop.ts";
import { agentOf } from "../checkout/requests.ts";
import { finishIntent } from "../stripe/payment-intents.ts";
import { openStripeShop } from "./stripe-shop.ts";
import { versionAgent, versionBodies } from "./version-agent.ts";

const acquirer: Shop["payment"]["acquirer"] = {
  bin: "412345",
  country: "US",
  merchantId: "000123456789",
  merchantName: "Harbour Goods",
};

const declines = [
  ["pm_card_chargeDeclined", "another payment method"],
  ["pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient funds"],
  ["pm_card_chargeDeclinedExpiredCard", "has expired"],
  ["pm_card_chargeDeclinedIncorrectCvc", "security code"],
  ["pm_card_visa_chargeDeclinedFraudulent", "another payment method"],
] as const;

describe.each(servedWires(true).map((wire) => [wire.version, wire] as const))("in %s", (_, wire) => {
  test("declines of every kind are told, and the session is then paid with another token", async () => {
    await using shop = await openStripeShop();
    const agent = versionAgent(shop, wire);
    const id = await agent.ready();
    for (const [method, words] of declines) {
      const answer = await agent.complete(id, await shop.token(method));
      expect(answer.status).toBe(wire.declineAnswer === "session" ? 200 : 402);
      const seen = (await agent.get(id)).json;
      expect(seen.status).toBe("ready_for_payment");
      expect(seen.messages.at(-1)).toMatchObject({ type: "error", code: "payment_declined" });
      expect(answer.body).toContain(words);
    }
    const paid = await agent.complete(id, await shop.token());
    expect(paid).toMatchObject({ status: 200, json: { status: "completed" } });
    expect(shop.standIn.paid()).toHaveLength(1);
    expect(await shop.ordersMade()).toHaveLength(1);
    expect(await shop.available("shirt-small")).toBe(9);
  });

  test("a total below Stripe's least is told as what it is, and a larger one is then paid", async () => {
    await using shop = await openStripeShop();
    await shop.setPrice("voucher", 30);
    const agent = versionAgent(shop, wire);
    const id = await agent.ready(versionBodies(wire).update("voucher"));
    const answer = await agent.complete(id, await shop.token());
    expect(answer.status).toBe(wire.declineAnswer === "session" ? 200 : 402);
    expect(answer.body).toContain("too small for a card payment");
    expect(shop.alerts).toEqual([]);
    await shop.setPrice("voucher", 60);
    await agent.update(id, "voucher");
    expect((await agent.complete(id, await shop.token())).json.status).toBe("completed");
  });

  test("a token that Stripe does not know is the request's mistake", async () => {
    await using shop = await openStripeShop();
    const agent = versionAgent(shop, wire);
    const answer = await agent.complete(await agent.ready(), "spt_nobody");
    expect(answer).toMatchObject({ status: 400, json: { code: "invalid_payment_token" } });
    expect(answer.json.param).toContain("token");
  });

  test("a bank's wish to authenticate is a decline where the shop has no acquirer", async () => {
    await using shop = await openStripeShop();
    const agent = versionAgent(shop, wire);
    const id = await agent.ready();
    const answer = await agent.complete(id, await shop.token("pm_card_authenticationRequired"));
    expect(answer.status).toBe(wire.declineAnswer === "session" ? 200 : 402);
    const seen = (await agent.get(id)).json;
    expect(seen.status).toBe("ready_for_payment");
    expect(["requires_3ds", "intervention_required", "payment_declined"]).toContain(
      seen.messages.at(-1).code,
    );
    expect((await agent.complete(id, await shop.token())).json.status).toBe("completed");
  });

  test("too many requests at Stripe are a 503, and the same request then pays", async () => {
    await using shop = await openStripeShop();
    shop.standIn.faults.add({ name: "rate_limit" });
    const agent = versionAgent(shop, wire);
    const id = await agent.ready();
    const token = await shop.token();
    expect(await agent.complete(id, token, "key")).toMatchObject({
      status: 503,
      headers: { "retry-after": "5" },
    });
    expect((await agent.complete(id, token, "key")).json.status).toBe("completed");
    expect(shop.standIn.paid()).toHaveLength(1);
  });
});

describe("authentication by the agent", () => {
  const proof = {
    outcome: "authenticated",
    outcome_details: {
      three_ds_cryptogram: "AbCdEfGhIjKlMnOpQrStUvWxY0=",
      electronic_commerce_indicator: "05",
      transaction_id: "ds_1",
      version: "2.2.0",
    },
  };
  const wires = servedWires(true).filter(({ version }) => version !== "2025-09-29");

  test.each(wires.map((wire) => [wire.version, wire] as const))(
    "in %s: is asked for with the card's directory server, and its proof is charged",
    async (_, wire) => {
      await using shop = await openStripeShop({ acquirer });
      const agent = versionAgent(shop, wire);
      const id = await agent.ready();
      const token = await shop.token("pm_card_threeDSecure2Required");
      const asked = await agent.complete(id, token);
      expect(asked).toMatchObject({ status: 200, json: { status: "authentication_required" } });
      expect(asked.json.authentication_metadata).toMatchObject({ directory_server: "mastercard" });
      expect([...shop.standIn.books.intents.values()].map(({ status }) => status)).toEqual(["canceled"]);
      expect(await agent.complete(id, token)).toMatchObject({ status: 400, json: { code: "requires_3ds" } });
      const paid = await agent.complete(id, token, undefined, { authentication_result: proof });
      expect(paid).toMatchObject({ status: 200, json: { status: "completed" } });
      expect(shop.standIn.paid()).toHaveLength(1);
    },
  );

  test("that failed is a decline, and nothing is sent to Stripe", async () => {
    await using shop = await openStripeShop({ acquirer });
    const [wire] = wires;
    if (!wire) throw new Error("there are versions with 3D Secure");
    const agent = versionAgent(shop, wire);
    const id = await agent.ready();
    const token = await shop.token("pm_card_threeDSecure2Required");
    await agent.complete(id, token);
    const before = shop.standIn.seen.length;
    const denied = { authentication_result: { outcome: "denied" } };
    const answer = await agent.complete(id, token, undefined, denied);
    expect(answer.body).toContain("authentication failed");
    expect(shop.standIn.seen).toHaveLength(before);
    expect((await agent.get(id)).json.status).toBe("ready_for_payment");
  });
});

describe("a charge that stays undecided", () => {
  test("is in progress until Stripe's event, and is then an order", async () => {
    await using shop = await openStripeShop();
    const agent = agentOf(shop);
    const id = await agent.ready();
    expect((await agent.complete(id, await shop.token("pm_standin_processing"))).json.status).toBe(
      "in_progress",
    );
    const [intent] = shop.standIn.books.intents.values();
    finishIntent(shop.standIn, intent?.id ?? "", "succeeds");
    await shop.hear(...shop.told(/payment_intent.succeeded/));
    expect((await agent.get(id)).json.status).toBe("completed");
  });

  test("or until a GET that is due finds it declined", async () => {
    await using shop = await openStripeShop();
    const agent = agentOf(shop);
    const id = await agent.ready();
    await agent.complete(id, await shop.token("pm_standin_processing"));
    const [intent] = shop.standIn.books.intents.values();
    finishIntent(shop.standIn, intent?.id ?? "", "fails");
    shop.clock.advance(MINUTE);
    expect((await agent.get(id)).json.status).toBe("ready_for_payment");
  });
});

describe("a shop with a wrong key", () => {
  test("answers 500, holds nothing, and the merchant is told", async () => {
    await using shop = await openStripeShop({ stripe: { secretKey: "sk_test_of_somebody_else" } });
    const agent = agentOf(shop);
    const id = await agent.ready();
    expect(await agent.complete(id, await shop.token())).toMatchObject({
      status: 500,
      json: { type: "processing_error" },
    });
    expect((await agent.get(id)).json.status).toBe("ready_for_payment");
    expect(shop.alerts).toMatchObject([{ kind: "misconfigured" }]);
  });
});

test("what Stripe tells of the card is kept with the payment, and the token is not", async () => {
  await using shop = await openStripeShop();
  const agent = agentOf(shop);
  await agent.complete(await agent.ready(), await shop.token("pm_card_amex"));
  const [order] = await shop.ordersMade();
  if (!order) throw new Error("it was ordered");
  const attempt = await shop.reads.attempts.find(order.attemptId);
  expect(attempt?.result).toMatchObject({
    kind: "paid",
    instrument: { brand: "amex", lastDigits: "8431", risks: expect.any(Array) },
  });
  expect(JSON.stringify(attempt)).not.toContain("spt_");
});
