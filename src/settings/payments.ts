import type { Currency } from "../money.ts";
import { whyNotThroughStripe } from "../payments/stripe/amounts.ts";
import type { StripeTaxSettings } from "../payments/stripe/tax-settings.ts";
import type { PaymentTerms } from "../shop.ts";
import type { EnvironmentSettings } from "./environment.ts";
import { country, matching, oneOf, words, yesOrNo } from "./rule.ts";
import type { Table } from "./table.ts";

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
      /** Present where Stripe computes the tax. */
      readonly tax?: StripeTaxSettings | undefined;
    }
  /** The shop is public and nothing says how it is paid: it must not sell, and no order can be refunded from here. */
  | { readonly mode: "none"; readonly why: string };

/** Reads `payments` and `[stripe]`. The rule for the sandbox is the contract's: never by accident in public. */
export function readPayments(file: Table, environment: EnvironmentSettings): PaymentSettings {
  const { secretKey, webhookSecret, apiBase } = environment.stripe;
  const stripe = file.section("stripe");
  const chosen = file.optional("payments", oneOf("stripe", "sandbox"));
  const capture = stripe.optional("capture", oneOf("automatic", "manual")) ?? "automatic";
  const previewVersion = stripe.optional("preview_version", previewVersionRule) ?? "2026-04-22.preview";
  const statementDescriptorSuffix = stripe.optional("statement_descriptor_suffix", statementSuffix);
  const tax = readStripeTax(file, secretKey !== undefined);

  if (secretKey !== undefined) {
    if (chosen === "sandbox") {
      file.note("payments", 'found "sandbox" while STRIPE_SECRET_KEY is set; take one of them away');
    }
    return {
      mode: "stripe",
      secretKey,
      webhookSecret,
      apiBase,
      previewVersion,
      capture,
      statementDescriptorSuffix,
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
export function noteUnpayableCurrency(file: Table, currency: Currency, payments: PaymentSettings): void {
  const why = payments.mode === "stripe" ? whyNotThroughStripe(currency) : undefined;
  if (why !== undefined) {
    file.note(
      "currency",
      `found "${currency}" with STRIPE_SECRET_KEY set, but ${why}, and prices, taxes and refunds may come to any; ` +
        'sell in another currency, or take the key away and write payments = "sandbox" to try things out',
    );
  }
}

const previewVersionRule = matching(
  /^\d{4}-\d{2}-\d{2}\.preview$/,
  'a preview version such as "2026-04-22.preview"',
);
const statementSuffix = matching(/^[^<>\\'"*]{1,22}$/, "1 to 22 characters, none of < > \\ ' \" *");

/** Who is paid. */
export const merchantId = matching(
  /^(acct|profile)_\w+$/,
  "your id at Stripe, which starts with acct_ or profile_",
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

/** Reads what agents are told about paying here: `[cards]`, `[acquirer]` and the merchant's id in `[stripe]`. */
export function readPaymentTerms(file: Table, payments: PaymentSettings): PaymentTerms {
  const cards = file.section("cards");
  const stripe = file.section("stripe");
  const terms: PaymentTerms = {
    merchantId:
      payments.mode === "stripe"
        ? stripe.required("merchant_id", merchantId)
        : (stripe.optional("merchant_id", merchantId) ?? "acct_sandbox"),
    cardBrands: cards.list("brands", brands) ?? ["visa", "mastercard", "amex", "discover"],
    fundingTypes: cards.list("funding", fundingTypes) ?? ["credit", "debit", "prepaid"],
    ...(file.has("acquirer") ? readAcquirer(file.section("acquirer")) : {}),
    environment:
      payments.mode === "stripe" && /^[sr]k_live_/.test(payments.secretKey) ? "production" : "sandbox",
  };
  if (terms.cardBrands.length === 0)
    cards.note("brands", `is empty; allowed: at least one of ${brands.allowed}`);
  if (terms.fundingTypes.length === 0)
    cards.note("funding", `is empty; allowed: at least one of ${fundingTypes.allowed}`);
  return terms;
}

function readAcquirer(acquirer: Table): Pick<PaymentTerms, "acquirer" | "threeDSecure"> {
  const demand = acquirer.optional("three_d_secure", oneOf("when_asked", "always"));
  return {
    acquirer: {
      bin: acquirer.required("bin", matching(/^\d{6,11}$/, "the acquirer's BIN, 6 to 11 digits")),
      country: acquirer.required("country", country),
      merchantId: acquirer.required("merchant_id", words),
      merchantName: acquirer.required("merchant_name", words),
      requestorId: acquirer.optional("requestor_id", words),
    },
    threeDSecure: demand === "always" ? demand : undefined,
  };
}

/** Reads who computes the tax: `source` and `[tax.stripe_codes]` of `[tax]`. `undefined` for our own table alone. */
function readStripeTax(file: Table, isPaidByStripe: boolean): StripeTaxSettings | undefined {
  const tax = file.section("tax");
  const source = tax.optional("source", oneOf("table", "stripe")) ?? "table";
  const codes = tax.has("stripe_codes") ? tax.section("stripe_codes").entries(taxCode) : {};
  if (source === "table") return undefined;
  if (!isPaidByStripe)
    tax.note("source", 'found "stripe" without STRIPE_SECRET_KEY; set it, or take this line away');
  // The listed prices would hold another tax in every place, and what is left of them would differ.
  if (file.optional("prices_include_tax", yesOrNo))
    tax.note("source", 'found "stripe" with prices_include_tax; only one of them is possible');
  return { codes };
}

const taxCode = matching(/^txcd_\d{8}$/, "a tax code of Stripe's, such as txcd_99999999");
