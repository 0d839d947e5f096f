import { describe, expect, test } from "bun:test";
import type { Stripe as PreviewStripe } from "stripe-preview";
import { systemClock } from "../../src/clock.ts";
import { newId } from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import { chargeParameters } from "../../src/payments/stripe/charge-parameters.ts";
import { createStripeProvider } from "../../src/payments/stripe/provider.ts";
import { type FaultName, faults } from "../stripe/faults.ts";
import { finishIntent } from "../stripe/payment-intents.ts";
import { endRefund, refundCharge } from "../stripe/refunds.ts";
import { RESTRICTED_KEY } from "../stripe/stand-in.ts";
import { chargeOf19, openStripe, stripeSettings } from "./stripe.ts";

/** The preview's own parameters. Its generated types ask for a `type` that a shared payment token stands in for. */
type PreviewParameters = Omit<PreviewStripe.PaymentIntentCreateParams, "payment_method_data"> & {
  payment_method_data: Omit<PreviewStripe.PaymentIntentCreateParams.PaymentMethodData, "type">;
};

const keyOf = (charge: ReturnType<typeof chargeOf19>) => ({ ...charge, id: charge.attemptId });

describe("a charge through Stripe", () => {
  test("is one intent, created and confirmed at once, with all the merchant will look for", async () => {
    await using shop = await openStripe({ statementDescriptorSuffix: "HARBOUR" });
    const charge = chargeOf19(await shop.token());
    const outcome = await shop.provider.charge(charge);
    expect(outcome).toMatchObject({
      kind: "paid",
      captured: true,
      instrument: { brand: "visa", lastDigits: "4242", funding: "credit", country: "US" },
    });
    const sent = shop.standIn.seen.at(-1);
    expect(sent).toMatchObject({
      route: "POST /v1/payment_intents",
      idempotencyKey: charge.attemptId,
      version: "2026-04-22.preview",
    });
    expect(sent?.parameters).toEqual({
      amount: "1999",
      currency: "usd",
      confirm: "true",
      payment_method_data: { shared_payment_granted_token: charge.credential.token },
      automatic_payment_methods: { enabled: "true", allow_redirects: "never" },
      capture_method: "automatic",
      error_on_requires_action: "true",
      description: "Harbour Goods order",
      receipt_email: "buyer@example.com",
      statement_descriptor_suffix: "HARBOUR",
      shipping: {
        name: "Ada Buyer",
        phone: "+15105550100",
        address: {
          line1: "55 Webster St",
          city: "Oakland",
          state: "CA",
          postal_code: "94607",
          country: "US",
        },
      },
      metadata: {
        checkout_session_id: charge.sessionId,
        order_id: charge.orderId,
        attempt_id: charge.attemptId,
      },
      expand: ["latest_charge"],
    });
  });

  test("sends parameters that the preview's own types accept", () => {
    const accept = (parameters: PreviewParameters) => parameters;
    const parameters = chargeParameters(
      chargeOf19("spt_1", {
        taxCalculation: "taxcalc_1",
        authentication: {
          outcome: "authenticated",
          details: {
            cryptogram: "AbCdEfGhIjKlMnOpQrStUvWxY0=",
            electronicCommerceIndicator: "05",
            transactionId: "ds_1",
            version: "2.2.0",
          },
        },
      }),
      { capture: "manual" },
    );
    const sent = { ...parameters, payment_method_data: { shared_payment_granted_token: "spt_1" } };
    expect(accept(sent)).toMatchObject({ payment_method_data: { shared_payment_granted_token: "spt_1" } });
  });

  test("repeated under its key charges once", async () => {
    await using shop = await openStripe();
    const charge = chargeOf19(await shop.token());
    const first = await shop.provider.charge(charge);
    expect(await shop.provider.charge(charge)).toEqual(first);
    expect(shop.standIn.paid()).toHaveLength(1);
  });

  const declines = [
    ["pm_card_chargeDeclined", "declined"],
    ["pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds"],
    ["pm_card_chargeDeclinedExpiredCard", "expired_card"],
    ["pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc"],
    ["pm_card_visa_chargeDeclinedLostCard", "declined"],
    ["pm_card_visa_chargeDeclinedStolenCard", "declined"],
    ["pm_card_visa_chargeDeclinedFraudulent", "declined"],
    ["pm_card_chargeDeclinedProcessingError", "declined"],
    ["pm_card_authenticationRequired", "requires_3ds"],
  ] as const;
  test.each(declines)("with %s is declined: %s, and a look-up says the same", async (method, reason) => {
    await using shop = await openStripe();
    const charge = chargeOf19(await shop.token(method));
    const outcome = await shop.provider.charge(charge);
    expect(outcome).toMatchObject({ kind: "declined", reason });
    expect(await shop.provider.lookUp(keyOf(charge))).toMatchObject({ kind: "declined", reason });
  });

  test("that only an agent's challenge can finish names its intent and its card", async () => {
    await using shop = await openStripe();
    const charge = chargeOf19(await shop.token("pm_card_threeDSecure2Required"), {
      allowAuthentication: true,
    });
    expect(await shop.provider.charge(charge)).toMatchObject({
      kind: "needs_action",
      reference: expect.stringMatching(/^pi_/),
    });
  });

  test("with the proof of a challenge is paid", async () => {
    await using shop = await openStripe();
    const charge = chargeOf19(await shop.token("pm_card_authenticationRequired"), {
      authentication: {
        outcome: "authenticated",
        details: {
          cryptogram: "AbCdEfGhIjKlMnOpQrStUvWxY0=",
          electronicCommerceIndicator: "05",
          transactionId: "ds_1",
          version: "2.2.0",
        },
      },
    });
    expect(await shop.provider.charge(charge)).toMatchObject({ kind: "paid" });
  });

  test("that the bank still thinks about is pending, and then ends either way", async () => {
    await using shop = await openStripe();
    const charge = chargeOf19(await shop.token("pm_standin_processing"));
    const outcome = await shop.provider.charge(charge);
    if (outcome.kind !== "pending") throw new Error(`it is ${outcome.kind}`);
    finishIntent(shop.standIn, outcome.reference, "succeeds");
    expect(await shop.provider.lookUp({ ...keyOf(charge), reference: outcome.reference })).toMatchObject({
      kind: "paid",
    });
  });
});

