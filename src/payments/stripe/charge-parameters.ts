import type { Stripe } from "stripe";
import type { Address } from "../../address.ts";
import { chargeAfter } from "../authentication.ts";
import type { Charge } from "../charge.ts";
import { type StripeAmount, toStripe } from "./amounts.ts";
import type { StripeSettings } from "./connection.ts";

/** What Stripe is told to charge: a token that was granted to the shop, or a payment method. */
export type Means =
  | { readonly payment_method_data: { readonly shared_payment_granted_token: string } }
  | { readonly payment_method: string };

/**
 * One payment intent, created and confirmed in one request, but for what is charged. The same charge always gives the same
 * parameters: Stripe refuses a key that comes with others.
 */
export function chargeParameters(
  charge: Omit<Charge, "credential">,
  settings: Pick<StripeSettings, "capture" | "statementDescriptorSuffix">,
) {
  const { shipping, authentication, taxCalculation } = charge;
  return {
    amount: toStripe(charge.amount, charge.currency),
    currency: charge.currency,
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    capture_method: settings.capture,
    // Where no agent can show the bank's challenge, one is a decline.
    ...(!charge.allowAuthentication && { error_on_requires_action: true }),
    ...(authentication && threeDSecure(authentication)),
    ...(taxCalculation !== undefined && { hooks: { inputs: { tax: { calculation: taxCalculation } } } }),
    description: charge.description,
    ...(charge.receiptEmail !== undefined && { receipt_email: charge.receiptEmail }),
    ...(settings.statementDescriptorSuffix !== undefined && {
      statement_descriptor_suffix: settings.statementDescriptorSuffix,
    }),
    ...(shipping && { shipping: stripeShipping(shipping) }),
    metadata: {
      checkout_session_id: charge.sessionId,
      order_id: charge.orderId,
      attempt_id: charge.attemptId,
    },
    expand: ["latest_charge"],
  } satisfies Omit<Stripe.PaymentIntentCreateParams, "payment_method" | "payment_method_data"> & {
    amount: StripeAmount;
  };
}

/** Who receives the goods, as Stripe spells it. */
export function stripeShipping({ name, phone, address }: NonNullable<Charge["shipping"]>) {
  return { name, ...(phone !== undefined && { phone }), address: stripeAddress(address) };
}

/** An address as Stripe spells it. */
function stripeAddress(address: Address) {
  return {
    line1: address.lineOne,
    ...(address.lineTwo !== undefined && { line2: address.lineTwo }),
    city: address.city,
    state: address.state,
    postal_code: address.postalCode,
    country: address.country,
  };
}

/** The proof of a 3D Secure run that the agent made (Stripe: "Import 3D Secure results"). */
function threeDSecure(result: NonNullable<Charge["authentication"]>) {
  if (!result.details || chargeAfter(result) !== "with_proof") return {};
  const { cryptogram, electronicCommerceIndicator, transactionId, version } = result.details;
  return {
    payment_method_options: {
      card: {
        three_d_secure: {
          ares_trans_status: result.outcome === "authenticated" ? ("Y" as const) : ("A" as const),
          cryptogram,
          electronic_commerce_indicator: electronicCommerceIndicator,
          transaction_id: transactionId,
          version,
        },
      },
    },
  };
}
