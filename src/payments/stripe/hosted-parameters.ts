import type { Stripe } from "stripe";
import type { HostedPayment } from "../hosted.ts";
import { type StripeAmount, toStripe } from "./amounts.ts";
import { stripeShipping } from "./charge-parameters.ts";
import type { StripeSettings } from "./connection.ts";
import { toUnix } from "./outcomes.ts";

/** The longest name Stripe takes for a row of the bill. */
const LONGEST_NAME = 250;

/**
 * Ways to pay that settle at once, of which Stripe offers those the account has and the buyer's country uses. A delayed
 * one holds goods for days (docs.stripe.com/payments/payment-methods/payment-method-support, "Payment notification").
 */
const settlingAtOnce = [
  "card",
  "link",
  "amazon_pay",
  "revolut_pay",
  "cashapp",
  "paypal",
  "ideal",
  "bancontact",
  "eps",
  "twint",
  "blik",
  "p24",
  "mobilepay",
  "swish",
  "alipay",
  "wechat_pay",
] as const satisfies readonly Stripe.Checkout.SessionCreateParams.AllowedPaymentMethodType[];

/** The languages this shop's own page speaks; for another one Stripe asks the browser. */
const locales: Readonly<Record<string, Stripe.Checkout.SessionCreateParams.Locale>> = {
  en: "en",
  de: "de",
  fr: "fr",
  es: "es",
};

/**
 * One Checkout Session (docs.stripe.com/api/checkout/sessions/create). The same payment always gives the same parameters:
 * Stripe refuses a key that comes with others. The amount is ours: nobody may add a code, a tax or another currency.
 */
export function hostedParameters(
  payment: HostedPayment,
  settings: Pick<StripeSettings, "capture" | "statementDescriptorSuffix" | "offersDelayedMethods">,
) {
  const { currency, lines, receiptEmail, shipping, locale } = payment;
  // The session's metadata is not its intent's: said twice.
  const metadata = {
    checkout_session_id: payment.sessionId,
    order_id: payment.orderId,
    attempt_id: payment.attemptId,
  };
  return {
    mode: "payment",
    client_reference_id: payment.sessionId,
    success_url: payment.returnUrl,
    cancel_url: payment.backUrl,
    expires_at: toUnix(payment.expiresAt),
    adaptive_pricing: { enabled: false },
    allow_promotion_codes: false,
    automatic_tax: { enabled: false },
    locale: locales[locale?.slice(0, 2).toLowerCase() ?? ""] ?? "auto",
    ...(!settings.offersDelayedMethods && { allowed_payment_method_types: [...settlingAtOnce] }),
    ...(receiptEmail !== undefined && { customer_email: receiptEmail }),
    line_items: lines.map(({ name, amount }) => ({
      quantity: 1,
      price_data: {
        currency,
        unit_amount: toStripe(amount, currency),
        product_data: { name: name.slice(0, LONGEST_NAME) },
      },
    })),
    metadata,
    payment_intent_data: {
      capture_method: settings.capture === "manual" ? "manual" : "automatic",
      description: payment.description,
      metadata,
      ...(receiptEmail !== undefined && { receipt_email: receiptEmail }),
      ...(settings.statementDescriptorSuffix !== undefined && {
        statement_descriptor_suffix: settings.statementDescriptorSuffix,
      }),
      ...(shipping && { shipping: stripeShipping(shipping) }),
    },
  } satisfies Stripe.Checkout.SessionCreateParams & {
    line_items: { price_data: { unit_amount: StripeAmount } }[];
  };
}
