import type { FulfillmentDetails } from "../address.ts";
import type { Buyer, UnreachableBuyer } from "../buyers/buyer.ts";
import type { BuyerContext } from "../buyers/buyer-context.ts";
import type { PurchaseContext } from "../buyers/purchase-context.ts";
import type { Description, Dimensions, Media, VariantOption, Weight } from "../catalog/product.ts";
import type { Instant } from "../clock.ts";
import type { AgentId, CartId, LineItemId, OrderId, ProductId, SessionId, VariantId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import type { AuthenticationMetadata } from "../payments/authentication.ts";
import type { LineAmounts, TaxShare, Total } from "../pricing/amounts.ts";
import type { AppliedDiscount, DiscountDetail, RejectedDiscount } from "../pricing/discount.ts";
import type { FulfillmentOption, Selection } from "../pricing/fulfillment.ts";
import type { Place } from "../problem.ts";
import type { SpokenProtocol } from "../spoken-protocol.ts";
import type { PricePromise } from "./line-price.ts";
import type { Quotes } from "./quotes.ts";

/** Every status of a session, in the order in which it passes through them. */
export const sessionStatuses = [
  "not_ready_for_payment",
  "ready_for_payment",
  "authentication_required",
  "requires_escalation",
  "in_progress",
  "completed",
  "canceled",
  "expired",
] as const;

/**
 * Where a session stands. `requires_escalation`: its buyer is to pay on a page of the provider's. `expired` is also what
 * an open session becomes, unsaid, once its time is over.
 */
export type SessionStatus = (typeof sessionStatuses)[number];

/** How plentiful a line is now. `available` is absent when stock is not tracked. */
export interface LineAvailability {
  readonly status: "in_stock" | "low_stock" | "out_of_stock" | "backorder";
  readonly available?: number | undefined;
}

/** One variant in a quantity, as described and priced when the session was last computed. */
export interface LineItem {
  readonly id: LineItemId;
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly quantity: number;
  readonly title: string;
  readonly description?: Description | undefined;
  readonly media: readonly Media[];
  readonly options: readonly VariantOption[];
  readonly sku?: string | undefined;
  readonly category?: string | undefined;
  readonly tags: readonly string[];
  readonly weight?: Weight | undefined;
  readonly dimensions?: Dimensions | undefined;
  readonly url?: string | undefined;
  readonly requiresShipping: boolean;
  /** Whether buyers may not withdraw from it; absent: they may, where the law lets them. */
  readonly isWithdrawalExcluded?: boolean | undefined;
  readonly taxClass: string;
  readonly maxQuantity?: number | undefined;
  readonly availability: LineAvailability;
  readonly unitPrice: Minor;
  /** The price the session keeps to for a while, once asked to. */
  readonly promise?: PricePromise | undefined;
  readonly listPrice?: Minor | undefined;
  readonly amounts: LineAmounts;
  readonly taxes: readonly TaxShare[];
  readonly discountDetails: readonly DiscountDetail[];
}

/** The error codes of 2026-04-17, the widest set; older versions map them down exhaustively. */
export type MessageErrorCode =
  | "missing"
  | "invalid"
  | "out_of_stock"
  | "payment_declined"
  | "requires_sign_in"
  | "requires_3ds"
  | "low_stock"
  | "quantity_exceeded"
  | "coupon_invalid"
  | "coupon_expired"
  | "minimum_not_met"
  | "maximum_exceeded"
  | "region_restricted"
  | "age_verification_required"
  | "approval_required"
  | "unsupported"
  | "not_found"
  | "conflict"
  | "rate_limited"
  | "expired"
  | "intervention_required";

export type MessageWarningCode =
  | "low_stock"
  | "high_demand"
  | "shipping_delay"
  | "price_change"
  | "expiring_promotion"
  | "limited_availability"
  | "discount_code_expired"
  | "discount_code_invalid"
  | "discount_code_already_applied"
  | "discount_code_combination_disallowed"
  | "discount_code_minimum_not_met"
  | "discount_code_user_not_logged_in"
  | "discount_code_user_ineligible"
  | "discount_code_usage_limit_reached";

interface MessageBase {
  /** CommonMark without raw HTML, or plain text. Says what happened and what to do next. */
  readonly content: string;
  readonly contentType: "plain" | "markdown";
  readonly place?: Place | undefined;
  readonly severity?: "info" | "low" | "medium" | "high" | "critical" | undefined;
  readonly resolution?: "recoverable" | "requires_buyer_input" | "requires_buyer_review" | undefined;
}

/** What the agent should tell the buyer, or mend. An `error` keeps the session from being completed. */
export type Message =
  | (MessageBase & { readonly type: "info" })
  | (MessageBase & { readonly type: "warning"; readonly code: MessageWarningCode })
  | (MessageBase & { readonly type: "error"; readonly code: MessageErrorCode });

/** What an agent's application can show the buyer on the way to an order (capability negotiation RFC). */
export interface Interventions {
  readonly supported: readonly ("3ds" | "biometric" | "address_verification")[];
}

/** A checkout session: what the agent asked for and what we last answered, computed and consistent. */
export interface CheckoutSession extends PurchaseContext {
  readonly id: SessionId;
  readonly agentId: AgentId;
  /** What the session was created in: its order and its webhooks speak it too. */
  readonly protocol: SpokenProtocol;
  /** The cart that it was begun of. */
  readonly cartId?: CartId | undefined;
  readonly status: SessionStatus;
  readonly currency: Currency;
  readonly lineItems: readonly LineItem[];
  readonly buyer?: Buyer | undefined;
  readonly unreachableBuyer?: UnreachableBuyer | undefined;
  readonly buyerContext?: BuyerContext | undefined;
  readonly fulfillmentDetails?: FulfillmentDetails | undefined;
  /** Whether the agent asked for more than one address; while it does, nothing can be paid. */
  readonly severalDestinations?: boolean | undefined;
  readonly options: readonly FulfillmentOption[];
  readonly selections: readonly Selection[];
  /** True once the agent chose; until then the cheapest options stand selected by us. */
  readonly selectedByAgent: boolean;
  readonly totals: readonly Total[];
  readonly messages: readonly Message[];
  readonly discountCodes: readonly string[];
  readonly appliedDiscounts: readonly AppliedDiscount[];
  readonly rejectedDiscounts: readonly RejectedDiscount[];
  /** What others were asked about its goods and address. Never returned. */
  readonly quotes?: Quotes | undefined;
  /** What whoever computed the tax calls that, to be named when it is paid; absent for our own table's. */
  readonly taxCalculation?: string | undefined;
  /** What the agent says it can show; absent where its version can show something and has no words to say so. */
  readonly interventions?: Interventions | undefined;
  readonly extensions?: readonly string[] | undefined;
  readonly authentication?: AuthenticationMetadata | undefined;
  readonly timezone?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly quoteId?: string | undefined;
  readonly orderNotes?: string | undefined;
  readonly intentTrace?: IntentTrace | undefined;
  readonly orderId?: OrderId | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly expiresAt: Instant;
}

/** Why a buyer walked away, in the agent's words (cancel, from 2025-12-12). Stored, never returned. */
export interface IntentTrace {
  readonly reasonCode: string;
  readonly summary?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** The amount an agent was last told to pay. Minor units. */
export function totalOf(session: Pick<CheckoutSession, "totals">): Minor {
  const total = session.totals.find((entry) => entry.type === "total");
  if (!total) throw new Error("a session always has a total");
  return total.amount;
}
