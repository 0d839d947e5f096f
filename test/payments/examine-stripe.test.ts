import { describe, expect, test } from "bun:test";
import type { StripeSettings } from "../../src/payments/stripe/connection.ts";
import { examineStripe, neededEvents, type ShopAtStripe } from "../../src/payments/stripe/examine.ts";
import { ACCOUNT_ID } from "../stripe/account.ts";
import { RESTRICTED_KEY, SECRET_KEY, startStripeStandIn } from "../stripe/stand-in.ts";
import { stripeSettings } from "./stripe.ts";

const shop: ShopAtStripe = {
  merchantId: ACCOUNT_ID,
  webhookUrl: "https://shop.example/webhooks/stripe",
  isDevelopment: false,
  usesTax: true,
};

/** What doctor finds at a stand-in, as `verdict subject: words`. */
async function found(
  given: {
    settings?: Partial<StripeSettings>;
    shop?: Partial<ShopAtStripe>;
    events?: readonly string[];
  } = {},
) {
  await using standIn = await startStripeStandIn();
  const events = given.events ?? neededEvents;
  if (events.length > 0) {
    await fetch(`${standIn.url}/v1/webhook_endpoints`, {
      method: "POST",
      headers: { authorization: `Bearer ${SECRET_KEY}` },
      body: new URLSearchParams([
        pair("url", shop.webhookUrl),
        ...events.map((event) => pair("enabled_events[]", event)),
      ]),
    });
  }
  const findings = await examineStripe(stripeSettings(standIn.url, given.settings), {
    ...shop,
    ...given.shop,
  });
  return findings.map(({ verdict, subject, words }) => `${verdict} ${subject}: ${words}`);
}

const pair = (name: string, value: string): [string, string] => [name, value];

describe("doctor, asking Stripe,", () => {
  test("finds a shop good that can be paid", async () => {
    expect(await found()).toEqual([
      `good Stripe account: ${ACCOUNT_ID}, US, can take payments`,
      "good shared payment tokens: Stripe's API version 2026-04-22.preview knows them",
      "good Stripe Tax: is set up",
      "good Stripe events: sent to https://shop.example/webhooks/stripe",
    ]);
  });

  const reasons = [
    [
      "a key that is nobody's",
      { settings: { secretKey: "sk_test_nobody" } },
      /^wrong Stripe key: .*does not know/,
    ],
    [
      "a key that may not see payments",
      { settings: { secretKey: RESTRICTED_KEY } },
      /^wrong Stripe key: .*may not read payments/,
    ],
    [
      "another account's id",
      { shop: { merchantId: "acct_other" } },
      /^wrong stripe.merchant_id: .*acct_other/,
    ],
    [
      "a version without tokens",
      { settings: { previewVersion: "2026-10-28.endive" } },
      /^wrong shared payment tokens: /,
    ],
    ["no endpoint", { events: [] }, /^wrong Stripe events: No endpoint/],
    [
      "an endpoint that hears too little",
      { events: ["payment_intent.succeeded"] },
      /^wrong Stripe events: .*refund.failed/,
    ],
    ["no secret", { settings: { webhookSecret: undefined } }, /^wrong STRIPE_WEBHOOK_SECRET: Not set/],
    [
      "a secret that is none",
      { settings: { webhookSecret: "sk_test_x" } },
      /^wrong STRIPE_WEBHOOK_SECRET: .*whsec_/,
    ],
    ["a developer's machine", { shop: { isDevelopment: true } }, /^advice Stripe events: .*stripe listen/],
    [
      "nobody there",
      { settings: { apiBase: "http://127.0.0.1:9" } },
      /^advice Stripe key: .*could not be asked/,
    ],
  ] as const;
  test.each(reasons)("says of %s what is wrong", async (_, given, words) => {
    const findings = await found(given);
    expect(findings.filter((line) => words.test(line))).toHaveLength(1);
    expect(findings.join()).not.toMatch(/sk_test_\w|rk_test_\w/);
  });
});
