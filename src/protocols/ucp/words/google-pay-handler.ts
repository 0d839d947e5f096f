import type { PaymentTerms } from "../../../shop.ts";
import type { PaymentHandler } from "./payment-handler.ts";

const version = "2026-01-23";
const spec = `https://pay.google.com/gp/p/ucp/${version}/`;

/** The version of Stripe's API in which it makes tokens for Google Pay (docs.stripe.com/google-pay). */
const STRIPE_TOKEN_VERSION = "2018-10-31";

/** Google's names of the brands that it knows. */
const networks: Partial<Record<PaymentTerms["cardBrands"][number], string>> = {
  visa: "VISA",
  mastercard: "MASTERCARD",
  amex: "AMEX",
  discover: "DISCOVER",
  jcb: "JCB",
  interac: "INTERAC",
};

/**
 * Google Pay with Stripe as its gateway, as Google's specification for UCP has it (2026-01-23; developers.google.com/pay/api/
 * universal-commerce-protocol). `undefined` where the shop does not take it, or none of its cards.
 */
export function googlePayHandler(terms: PaymentTerms): PaymentHandler | undefined {
  const { googlePay, cardBrands } = terms;
  const cards = cardBrands.flatMap((brand) => networks[brand] ?? []);
  if (!googlePay || cards.length === 0) return undefined;
  return {
    name: "com.google.pay",
    id: "google_pay",
    declaredIn: () => ({
      version,
      spec,
      schema: `${spec}schemas/config.json`,
      available_instruments: [{ type: "card" }],
      config: configOf(terms, googlePay, cards),
    }),
    credentialType: "PAYMENT_GATEWAY",
    credentialOf: (token) => ({ kind: "google_pay", token }),
    exampleToken: '{"id":"tok_1Abc","object":"token","type":"card"}',
  };
}

function configOf(
  { fundingTypes, environment }: PaymentTerms,
  { merchantId, publishableKey }: NonNullable<PaymentTerms["googlePay"]>,
  cards: readonly string[],
): object {
  return {
    api_version: 2,
    api_version_minor: 0,
    environment: environment === "production" ? "PRODUCTION" : "TEST",
    merchant_info: { merchant_id: merchantId },
    allowed_payment_methods: [
      {
        type: "CARD",
        parameters: {
          allowed_auth_methods: ["PAN_ONLY"],
          allowed_card_networks: cards,
          allow_credit_cards: fundingTypes.includes("credit"),
          allow_prepaid_cards: fundingTypes.includes("prepaid"),
        },
        tokenization_specification: {
          type: "PAYMENT_GATEWAY",
          parameters: {
            gateway: "stripe",
            "stripe:version": STRIPE_TOKEN_VERSION,
            "stripe:publishableKey": publishableKey,
          },
        },
      },
    ],
  };
}