describe("a shared payment token", () => {
  test("is read before it is charged: the card, and what Stripe thinks of it", async () => {
    await using shop = await openStripe();
    const inspected = await shop.provider.inspect(chargeOf19(await shop.token("pm_card_mastercard")));
    expect(inspected).toMatchObject({
      kind: "usable",
      instrument: {
        brand: "mastercard",
        lastDigits: "4444",
        risks: expect.arrayContaining([
          { risk: "fraudulent_dispute", score: 12, recommendation: "continue" },
        ]),
      },
    });
  });

  const refusals = [
    ["for less", { maxAmount: 1998 }, "over_limit"],
    ["for another currency", { currency: "eur" }, "currency_mismatch"],
    ["that has expired", { expiresAt: 1_700_000_000 }, "token_expired"],
  ] as const;
  test.each(refusals)(
    "%s is found out by looking, and by charging all the same",
    async (_, limits, reason) => {
      await using shop = await openStripe();
      const charge = chargeOf19(await shop.token("pm_card_visa", limits));
      expect(await shop.provider.inspect(charge)).toMatchObject({ kind: "unusable", reason });
      expect(await shop.provider.charge(charge)).toMatchObject({ kind: "declined", reason });
      expect(shop.standIn.paid()).toHaveLength(0);
    },
  );

  test("that was revoked says so", async () => {
    await using shop = await openStripe();
    const token = await shop.token();
    const known = shop.standIn.books.tokens.get(token);
    if (!known) throw new Error("it was granted");
    known.deactivatedAt = 1_700_000_000;
    known.deactivatedReason = "revoked";
    const charge = chargeOf19(token);
    expect(await shop.provider.inspect(charge)).toMatchObject({ kind: "unusable", reason: "token_revoked" });
    expect(await shop.provider.charge(charge)).toMatchObject({ kind: "declined", reason: "token_revoked" });
  });

  test("that nobody knows is an invalid token", async () => {
    await using shop = await openStripe();
    const charge = chargeOf19("spt_nobody");
    expect(await shop.provider.inspect(charge)).toEqual({ kind: "unknown_token" });
    expect(await shop.provider.charge(charge)).toMatchObject({ kind: "rejected", why: "invalid_token" });
  });

  test("used up by another charge is declined; by this one, it is this one's success", async () => {
    await using shop = await openStripe();
    const charge = chargeOf19(await shop.token());
    await shop.provider.charge(charge);
    expect(await shop.provider.charge(chargeOf19(charge.credential.token))).toMatchObject({
      kind: "declined",
      reason: "token_used",
    });
    // As after a day, when the idempotency key is forgotten.
    shop.standIn.forgetKeys();
    expect(await shop.provider.charge(charge)).toMatchObject({ kind: "paid" });
    expect(shop.standIn.paid()).toHaveLength(1);
  });

  test("that cannot be read says nothing", async () => {
    await using shop = await openStripe();
    shop.standIn.faults.add({
      name: "html_502_before",
      on: "GET /v1/shared_payment/granted_tokens/:id",
      times: 9,
    });
    expect(await shop.provider.inspect(chargeOf19(await shop.token()))).toEqual({ kind: "unreadable" });
  });
});

