import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  declareHandlers,
  offeredHandlers,
  type PaymentTermsOfUcp,
} from "../../../src/protocols/ucp/words/payment-handlers.ts";
import type { PaymentTerms } from "../../../src/shop.ts";
import { describeOfficialUcp, ucpErrors } from "../../conformance/official-ucp.ts";
import { grantToken } from "../../payments/stripe.ts";
import { everyWay, transports, ucpVersions, whole } from "./platform.ts";
import { payThrough, serveStripeShop } from "./stripe-shop.ts";

const terms: PaymentTerms = {
  merchantId: "profile_harbour",
  cardBrands: ["visa", "diners", "amex"],
  fundingTypes: ["credit", "debit"],
  environment: "sandbox",
};
const googlePay = { publishableKey: "pk_test_1", merchantId: "BCR2DN4TABCDEFGH" };

const idsOf = (given: Partial<PaymentTermsOfUcp>) =>
  offeredHandlers({ payment: terms, isSandbox: false, isOpenToTests: false, ...given }).map(({ id }) => id);

describe("the handlers a shop offers", () => {
  test("are those its settings make possible", () => {
    expect(idsOf({})).toEqual([]);
    expect(idsOf({ payment: { ...terms, googlePay } })).toEqual(["google_pay"]);
    expect(idsOf({ payment: { ...terms, googlePay, hasStripeHandler: true } })).toEqual([
      "google_pay",
      "stripe_payments",
    ]);
  });

  test("are the sandbox's in the sandbox, whatever is set up for Stripe", () => {
    const payment = { ...terms, googlePay, hasStripeHandler: true as const };
    expect(idsOf({ payment, isSandbox: true })).toEqual(["sandbox"]);
    expect(idsOf({ payment, isSandbox: true, isOpenToTests: true })).toEqual([
      "sandbox",
      "mock_payment_handler",
    ]);
  });

  test("are never the suite's where Stripe is paid", () => {
    expect(idsOf({ isOpenToTests: true })).toEqual([]);
  });

  test("are none where every payment has to be authenticated, or Google knows no card that is taken", () => {
    expect(idsOf({ payment: { ...terms, googlePay, threeDSecure: "always" } })).toEqual([]);
    expect(idsOf({ payment: { ...terms, threeDSecure: "always" }, isSandbox: true })).toEqual([]);
    expect(idsOf({ payment: { ...terms, googlePay, cardBrands: ["diners", "unionpay"] } })).toEqual([]);
  });
});

test("Google Pay is declared as Google's specification has it, with what the shop takes", () => {
  const offered = offeredHandlers({
    payment: { ...terms, googlePay, environment: "production" },
    isSandbox: false,
    isOpenToTests: false,
  });
  expect(declareHandlers(offered, "2026-08-25")).toEqual({
    "com.google.pay": [
      {
        id: "google_pay",
        version: "2026-01-23",
        spec: "https://pay.google.com/gp/p/ucp/2026-01-23/",
        schema: "https://pay.google.com/gp/p/ucp/2026-01-23/schemas/config.json",
        available_instruments: [{ type: "card" }],
        config: {
          api_version: 2,
          api_version_minor: 0,
          environment: "PRODUCTION",
          merchant_info: { merchant_id: "BCR2DN4TABCDEFGH" },
          allowed_payment_methods: [
            {
              type: "CARD",
              parameters: {
                allowed_auth_methods: ["PAN_ONLY"],
                allowed_card_networks: ["VISA", "AMEX"],
                allow_credit_cards: true,
                allow_prepaid_cards: false,
              },
              tokenization_specification: {
                type: "PAYMENT_GATEWAY",
                parameters: {
                  gateway: "stripe",
                  "stripe:version": "2018-10-31",
                  "stripe:publishableKey": "pk_test_1",
                },
              },
            },
          ],
        },
      },
    ],
  });
});

type StripeShop = Awaited<ReturnType<typeof serveStripeShop>>;
let served: StripeShop;
beforeAll(async () => {
  served = await serveStripeShop();
});
afterAll(() => served[Symbol.asyncDispose]());

/** Somebody of a version who asks over a transport, and a checkout of theirs that can be paid. */
async function ready([version, transport]: (typeof everyWay)[number]) {
  const ask = transports[transport](served.shop, served.profiles.at(version));
  const { body } = await ask("POST", "/checkout-sessions", whole);
  return {
    body,
    pay: (payment: object) => ask("POST", `/checkout-sessions/${body.id}/complete`, payment),
    look: () => ask("GET", `/checkout-sessions/${body.id}`),
  };
}

