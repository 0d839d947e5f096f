import type { Currency } from "../money.ts";
import { whyNotThroughStripe } from "../payments/stripe/amounts.ts";
import type { StripeTaxSettings } from "../payments/stripe/tax-settings.ts";
import type { PaymentTerms } from "../shop.ts";
import { ifThere, optional, required, table, type ValuesOf, valueList, withDefault } from "./description.ts";
import type { EnvironmentSettings } from "./environment.ts";
import type { SettingPlace } from "./place.ts";
import { country, matching, oneOf, words, yesOrNo } from "./rule.ts";

/** Who takes the money. */
export type PaymentSettings =
  /** Nobody: tokens are answered by their ending, and nothing is real. */
  | { readonly mode: "sandbox" }
  | {
      readonly mode: "stripe";
      readonly secretKey: string;
      readonly webhookSecret?: string | undefined;
      /** Another host that speaks Stripe's protocol, for tests. */
      readonly apiBase?: string | undefined;
      /** Stripe's preview API version that knows shared payment tokens. */
      readonly previewVersion: string;
      /** When the money is taken: with the order, or later by the merchant. */
      readonly capture: "automatic" | "manual";
      readonly statementDescriptorSuffix?: string | undefined;
      /** Whether its page may offer ways to pay that settle days later. */
      readonly offersDelayedMethods?: boolean | undefined;
      /** Present where Stripe computes the tax. */
      readonly tax?: StripeTaxSettings | undefined;
    }
  /** The shop is public and nothing says how it is paid: it must not sell, and no order can be refunded from here. */
  | { readonly mode: "none"; readonly why: string };