describe("a charge whose answer goes wrong", () => {
  const names = Object.keys(faults).filter((name): name is FaultName => name in faults);
  const certain: ReadonlySet<string> = new Set(["rate_limit", "lock_timeout"]);

  test.each(names)("%s every time promises nothing, and a look-up tells what happened", async (name) => {
    await using shop = await openStripe({}, { charge: name.startsWith("timeout") ? 150 : 1500 });
    shop.standIn.faults.add({ name, times: 9 });
    const charge = chargeOf19(await shop.token());
    const outcome = await shop.provider.charge(charge);
    expect(outcome.kind).toBe(certain.has(name) ? "unavailable" : "unknown");
    // Only an intent can be another one than was asked for; what is no intent at all says nothing.
    expect("contradicts" in outcome).toBe(name.startsWith("wrong_"));
    const reached = faults[name].reaches;
    expect((await shop.provider.lookUp(keyOf(charge))).kind).toBe(reached ? "paid" : "absent");
    expect(shop.standIn.paid()).toHaveLength(reached ? 1 : 0);
  });

  test("is sent again by itself, with the same key, while there is time", async () => {
    await using shop = await openStripe();
    shop.standIn.faults.add({ name: "cut_after" });
    expect(await shop.provider.charge(chargeOf19(await shop.token()))).toMatchObject({ kind: "paid" });
    expect(shop.standIn.paid()).toHaveLength(1);
  });

  test("and is then refused for being too many promises nothing: the first may have charged", async () => {
    await using shop = await openStripe();
    shop.standIn.faults.add({ name: "cut_after" });
    shop.standIn.faults.add({ name: "rate_limit", times: 9 });
    expect(await shop.provider.charge(chargeOf19(await shop.token()))).toMatchObject({ kind: "unknown" });
  });

  test("and is then declined is declined: that is what was stored for the key", async () => {
    await using shop = await openStripe();
    shop.standIn.faults.add({ name: "cut_after" });
    const charge = chargeOf19(await shop.token("pm_card_chargeDeclined"));
    expect(await shop.provider.charge(charge)).toMatchObject({ kind: "declined" });
  });

  test("because nobody listens promises nothing", async () => {
    await using shop = await openStripe();
    const charge = chargeOf19(await shop.token());
    await shop.standIn.refuse();
    expect(await shop.provider.charge(charge)).toMatchObject({ kind: "unknown" });
    expect(await shop.provider.lookUp(keyOf(charge))).toMatchObject({ kind: "unknown" });
  });

  test("is over within its budget", async () => {
    await using shop = await openStripe({}, { charge: 200 });
    shop.standIn.faults.add({ name: "timeout_after", times: 9 });
    const charge = chargeOf19(await shop.token());
    expect(await shop.provider.charge(charge)).toMatchObject({ kind: "unknown" });
  });
});

describe("a shop that Stripe does not take", () => {
  test.each([
    ["a wrong key", "sk_test_wrong_key_of_nobody"],
    ["a key that may not charge", RESTRICTED_KEY],
  ])("for %s charges nothing and says why, without the key", async (_, secretKey) => {
    await using shop = await openStripe({ secretKey });
    const token = await shop.token();
    const outcome = await shop.provider.charge(chargeOf19(token));
    expect(outcome).toMatchObject({ kind: "rejected", why: "misconfigured" });
    expect(JSON.stringify(outcome)).not.toContain(secretKey.slice(3));
    expect(JSON.stringify(outcome)).not.toContain(token);
  });
});

