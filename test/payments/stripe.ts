import { type Instant, systemClock } from "../../src/clock.ts";
import { newId } from "../../src/ids.ts";
import { type Currency, minor } from "../../src/money.ts";
import type { Charge } from "../../src/payments/charge.ts";
import type { StripeBudgets } from "../../src/payments/stripe/calls.ts";
import { connectToStripe, type StripeSettings } from "../../src/payments/stripe/connection.ts";
import { createStripeProvider } from "../../src/payments/stripe/provider.ts";
import { SECRET_KEY, type StripeStandIn, startStripeStandIn } from "../stripe/stand-in.ts";
import { sharedToken } from "./credentials.ts";

/** The secret the shop checks events with, and a test signs them with. */
export const WEBHOOK_SECRET = "whsec_test_secret";

export function stripeSettings(apiBase: string, given: Partial<StripeSettings> = {}): StripeSettings {
  return {
    secretKey: SECRET_KEY,
    webhookSecret: WEBHOOK_SECRET,
    apiBase,
    previewVersion: "2026-04-22.preview",
    capture: "automatic",
    ...given,
  };
}

/** Longer than any machine takes to answer. A test that waits for the end of a budget asks for a short one. */
export const testBudgets: StripeBudgets = { inspection: 60_000, charge: 60_000, other: 60_000 };

/** A stand-in with a provider that speaks to it. */
export async function openStripe(given: Partial<StripeSettings> = {}, budgets: Partial<StripeBudgets> = {}) {
  const standIn = await startStripeStandIn();
  const settings = stripeSettings(standIn.url, given);
  const connection = connectToStripe(settings, { tries: 3, firstWait: 5, leastTime: 50 });
  const provider = createStripeProvider(settings, systemClock, { ...testBudgets, ...budgets }, connection);
  return {
    standIn,
    provider,
    token: (method?: string, limits?: Partial<TokenLimits>) => grantToken(standIn, method, limits),
    [Symbol.asyncDispose]: () => standIn[Symbol.asyncDispose](),
  };
}

interface TokenLimits {
  readonly currency: string;
  readonly maxAmount: number;
  readonly expiresAt: number;
}

/** Grants the shop a token for a test card, as an agent would. */
export async function grantToken(
  standIn: Pick<StripeStandIn, "url">,
  method = "pm_card_visa",
  limits: Partial<TokenLimits> = {},
): Promise<string> {
  const { currency = "usd", maxAmount = 1_000_000, expiresAt } = limits;
  const form = new URLSearchParams({
    payment_method: method,
    "usage_limits[currency]": currency,
    "usage_limits[max_amount]": String(maxAmount),
    ...(expiresAt !== undefined && { "usage_limits[expires_at]": String(expiresAt) }),
  });
  const response = await fetch(`${standIn.url}/v1/test_helpers/shared_payment/granted_tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${SECRET_KEY}`, "stripe-version": "2026-04-22.preview" },
    body: form,
  });
  const granted: { readonly id?: string } = Object(await response.json());
  if (granted.id === undefined) throw new Error("the stand-in granted no token");
  return granted.id;
}

/** A charge of 19.99 for a shirt to Oakland, but for what is `given`. */
export function chargeOf19(token: string, given: Partial<Charge> = {}): Charge {
  return {
    attemptId: newId("AttemptId"),
    sessionId: newId("SessionId"),
    orderId: newId("OrderId"),
    amount: minor(1999),
    currency: "usd" as Currency,
    openedAt: systemClock.now() satisfies Instant,
    credential: sharedToken(token),
    description: "Harbour Goods order",
    receiptEmail: "buyer@example.com",
    shipping: {
      name: "Ada Buyer",
      phone: "+15105550100",
      address: {
        name: "Ada Buyer",
        lineOne: "55 Webster St",
        city: "Oakland",
        state: "CA",
        country: "US",
        postalCode: "94607",
      },
    },
    allowAuthentication: false,
    ...given,
  };
}