/** Who is paid. */
export const merchantId = matching(
  /^(acct|profile)_\w+$/,
  "your id at Stripe, which starts with acct_ or profile_",
);
const previewVersion = matching(
  /^\d{4}-\d{2}-\d{2}\.preview$/,
  'a preview version such as "2026-04-22.preview"',
);
const statementSuffix = matching(/^[^<>\\'"*]{1,22}$/, "1 to 22 characters, none of < > \\ ' \" *");
const publishableKey = matching(
  /^pk_(test|live)_\w+$/,
  "your publishable key at Stripe, which starts with pk_test_ or pk_live_",
);
const googleMerchantId = matching(
  /^[A-Z0-9]{12,24}$/,
  "your merchant id at Google, such as BCR2DN4TXXXXXXXX",
);
const brands = oneOf(
  "visa",
  "mastercard",
  "amex",
  "discover",
  "diners",
  "jcb",
  "unionpay",
  "eftpos",
  "interac",
);
const fundingTypes = oneOf("credit", "debit", "prepaid");

/** The keys of shop.toml that say how the shop is paid. */
export const paymentKeys = {
  payments: optional(
    oneOf("stripe", "sandbox"),
    '"stripe" needs STRIPE_SECRET_KEY; "sandbox" sells nothing for real, even on a public address',
    {
      example: "sandbox",
      isSet: true,
      whenLeftOut:
        "stripe with the key set; else sandbox, but only while PUBLIC_BASE_URL is loopback or http",
    },
  ),
  cards: table("Agents are told which cards can be used.", {
    brands: valueList(brands, "also diners, jcb, unionpay, eftpos, interac", {
      example: ["visa", "mastercard", "amex", "discover"],
      atLeastOne: `at least one of ${brands.allowed}`,
    }),
    funding: valueList(fundingTypes, "", {
      example: ["credit", "debit", "prepaid"],
      atLeastOne: `at least one of ${fundingTypes.allowed}`,
    }),
  }),
  stripe: table("Your account at Stripe. Its secrets are in the environment.", {
    merchant_id: optional(merchantId, "or profile_…; has to be there with STRIPE_SECRET_KEY", {
      example: "acct_1234567890",
    }),
    capture: withDefault(
      "automatic",
      oneOf("automatic", "manual"),
      '"manual": taken when the order ships, or by hand',
    ),
    statement_descriptor_suffix: optional(statementSuffix, "what buyers read on their statement", {
      example: "ALDER FERN",
    }),
    delayed_methods: withDefault(
      false,
      yesOrNo,
      "whether Stripe's page offers ways to pay that settle days later, with the goods held until then",
    ),
    ucp_handler: withDefault(
      false,
      yesOrNo,
      "true: agents of UCP pay by com.stripe.payments, a preview that Stripe opens to some; wants a profile_… as merchant_id",
    ),
    preview_version: withDefault(
      "2026-04-22.preview",
      previewVersion,
      "of Stripe's API, for shared payment tokens",
    ),
  }),
  google_pay: ifThere(
    table("Google Pay for agents of UCP, with Stripe as its gateway.", {
      publishable_key: required(
        publishableKey,
        "Stripe's, of the same mode as STRIPE_SECRET_KEY; no secret",
        {
          example: "pk_live_51Abc",
        },
      ),
      merchant_id: optional(googleMerchantId, "from the Google Pay & Wallet Console", {
        example: "BCR2DN4TXXXXXXXX",
        whenLeftOut: "none, which does with a test key of Stripe's",
      }),
    }),
  ),
  acquirer: ifThere(
    table("Your acquirer's details. 3D Secure is offered only when they are here.", {
      bin: required(matching(/^\d{6,11}$/, "the acquirer's BIN, 6 to 11 digits"), "6 to 11 digits", {
        example: "412345",
      }),
      country: required(country, "", { example: "US" }),
      merchant_id: required(words, "", { example: "000123456789" }),
      merchant_name: required(words, "", { example: "Alder & Fern" }),
      requestor_id: optional(words, "", { example: "…" }),
      three_d_secure: withDefault(
        "when_asked",
        oneOf("when_asked", "always"),
        'by the buyer\'s bank; "always": no payment without, and no agent that cannot',
      ),
    }),
  ),
};

type PaymentValues = ValuesOf<typeof paymentKeys>;

/** How the shop is paid. The rule for the sandbox is the contract's: never by accident in public. */
export function paymentSettingsOf(
  { payments: chosen, stripe }: PaymentValues,
  {
    environment,
    tax,
    file,
  }: {
    readonly environment: EnvironmentSettings;
    readonly tax: StripeTaxSettings | undefined;
    readonly file: SettingPlace;
  },
): PaymentSettings {
  const { secretKey, webhookSecret, apiBase } = environment.stripe;
  if (secretKey !== undefined) {
    if (chosen === "sandbox")
      file.at("payments").note('found "sandbox" while STRIPE_SECRET_KEY is set; take one of them away');
    return {
      mode: "stripe",
      secretKey,
      webhookSecret,
      apiBase,
      previewVersion: stripe.preview_version,
      capture: stripe.capture,
      statementDescriptorSuffix: stripe.statement_descriptor_suffix,
      offersDelayedMethods: stripe.delayed_methods,
      tax,
    };
  }
  if (chosen === "stripe")
    return { mode: "none", why: 'is not set, though shop.toml says payments = "stripe"' };
  if (chosen === "sandbox" || environment.isDevelopment) return { mode: "sandbox" };
  return {
    mode: "none",
    why:
      'is not set, and PUBLIC_BASE_URL is public. Set it to be paid, or write payments = "sandbox" in shop.toml to ' +
      "sell nothing for real",
  };
}

/** Notes a currency that this shop cannot be paid in. */
export function noteUnpayableCurrency(
  file: SettingPlace,
  currency: Currency,
  payments: PaymentSettings,
): void {
  const why = payments.mode === "stripe" ? whyNotThroughStripe(currency) : undefined;
  if (why !== undefined) {
    file
      .at("currency")
      .note(
        `found "${currency}" with STRIPE_SECRET_KEY set, but ${why}, and prices, taxes and refunds may come to any; ` +
          'sell in another currency, or take the key away and write payments = "sandbox" to try things out',
      );
  }
}

/** What agents are told about paying here. */
export function paymentTermsOf(
  { cards, stripe, acquirer, google_pay: googlePay }: PaymentValues,
  payments: PaymentSettings,
  file: SettingPlace,
): PaymentTerms {
  const isLive = payments.mode === "stripe" && /^[sr]k_live_/.test(payments.secretKey);
  if (payments.mode === "stripe") noteUnpayable({ stripe, google_pay: googlePay }, isLive, file);
  return {
    merchantId: stripe.merchant_id ?? "acct_sandbox",
    cardBrands: cards.brands ?? ["visa", "mastercard", "amex", "discover"],
    fundingTypes: cards.funding ?? ["credit", "debit", "prepaid"],
    ...(acquirer && {
      acquirer: {
        bin: acquirer.bin,
        country: acquirer.country,
        merchantId: acquirer.merchant_id,
        merchantName: acquirer.merchant_name,
        requestorId: acquirer.requestor_id,
      },
      threeDSecure: acquirer.three_d_secure === "always" ? ("always" as const) : undefined,
    }),
    environment: isLive ? "production" : "sandbox",
    ...(googlePay && {
      googlePay: { merchantId: googlePay.merchant_id, publishableKey: googlePay.publishable_key },
    }),
    ...(stripe.ucp_handler && { hasStripeHandler: true as const }),
  };
}

/** Notes what keeps agents from paying the account that the key is of. */
function noteUnpayable(
  { stripe, google_pay: googlePay }: Pick<PaymentValues, "stripe" | "google_pay">,
  isLive: boolean,
  file: SettingPlace,
): void {
  const merchant = file.at("stripe").at("merchant_id");
  if (stripe.merchant_id === undefined) merchant.noteWrong(merchantId.allowed);
  else if (stripe.ucp_handler && !stripe.merchant_id.startsWith("profile_"))
    merchant.note(`found "${stripe.merchant_id}" with ucp_handler = true; it has to be your profile_… then`);
  if (!googlePay) return;
  const google = file.at("google_pay");
  if (googlePay.publishable_key.startsWith("pk_live_") !== isLive)
    google
      .at("publishable_key")
      .note(`is of ${isLive ? "test" : "live"} mode, and STRIPE_SECRET_KEY is not; take both of one mode`);
  if (isLive && googlePay.merchant_id === undefined)
    google.at("merchant_id").note("is missing; Google wants it wherever real money is paid");
}
