import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { Stripe } from "stripe";
import { type FaultName, faults } from "./faults.ts";
import { RESTRICTED_KEY, SECRET_KEY, type StripeStandIn, startStripeStandIn } from "./stand-in.ts";

const preview = { apiVersion: "2026-04-22.preview" };

let standIn: StripeStandIn;
beforeEach(async () => {
  standIn = await startStripeStandIn();
});
afterEach(() => standIn[Symbol.asyncDispose]());

function client(key = SECRET_KEY): Stripe {
  const { hostname, port } = new URL(standIn.url);
  return new Stripe(key, {
    host: hostname,
    port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

const charge = { amount: 1999, currency: "usd", confirm: true, payment_method: "pm_card_visa" };

async function token(maxAmount = 5000, method = "pm_card_visa"): Promise<string> {
  const parameters = { payment_method: method, usage_limits: { currency: "usd", max_amount: maxAmount } };
  const path = "/v1/test_helpers/shared_payment/granted_tokens";
  const made = await client().rawRequest("POST", path, parameters, preview);
  return String(Reflect.get(made, "id"));
}

function pay(id: string, amount = 1999, key?: string) {
  const parameters = {
    amount,
    currency: "usd",
    confirm: true,
    payment_method_data: { shared_payment_granted_token: id },
  };
  return client().rawRequest("POST", "/v1/payment_intents", parameters, {
    ...preview,
    ...(key !== undefined && { idempotencyKey: key }),
  });
}

describe("the stand-in, asked by the official library", () => {
  test("charges, gives the charge back and lists it by its time", async () => {
    const stripe = client();
    const intent = await stripe.paymentIntents.create(charge);
    expect(intent).toMatchObject({ object: "payment_intent", status: "succeeded", amount_received: 1999 });
    const found = await stripe.paymentIntents.list({ created: { gte: intent.created - 1 }, limit: 1 });
    expect(found.data.map(({ id }) => id)).toEqual([intent.id]);
    const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 999 });
    expect(refund.status).toBe("succeeded");
    await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 1001 })).rejects.toThrow(
      "greater than unrefunded amount",
    );
  });

  const refusedAmounts = [
    ["isk", 570450, "invalid_charge_amount_no_decimal_compatible"],
    ["ugx", 5704, "invalid_charge_amount_no_decimal_compatible"],
    ["kwd", 5124, "parameter_invalid_integer"],
  ] as const;
  test.each(refusedAmounts)(
    "refuses %s %i, to charge, to give back and to capture",
    async (currency, amount, code) => {
      const stripe = client();
      await expect(stripe.paymentIntents.create({ ...charge, currency, amount })).rejects.toMatchObject({
        code,
      });
      const whole = { ...charge, currency, amount: 1_000_000 };
      const paid = await stripe.paymentIntents.create(whole);
      await expect(stripe.refunds.create({ payment_intent: paid.id, amount })).rejects.toMatchObject({
        code,
      });
      const held = await stripe.paymentIntents.create({ ...whole, capture_method: "manual" });
      await expect(
        stripe.paymentIntents.capture(held.id, { amount_to_capture: amount }),
      ).rejects.toMatchObject({ code });
    },
  );

  test("authorises first and captures later, once, unless it is canceled", async () => {
    const stripe = client();
    const intent = await stripe.paymentIntents.create({ ...charge, capture_method: "manual" });
    expect(intent.status).toBe("requires_capture");
    expect((await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 900 })).amount_received).toBe(
      900,
    );
    await expect(stripe.paymentIntents.cancel(intent.id)).rejects.toMatchObject({
      code: "payment_intent_unexpected_state",
    });
  });

  test("declines with code and reason, and keeps the intent", async () => {
    await expect(
      client().paymentIntents.create({
        ...charge,
        payment_method: "pm_card_visa_chargeDeclinedInsufficientFunds",
      }),
    ).rejects.toMatchObject({
      statusCode: 402,
      code: "card_declined",
      decline_code: "insufficient_funds",
      payment_intent: { status: "requires_payment_method" },
    });
  });

  test("refuses parameters it does not know, and shared tokens in a version that has none", async () => {
    await expect(
      client().rawRequest("POST", "/v1/payment_intents", { ...charge, token: "spt_1" }),
    ).rejects.toMatchObject({ message: "Received unknown parameter: token", statusCode: 400 });
    await expect(
      client().rawRequest("POST", "/v1/payment_intents", {
        ...charge,
        payment_method_data: { shared_payment_granted_token: "spt_1" },
      }),
    ).rejects.toThrow("Received unknown parameter: payment_method_data[shared_payment_granted_token]");
  });

  test("knows its keys, and what a restricted one may do", async () => {
    await expect(client("sk_test_wrong").balance.retrieve()).rejects.toMatchObject({ statusCode: 401 });
    await expect(client(RESTRICTED_KEY).paymentIntents.create(charge)).rejects.toMatchObject({
      statusCode: 403,
    });
    expect((await client(RESTRICTED_KEY).accounts.retrieveCurrent()).object).toBe("account");
  });
});

