import { expect, test } from "bun:test";
import { grantedTokens, sandboxPaymentTokens } from "../../src/certify/payment-tokens.ts";
import { ucpMeans } from "../../src/certify/ucp-means.ts";
import { openTerminal } from "../cli/terminal.ts";
import { lastingPort } from "../lasting-port.ts";
import { serveStripeShop } from "../protocols/ucp/stripe-shop.ts";
import { SECRET_KEY } from "../stripe/stand-in.ts";

const google = (environment: string) => ({
  "com.google.pay": [{ id: "google_pay", config: { environment } }],
});
const stripe = { "com.stripe.payments": [{ id: "stripe_payments" }] };
const sandbox = { "dev.checkstand.sandbox": [{ id: "sandbox" }] };

test("a run pays by what the shop declares and the run can have", () => {
  expect(ucpMeans({ ...google("TEST"), ...sandbox }, sandboxPaymentTokens).handler).toBe("sandbox");
  expect(ucpMeans({ ...google("TEST"), ...stripe }, sandboxPaymentTokens).handler).toBe("google_pay");
  const granted = ucpMeans({ ...google("PRODUCTION"), ...stripe }, grantedTokens(["spt_1"]));
  expect([granted.handler, granted.paying(), granted.declined]).toEqual([
    "stripe_payments",
    "spt_1",
    undefined,
  ]);
});

test("a run pays nothing for real that it was not given tokens for", () => {
  expect(() => ucpMeans({}, sandboxPaymentTokens)).toThrow("declares no payment handler");
  expect(() => ucpMeans({ ...google("PRODUCTION"), ...stripe }, sandboxPaymentTokens)).toThrow("real money");
});

test("certify pays a shop of Stripe's test mode by Google Pay, in every version", async () => {
  const port = { PORT: String(lastingPort()) };
  await using served = await serveStripeShop({ environment: port });
  const { shop, standIn } = served;
  const environment = { ...served.environment, ...port, STRIPE_SECRET_KEY: SECRET_KEY, RATE_LIMIT: "off" };
  const terminal = openTerminal({ environment, directory: shop.folder });
  const { out } = await terminal.run("certify", "--json");
  const report = JSON.parse(out);
  const paid = report.results.find(({ id }: { id: string }) => id === "ucp.order");
  expect(paid).toMatchObject({ result: "passed" });
  const asked = standIn.seen.filter(({ route }) => route === "POST /v1/payment_methods");
  // A decline and a payment in each of the two.
  expect(asked).toHaveLength(4);
});