describeOfficialUcp("by the official schemas", () => {
  test.each(ucpVersions)("%s declares what is offered, in profile and checkout", async (version) => {
    const path = version === ucpVersions.at(-1) ? "/.well-known/ucp" : `/.well-known/ucp/${version}`;
    const profile = Object(await (await served.shop.fetch(path)).json());
    expect(ucpErrors(version, "profile", profile)).toEqual([]);
    expect(Object.keys(profile.ucp.payment_handlers)).toEqual(["com.google.pay", "com.stripe.payments"]);
    const { body } = await ready([version, "REST"]);
    expect(ucpErrors(version, "checkout", body)).toEqual([]);
    expect(body.ucp.payment_handlers).toEqual(profile.ucp.payment_handlers);
    expect(body.status).toBe("ready_for_complete");
  });
});

describe.each(everyWay)("in %s over %s", (...way) => {
  test("a buyer pays by Google Pay, once", async () => {
    const before = served.standIn.paid().length;
    const { pay, look } = await ready(way);
    const paid = await pay(served.byGooglePay());
    expect(paid.body).toMatchObject({ status: "completed", order: { id: expect.any(String) } });
    expect((await look()).body.status).toBe("completed");
    expect(served.standIn.paid()).toHaveLength(before + 1);
  });

  test("a buyer pays by a shared payment token, through Stripe's handler", async () => {
    const { pay } = await ready(way);
    const token = await grantToken(served.standIn);
    const paid = await pay(payThrough("stripe_payments", "stripe_payment_token", token));
    expect(paid.body.status).toBe("completed");
  });

  test("a decline leaves the checkout as it was, and another card pays", async () => {
    const { pay, look } = await ready(way);
    const declined = await pay(served.byGooglePay("pm_card_visa_chargeDeclinedInsufficientFunds"));
    expect(declined.body).toMatchObject({ status: "ready_for_complete" });
    expect(declined.body.messages[0]).toMatchObject({ type: "error", code: "payment_failed" });
    expect((await look()).body.messages[0].code).toBe("payment_failed");
    expect((await pay(served.byGooglePay())).body.status).toBe("completed");
  });

  test("a bank that wants to hear from the buyer has the checkout finished on the shop's page", async () => {
    const { pay } = await ready(way);
    const { body } = await pay(served.byGooglePay("pm_card_authenticationRequired"));
    expect(body).toMatchObject({ status: "requires_escalation", continue_url: expect.any(String) });
    expect(body.messages[0]).toMatchObject({ severity: "requires_buyer_input" });
  });

  test("what Stripe does not know is no means of payment", async () => {
    const { pay, look } = await ready(way);
    const { body } = await pay(payThrough("google_pay", "PAYMENT_GATEWAY", '{"id":"tok_nobody"}'));
    expect(body.messages[0]).toMatchObject({ type: "error", code: "payment_failed" });
    expect((await look()).body.status).toBe("ready_for_complete");
  });

  const chosen = (...selected: readonly (boolean | undefined)[]) => ({
    payment: {
      instruments: selected.map((isSelected, index) => ({
        id: `i${index}`,
        handler_id: "google_pay",
        type: "card",
        selected: isSelected,
        credential: { type: "PAYMENT_GATEWAY", token: "tok_1" },
      })),
    },
  });
  const wrong: readonly (readonly [what: string, payment: object, path: string])[] = [
    ["no instrument", { payment: { instruments: [] } }, ""],
    ["an instrument that is not selected", chosen(false), ""],
    ["two instruments, none selected", chosen(undefined, undefined), ""],
    ["two instruments, both selected", chosen(true, true), ""],
    ["another handler", payThrough("sandbox", "token", "tok_approved"), "[0].handler_id"],
    ["the suite's handler", payThrough("mock_payment_handler", "token", "success_token"), "[0].handler_id"],
    ["another type of credential", payThrough("google_pay", "token", "tok_1"), "[0].credential.type"],
    ["decrypted cards", payThrough("google_pay", "DIRECT", "tok_1"), "[0].credential.type"],
    [
      "a token of another kind",
      payThrough("stripe_payments", "stripe_payment_token", "tok_1"),
      "[0].credential.token",
    ],
    [
      "another instrument",
      { payment: { instruments: [{ id: "i1", handler_id: "google_pay", type: "bank_account" }] } },
      "[0].type",
    ],
    [
      "no credential",
      { payment: { instruments: [{ id: "i1", handler_id: "google_pay", type: "card" }] } },
      "[0].credential.token",
    ],
  ];
  test.each(wrong)("%s is an error that names the place, and changes nothing", async (_, payment, path) => {
    const { pay, look } = await ready(way);
    const before = (await look()).body;
    const asked = served.standIn.seen.length;
    const { body } = await pay(payment);
    expect(body).toMatchObject({
      path: `$.payment.instruments${path}`,
      content: expect.stringMatching(/\.$/),
    });
    expect((await look()).body).toEqual(before);
    expect(served.standIn.seen).toHaveLength(asked);
  });
});