describe("an idempotency key at the stand-in", () => {
  test("repeats a charge and a decline", async () => {
    const stripe = client();
    const first = await stripe.paymentIntents.create(charge, { idempotencyKey: "pay_1" });
    const again = await stripe.paymentIntents.create(charge, { idempotencyKey: "pay_1" });
    expect(again.id).toBe(first.id);
    const declined = { ...charge, payment_method: "pm_card_chargeDeclined" };
    for (let turn = 0; turn < 2; turn++) {
      await expect(stripe.paymentIntents.create(declined, { idempotencyKey: "pay_2" })).rejects.toMatchObject(
        {
          statusCode: 402,
        },
      );
    }
    expect(standIn.books.intents.size).toBe(2);
  });

  test("refuses another request, and forgets one that never began", async () => {
    const stripe = client();
    await stripe.paymentIntents.create(charge, { idempotencyKey: "pay_1" });
    await expect(
      stripe.paymentIntents.create({ ...charge, amount: 2000 }, { idempotencyKey: "pay_1" }),
    ).rejects.toMatchObject({ rawType: "idempotency_error" });
    await expect(
      stripe.paymentIntents.create({ ...charge, amount: 1 }, { idempotencyKey: "pay_2" }),
    ).rejects.toMatchObject({ code: "amount_too_small" });
    expect((await stripe.paymentIntents.create(charge, { idempotencyKey: "pay_2" })).status).toBe(
      "succeeded",
    );
  });
});

describe("a shared payment token at the stand-in", () => {
  test("pays once", async () => {
    const id = await token();
    expect(await pay(id)).toMatchObject({ status: "succeeded" });
    await expect(pay(id)).rejects.toThrow("already in a deactivated state");
    const seen = await client().rawRequest(
      "GET",
      `/v1/shared_payment/granted_tokens/${id}`,
      undefined,
      preview,
    );
    expect(seen).toMatchObject({
      deactivated_reason: "consumed",
      usage_details: { amount_captured: { value: 1999 } },
    });
  });

  test("covers no more than its limit, and nothing once revoked", async () => {
    const id = await token(1000);
    await expect(pay(id)).rejects.toThrow(
      "greater than the remaining amount capturable with this shared payment granted token",
    );
    await client().rawRequest(
      "POST",
      `/v1/test_helpers/shared_payment/granted_tokens/${id}/revoke`,
      {},
      preview,
    );
    await expect(pay(id, 900)).rejects.toThrow("already in a deactivated state");
  });

  test("that is not known is a 400 or 404 naming the parameter", async () => {
    await expect(pay("spt_nobody")).rejects.toMatchObject({ code: "resource_missing" });
  });
});

describe("a fault at the stand-in", () => {
  const names = Object.keys(faults).filter((name): name is FaultName => name in faults);
  test.each(names)("%s meets one request, and the same key then tells what had happened", async (name) => {
    // The library asks again by itself when a connection is cut, even when told never to retry.
    standIn.faults.add({ name, times: name === "cut_before" || name === "cut_after" ? 2 : 1 });
    const stripe = client();
    const options = { idempotencyKey: "pay_1" };
    // Nobody waits for the end of a request that is never answered: how long that takes is the library's affair.
    const { promise: unanswered, resolve } = Promise.withResolvers<void>();
    standIn.unanswered = resolve;
    const asked = stripe.paymentIntents.create(charge, options).catch((error: unknown) => error);
    const first = await Promise.race([asked, unanswered]);
    expect(Reflect.get(Object(first), "status") === "succeeded").toBe(/^wrong/.test(name));
    expect(standIn.paid()).toHaveLength(faults[name].reaches ? 1 : 0);
    expect((await stripe.paymentIntents.create(charge, options)).status).toBe("succeeded");
    expect(standIn.paid()).toHaveLength(1);
  });

  test("refused connections end when it listens again", async () => {
    await standIn.refuse();
    await expect(client().paymentIntents.create(charge)).rejects.toThrow("connection");
    await standIn.listen();
    expect((await client().paymentIntents.create(charge)).status).toBe("succeeded");
  });
});

describe("an event of the stand-in", () => {
  test("is posted to a registered endpoint with a signature the library verifies", async () => {
    const received: { body: string; signature: string }[] = [];
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      async fetch(request) {
        received.push({
          body: await request.text(),
          signature: request.headers.get("stripe-signature") ?? "",
        });
        return new Response();
      },
    });
    try {
      const stripe = client();
      const { secret } = await stripe.webhookEndpoints.create({
        url: server.url.href,
        enabled_events: ["payment_intent.succeeded"],
      });
      await stripe.paymentIntents.create(charge);
      await standIn.events.settled();
      const [{ body, signature } = { body: "", signature: "" }] = received;
      const event = await stripe.webhooks.constructEventAsync(body, signature, secret ?? "");
      expect(event.type).toBe("payment_intent.succeeded");
      expect(received).toHaveLength(1);
    } finally {
      await server.stop(true);
    }
  });
});
