import type { PaymentTerms } from "../../../shop.ts";
import type { PaymentHandler } from "./payment-handler.ts";

const version = "2026-06-25";

/**
 * Stripe's own handler, whose tokens are the shared payment tokens that agents of ACP pay with, too
 * (docs.stripe.com/agentic-commerce/protocols/ucp/stripe-payments-handler): a preview that Stripe opens to some. `undefined`
 * where the shop does not take it.
 */
export function stripeHandler({
  hasStripeHandler,
  merchantId,
  environment,
}: PaymentTerms): PaymentHandler | undefined {
  if (!hasStripeHandler) return undefined;
  return {
    name: "com.stripe.payments",
    id: "stripe_payments",
    declaredIn: () => ({
      version,
      spec: "https://docs.stripe.com/agentic-commerce/ucp/stripe-payments-handler",
      schema: `https://ucp.stripe.com/payments/${version}/schema.json`,
      available_instruments: [{ type: "card" }],
      config: { environment, business_profile: merchantId },
    }),
    credentialType: "stripe_payment_token",
    credentialOf: (token) => (token.startsWith("spt_") ? { kind: "shared_payment_token", token } : undefined),
    exampleToken: "spt_1Abc",
  };
}
