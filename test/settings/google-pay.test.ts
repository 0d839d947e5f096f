import { describe, expect, test } from "bun:test";
import { mistakesIn, settingsOf, smallestShop } from "./load.ts";

const stripe = (more: string) => `${smallestShop}\n[stripe]\nmerchant_id = "profile_1"\n${more}`;
const googlePay = (mode: string, more = "") => `[google_pay]\npublishable_key = "pk_${mode}_1"\n${more}`;
const withKey = (mode: string) => ({ STRIPE_SECRET_KEY: `sk_${mode}_1`, STRIPE_WEBHOOK_SECRET: "whsec_1" });
const googleId = 'merchant_id = "BCR2DN4TABCDEFGH"\n';

const placesOf = (shop: string, mode = "live") =>
  mistakesIn({ shop, environment: withKey(mode) }).map(({ where }) => where.replace("shop.toml: ", ""));

describe("Google Pay in shop.toml", () => {
  test("is what agents of UCP are told to make tokens with", () => {
    const { payment } = settingsOf({
      shop: stripe(googlePay("live", googleId)),
      environment: withKey("live"),
    }).shop;
    expect(payment.googlePay).toEqual({ publishableKey: "pk_live_1", merchantId: "BCR2DN4TABCDEFGH" });
    expect(
      settingsOf({ shop: stripe(""), environment: withKey("live") }).shop.payment.googlePay,
    ).toBeUndefined();
  });

  test("does without Google's id while Stripe's key is a test key", () => {
    expect(placesOf(stripe(googlePay("test")), "test")).toEqual([]);
    expect(placesOf(stripe(googlePay("live")))).toEqual(["google_pay.merchant_id"]);
  });

  test("wants a publishable key of the secret key's mode", () => {
    expect(placesOf(stripe(googlePay("test", googleId)))).toEqual(["google_pay.publishable_key"]);
    expect(placesOf(stripe(googlePay("live", googleId)), "test")).toEqual(["google_pay.publishable_key"]);
    expect(placesOf(stripe('[google_pay]\npublishable_key = "sk_live_1"\n'), "test")).toContain(
      "google_pay.publishable_key",
    );
  });

  test("may stand there in the sandbox, which is paid by made-up tokens", () => {
    const settings = settingsOf({ shop: `${smallestShop}\n${googlePay("live", googleId)}` });
    expect(settings.payments.mode).toBe("sandbox");
  });
});

describe("Stripe's handler for UCP", () => {
  test("wants the merchant's profile, by which agents make their tokens", () => {
    expect(placesOf(stripe("ucp_handler = true\n"))).toEqual([]);
    const account = stripe("ucp_handler = true\n").replace("profile_1", "acct_1");
    expect(placesOf(account)).toEqual(["stripe.merchant_id"]);
  });

  test("is offered only where it is asked for", () => {
    const offers = (more: string) =>
      settingsOf({ shop: stripe(more), environment: withKey("live") }).shop.payment.hasStripeHandler;
    expect([offers(""), offers("ucp_handler = true\n")]).toEqual([undefined, true]);
  });
});