describe("a purchase that Stripe does not take", () => {
  test.each([
    ["an amount below its least", { amount: minor(30) }, "amount_too_small"],
    ["an amount above its most", { amount: minor(100_000_000) }, "amount_too_large"],
    ["an address that is none", { receiptEmail: "ada@nowhere.invalid" }, "email_refused"],
  ] as const)("for %s is declined with that reason", async (_, given, reason) => {
    await using shop = await openStripe();
    const token = await shop.token(undefined, { maxAmount: 200_000_000 });
    expect(await shop.provider.charge(chargeOf19(token, given))).toEqual({ kind: "declined", reason });
  });
});

describe("looking a charge up", () => {
  test("finds it among others of its time by its metadata", async () => {
    await using shop = await openStripe();
    const charges = [];
    for (let count = 0; count < 3; count++) {
      const charge = chargeOf19(await shop.token());
      await shop.provider.charge(charge);
      charges.push(charge);
    }
    const [first] = charges;
    if (!first) throw new Error("three were made");
    expect(await shop.provider.lookUp(keyOf(first))).toMatchObject({ kind: "paid" });
    expect(await shop.provider.lookUp({ ...keyOf(first), id: newId("AttemptId") })).toEqual({
      kind: "absent",
    });
  });

  test("does not take a charge of another amount for its own", async () => {
    await using shop = await openStripe();
    const charge = chargeOf19(await shop.token());
    await shop.provider.charge(charge);
    expect(await shop.provider.lookUp({ ...keyOf(charge), amount: minor(2999) })).toMatchObject({
      kind: "unknown",
      contradicts: true,
    });
  });
});

describe("canceling a charge", () => {
  test("ends one that waits", async () => {
    await using shop = await openStripe();
    const charge = chargeOf19(await shop.token("pm_card_authenticationRequired"), {
      allowAuthentication: true,
    });
    await shop.provider.charge(charge);
    expect(await shop.provider.cancel(keyOf(charge))).toEqual({ kind: "canceled" });
    expect([...shop.standIn.books.intents.values()].map(({ status }) => status)).toEqual(["canceled"]);
    expect(await shop.provider.cancel(keyOf(charge))).toEqual({ kind: "canceled" });
  });

  test("comes too late for one that is paid, and says so", async () => {
    await using shop = await openStripe();
    const charge = chargeOf19(await shop.token());
    await shop.provider.charge(charge);
    expect(await shop.provider.cancel(keyOf(charge))).toMatchObject({
      kind: "already",
      outcome: { kind: "paid" },
    });
  });

  test("cannot end one that the bank is at work on", async () => {
    await using shop = await openStripe();
    const charge = chargeOf19(await shop.token("pm_standin_processing"));
    await shop.provider.charge(charge);
    expect(await shop.provider.cancel(keyOf(charge))).toMatchObject({ kind: "unknown" });
  });

  test("of one that was never made has nothing to do", async () => {
    await using shop = await openStripe();
    expect(await shop.provider.cancel(keyOf(chargeOf19("spt_1")))).toEqual({ kind: "canceled" });
  });
});

