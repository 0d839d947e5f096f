import type { Address, FulfillmentDetails } from "../address.ts";
import type { Buyer, UnreachableBuyer } from "../buyers/buyer.ts";
import type { BuyerContext } from "../buyers/buyer-context.ts";
import type {
  AffiliateAttribution,
  BuyerConsents,
  MarketingConsent,
  PurchaseWay,
  RiskSignals,
} from "../buyers/purchase-context.ts";
import type { VariantId } from "../ids.ts";
import type { AuthenticationResult } from "../payments/authentication.ts";
import type { Credential } from "../payments/credential.ts";
import type { FulfillmentType } from "../pricing/fulfillment.ts";
import type { SuggestedPrice } from "./line-price.ts";
import type { IntentTrace, Interventions } from "./session.ts";

/** One variant asked for. Repeated ids are added up by the use case; `index` is where the request named it. */
export interface RequestedItem {
  readonly id: VariantId;
  readonly quantity: number;
  readonly index: number;
  /** The price the agent saw in the feed, minor units: answered with a `price_change` warning when it differs. */
  readonly seenUnitAmount?: number | undefined;
  /** `unreleased` only. */
  readonly suggestedPrice?: SuggestedPrice | undefined;
}

/** A fulfillment option chosen. Without `itemIds` it stands for every line its type can carry. */
export interface RequestedSelection {
  readonly optionId: string;
  readonly type?: FulfillmentType | undefined;
  /** Line item ids or item ids: the schema says the first, examples send the second; both are accepted. */
  readonly itemIds?: readonly string[] | undefined;
}

/** What an agent may say of the buyer at any time, beside who they are. */
export interface BuyerCircumstances {
  /** What is said of a buyer without an e-mail address. */
  readonly unreachableBuyer?: UnreachableBuyer | undefined;
  readonly buyerContext?: BuyerContext | undefined;
  readonly consents?: BuyerConsents | undefined;
  readonly marketingConsents?: readonly MarketingConsent[] | undefined;
  readonly riskSignals?: RiskSignals | undefined;
}

/** What any version's create request asks for. */
export interface CreateCommand extends BuyerCircumstances {
  readonly items: readonly RequestedItem[];
  /** Absent: an agent's call. */
  readonly way?: PurchaseWay | undefined;
  /** Lower case; absent where the version cannot say it. */
  readonly currency?: string | undefined;
  readonly buyer?: Buyer | undefined;
  readonly fulfillmentDetails?: FulfillmentDetails | undefined;
  /** Whether the goods are to go to more than one address, which no shop here does. */
  readonly severalDestinations?: boolean | undefined;
  readonly selections?: readonly RequestedSelection[] | undefined;
  readonly discountCodes?: readonly string[] | undefined;
  /** Absent where the version has no words for it, though it can authenticate a buyer. */
  readonly interventions?: Interventions | undefined;
  readonly extensions?: readonly string[] | undefined;
  readonly affiliateAttribution?: AffiliateAttribution | undefined;
  readonly locale?: string | undefined;
  readonly timezone?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly quoteId?: string | undefined;
  /** Empty: none, whatever was said before. */
  readonly orderNotes?: string | undefined;
}

/** What an update can take back as a whole. */
export type Clearable = "buyer" | "buyerContext" | "fulfillmentDetails" | "selections" | "discountCodes";

/** What any version's update request asks for. Absent means: leave as it is. */
export interface UpdateCommand extends BuyerCircumstances {
  /** What is forgotten before the rest is read: what a request that replaces everything does not mention. */
  readonly clears?: readonly Clearable[] | undefined;
  readonly items?: readonly RequestedItem[] | undefined;
  readonly buyer?: Buyer | undefined;
  readonly fulfillmentDetails?: FulfillmentDetails | undefined;
  /** Whether the goods are to go to more than one address, which no shop here does. */
  readonly severalDestinations?: boolean | undefined;
  readonly selections?: readonly RequestedSelection[] | undefined;
  readonly discountCodes?: readonly string[] | undefined;
  readonly affiliateAttribution?: AffiliateAttribution | undefined;
  /** Empty: none, whatever was said before. */
  readonly orderNotes?: string | undefined;
}

/** How the buyer pays: what with, and where the card's statements go. */
export interface PaymentInstruction {
  readonly credential: Credential;
  readonly billingAddress?: Address | undefined;
}

/** What any version's complete request asks for. */
export interface CompleteCommand {
  readonly payment: PaymentInstruction;
  readonly buyer?: Buyer | undefined;
  /** An address other than the session's is refused; contact details are taken over. */
  readonly fulfillmentDetails?: FulfillmentDetails | undefined;
  readonly authenticationResult?: AuthenticationResult | undefined;
  /** False where the version has no words for authentication: a card that wants it is then declined. */
  readonly canAuthenticate?: false | undefined;
  readonly affiliateAttribution?: AffiliateAttribution | undefined;
  readonly riskSignals?: RiskSignals | undefined;
  readonly consents?: BuyerConsents | undefined;
  readonly marketingConsents?: readonly MarketingConsent[] | undefined;
  /** Empty: none, whatever was said before. */
  readonly orderNotes?: string | undefined;
}

export interface CancelCommand {
  readonly intentTrace?: IntentTrace | undefined;
}
