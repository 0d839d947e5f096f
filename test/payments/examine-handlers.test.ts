import { expect, test } from "bun:test";
import { examineProvider } from "../../src/payment-provider.ts";
import { examineStripeSettings } from "../../src/payments/stripe/examine.ts";
import { testShop } from "../checkout/shop.ts";
import { settingsOf, smallestShop } from "../settings/load.ts";

const payment = {
  ...testShop.payment,
  googlePay: { publishableKey: "pk_test_1" },
  hasStripeHandler: true,
} as const;
const about = (terms: typeof testShop.payment, servesUcp: boolean) =>
  examineStripeSettings({ webhookSecret: "whsec_1" }, terms, servesUcp)
    .slice(1)
    .map(({ subject, verdict, words }) => `${subject} ${verdict}: ${words}`);

test("ways to pay that only UCP has are named, and why they are not offered", () => {
  expect(about(testShop.payment, true)).toEqual([]);
  expect(about(payment, true)).toEqual([
    "Google Pay good: offered to agents of UCP",
    "com.stripe.payments good: offered to agents of UCP",
  ]);
  for (const words of about(payment, false)) expect(words).toContain("advice: Set up, and UCP is not served");
  for (const words of about({ ...payment, threeDSecure: "always" }, true))
    expect(words).toContain("advice: Not offered");
});

test("Google Pay that is set up in the sandbox is said to be not offered", async () => {
  const googlePay = '[google_pay]\npublishable_key = "pk_test_1"\n';
  const findings = await examineProvider(settingsOf({ shop: `${smallestShop}\n${googlePay}` }));
  expect(findings.map(({ subject, verdict }) => [subject, verdict])).toEqual([
    ["payments", "advice"],
    ["Google Pay", "advice"],
  ]);
});