describe("capturing later", () => {
  async function authorised() {
    const shop = await openStripe({ capture: "manual" });
    const charge = chargeOf19(await shop.token());
    const outcome = await shop.provider.charge(charge);
    if (outcome.kind !== "paid") throw new Error(`it is ${outcome.kind}`);
    return { ...shop, charge, outcome };
  }

  test("says until when, and takes a part", async () => {
    await using shop = await authorised();
    const { outcome, charge } = shop;
    expect(outcome.captured).toBe(false);
    expect(outcome.captureBefore).toBeGreaterThan(systemClock.now());
    const wanted = { ...keyOf(charge), reference: outcome.reference, amount: minor(1500) };
    expect(await shop.provider.capture(wanted)).toEqual({ kind: "captured" });
    expect(await shop.provider.capture(wanted)).toEqual({ kind: "captured" });
    expect(shop.standIn.paid().map(({ amountReceived }) => amountReceived)).toEqual([1500]);
  });

  test("after a lost answer finds that it was captured", async () => {
    await using shop = await authorised();
    const { outcome, charge } = shop;
    shop.standIn.faults.add({ name: "cut_after", on: "POST /v1/payment_intents/:id/capture", times: 9 });
    const wanted = { ...keyOf(charge), reference: outcome.reference };
    expect(await shop.provider.capture(wanted)).toEqual({ kind: "captured" });
  });

  test("that the key may not make is refused, and not only unheard of", async () => {
    await using shop = await authorised();
    const { outcome, charge } = shop;
    const settings = stripeSettings(shop.standIn.url, { secretKey: RESTRICTED_KEY });
    const restricted = createStripeProvider(settings, systemClock);
    const wanted = { ...keyOf(charge), reference: outcome.reference };
    expect(await restricted.capture(wanted)).toMatchObject({ kind: "unknown", isRefused: true });
    const on = "POST /v1/payment_intents/:id/capture";
    shop.standIn.faults.add({ name: "html_502_before", on, times: 9 });
    expect(await shop.provider.capture(wanted)).toMatchObject({ kind: "unknown", isRefused: false });
  });

  test("of what was canceled is over", async () => {
    await using shop = await authorised();
    const { outcome, charge } = shop;
    expect(await shop.provider.cancel({ ...keyOf(charge), reference: outcome.reference })).toEqual({
      kind: "canceled",
    });
    expect(await shop.provider.capture({ ...keyOf(charge), reference: outcome.reference })).toEqual({
      kind: "lapsed",
    });
  });
});

describe("giving money back", () => {
  async function paid() {
    const shop = await openStripe();
    const charge = chargeOf19(await shop.token());
    const outcome = await shop.provider.charge(charge);
    if (outcome.kind !== "paid") throw new Error(`it is ${outcome.kind}`);
    const refund = (amount: number, id = newId("RefundId")) =>
      shop.provider.refund({
        id,
        attemptId: charge.attemptId,
        reference: outcome.reference,
        amount: minor(amount),
        currency: "usd" as Currency,
      });
    return { ...shop, charge, reference: outcome.reference, refund };
  }

  test("goes once a key, and never beyond what is left", async () => {
    await using shop = await paid();
    const id = newId("RefundId");
    const first = await shop.refund(1000, id);
    expect(first).toMatchObject({ kind: "refunded" });
    expect(await shop.refund(1000, id)).toEqual(first);
    expect(await shop.refund(1000)).toMatchObject({ kind: "failed" });
    expect(await shop.provider.refundsOf(shop.reference)).toMatchObject([{ id, amount: 1000 }]);
  });

  test("whose answer is lost is unknown, and listed", async () => {
    await using shop = await paid();
    shop.standIn.faults.add({ name: "cut_after", on: "POST /v1/refunds", times: 9 });
    const id = newId("RefundId");
    expect(await shop.refund(1999, id)).toMatchObject({ kind: "unknown" });
    expect(await shop.provider.refundsOf(shop.reference)).toMatchObject([
      { id, outcome: { kind: "refunded" } },
    ]);
  });

  test("may take its time, and fail in the end", async () => {
    await using shop = await paid();
    shop.standIn.refundsTakeTime = true;
    const begun = await shop.refund(500);
    if (begun.kind !== "pending") throw new Error(`it is ${begun.kind}`);
    endRefund(shop.standIn, begun.reference, "failed");
    expect(await shop.provider.refundsOf(shop.reference)).toMatchObject([
      { reference: begun.reference, outcome: { kind: "failed", detail: "expired_or_canceled_card" } },
    ]);
  });

  test("by somebody at the dashboard is listed without an id of ours", async () => {
    await using shop = await paid();
    const charge = shop.standIn.books.intents.get(shop.reference)?.charge;
    if (!charge) throw new Error("it was charged");
    const made = refundCharge(shop.standIn, charge, 700);
    const [listed] = (await shop.provider.refundsOf(shop.reference)) ?? [];
    expect(listed).toMatchObject({ reference: made.id, amount: 700 });
    expect(listed?.id).toBeUndefined();
  });

  test("cannot be listed while nobody answers", async () => {
    await using shop = await paid();
    await shop.standIn.refuse();
    expect(await shop.provider.refundsOf(shop.reference)).toBeUndefined();
  });
});

test("a provider asks nobody anything before it is used", () => {
  const provider = createStripeProvider(stripeSettings("http://127.0.0.1:1"), systemClock);
  expect(provider.name).toBe("stripe");
});
