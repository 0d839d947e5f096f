/** Who led the buyer here, as the agent names them. Its claims are not checked. */
export interface AffiliateAttribution {
  readonly provider: string;
  readonly touchpoint?: "first" | "last" | undefined;
  /** Everything else the agent sent, token included. Never logged; told to none but its own agent, by UCP alone. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** The buyer's answer to being written to by one channel. */
export interface MarketingConsent {
  readonly channel: string;
  readonly optedIn: boolean;
}

/** What buyers are asked to let shops do with what is known of them. */
export const consentPurposes = ["analytics", "marketing", "preferences", "sale_of_data"] as const;

/** One of {@link consentPurposes}. */
export type ConsentPurpose = (typeof consentPurposes)[number];

/** A buyer's answers, as the agent took them; who is not named here was not asked. */
export type BuyerConsents = Readonly<Partial<Record<ConsentPurpose, boolean>>>;

/** What the agent knows of the buyer's device (`RiskSignals`, from 2026-01-30). */
export interface RiskSignals {
  readonly ipAddress?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly acceptLanguage?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly deviceFingerprint?: string | undefined;
}

/** By what a purchase began: an agent's call, an assistant's tool without a key, or a page of the shop. */
export type PurchaseWay = "agent" | "assistant" | "page";

/**
 * What an agent tells the merchant of how a purchase came about. Kept with the order for the merchant: of all this only the
 * locale, consents and UCP's attribution are ever told the agent again.
 */
export interface PurchaseContext {
  /** Absent: an agent's call. */
  readonly way?: PurchaseWay | undefined;
  /** BCP 47, as the agent said it. */
  readonly locale?: string | undefined;
  /** Who is credited at the start of the session, and who at its end (RFC affiliate attribution). */
  readonly affiliateFirst?: AffiliateAttribution | undefined;
  readonly affiliateLast?: AffiliateAttribution | undefined;
  /** Only of channels the shop offers. */
  readonly marketingConsents?: readonly MarketingConsent[] | undefined;
  readonly consents?: BuyerConsents | undefined;
  readonly riskSignals?: RiskSignals | undefined;
}

/** By what a purchase began, also where that was not written down. */
export function wayOf({ way = "agent" }: Pick<PurchaseContext, "way">): PurchaseWay {
  return way;
}

/** Something with the way it came, as it is handed out: absent means an agent only to who knows. */
export function withWay<Purchase extends PurchaseContext>(
  purchase: Purchase,
): Purchase & { readonly way: PurchaseWay } {
  return { ...purchase, way: wayOf(purchase) };
}

/** The context alone of something that has more. */
export function purchaseContextOf(of: PurchaseContext): PurchaseContext {
  const { way, locale, affiliateFirst, affiliateLast, marketingConsents, consents, riskSignals } = of;
  return { way, locale, affiliateFirst, affiliateLast, marketingConsents, consents, riskSignals };
}
