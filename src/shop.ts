import type { Address } from "./address.ts";
import type { Currency } from "./money.ts";

/** The link types of 2026-04-17; older versions show those they know. */
export type LinkType =
  | "terms_of_use"
  | "privacy_policy"
  | "return_policy"
  | "shipping_policy"
  | "contact_us"
  | "about_us"
  | "faq"
  | "support";

export interface Link {
  readonly type: LinkType;
  readonly url: string;
  readonly title?: string | undefined;
}

export type CardBrand =
  | "visa"
  | "mastercard"
  | "amex"
  | "discover"
  | "diners"
  | "jcb"
  | "unionpay"
  | "eftpos"
  | "interac";

/** What we tell agents about paying here. */
export interface PaymentTerms {
  /** The merchant's id at the payment provider: `acct_…` or `profile_…`. */
  readonly merchantId: string;
  readonly cardBrands: readonly CardBrand[];
  readonly fundingTypes: readonly ("credit" | "debit" | "prepaid")[];
  /** The acquirer's details, needed before 3D Secure can be offered; absent: challenges are declined. */
  readonly acquirer?:
    | {
        readonly bin: string;
        readonly country: string;
        readonly merchantId: string;
        readonly merchantName: string;
        readonly requestorId?: string | undefined;
      }
    | undefined;
  /** Whether every payment is to be authenticated; else only one whose issuer asks. Only with an acquirer. */
  readonly threeDSecure?: "always" | undefined;
  readonly environment: "production" | "sandbox";
  /** What agents of UCP are told to have Google Pay make its tokens with, for Stripe; absent: it is not taken. */
  readonly googlePay?:
    | {
        /** The merchant's id at Google; absent only where Stripe's key is a test key. */
        readonly merchantId?: string | undefined;
        /** Stripe's publishable key, which is no secret. */
        readonly publishableKey: string;
      }
    | undefined;
  /** Whether agents of UCP may pay through Stripe's own handler. */
  readonly hasStripeHandler?: true | undefined;
}

/** How the pages of a shop look. */
export interface Brand {
  /** Of what is to be pressed, `#rrggbb`. */
  readonly color: string;
  /** Stands at the top in place of the name. */
  readonly logoUrl?: string | undefined;
}

/** The colour of a shop that has named none. */
export const plainColor = "#1f5fbf";

/** Who sells: what agents, buyers' pages and feeds say of the merchant. From shop.toml, or the demo shop's. */
export interface Shop {
  readonly name: string;
  readonly currency: Currency;
  /** The https origin agents and buyers see, without a trailing slash, with the base path if one is set. */
  readonly publicBaseUrl: string;
  readonly links: readonly Link[];
  readonly support: {
    readonly email?: string | undefined;
    readonly phone?: string | undefined;
    readonly hours?: string | undefined;
    readonly helpCenterUrl?: string | undefined;
  };
  /** How its pages look. */
  readonly brand: Brand;
  readonly payment: PaymentTerms;
  /** Where orders are sent from; the place of supply for tax. */
  readonly origin: Pick<Address, "country" | "state" | "postalCode" | "city">;
  /** IANA zone in which working days and cut-off hours are counted. */
  readonly timezone: string;
  /** `https://…/{handle}`: where a product's own page is, when the catalogue does not say. */
  readonly productUrl?: string | undefined;
  readonly marketingConsents: readonly {
    readonly channel: string;
    readonly displayText: string;
    readonly privacyPolicyUrl: string;
  }[];
}
