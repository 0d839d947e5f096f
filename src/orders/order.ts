import type { Address, FulfillmentDetails } from "../address.ts";
import type { Buyer } from "../buyers/buyer.ts";
import type { PurchaseContext } from "../buyers/purchase-context.ts";
import type { Instant } from "../clock.ts";
import type {
  AdjustmentId,
  AgentId,
  AttemptId,
  BuyerId,
  FulfillmentEventId,
  FulfillmentId,
  LineItemId,
  OrderId,
  ProductId,
  SessionId,
  VariantId,
} from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import type { LineAmounts, TaxShare, Total } from "../pricing/amounts.ts";
import type { AppliedDiscount } from "../pricing/discount.ts";
import type { FulfillmentWay } from "../pricing/fulfillment.ts";
import type { SpokenProtocol } from "../spoken-protocol.ts";

/** Where an order stands; `orders/status.ts` holds which may follow which. */
export type OrderStatus =
  | "created"
  | "confirmed"
  | "manual_review"
  | "processing"
  | "shipped"
  | "completed"
  | "canceled";

/** A sold line. `current` is `ordered` less what was canceled or returned; `fulfilled` is how many reached the buyer's hands or carrier. */
export interface OrderLineItem {
  readonly id: LineItemId;
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly title: string;
  readonly description?: string | undefined;
  readonly imageUrl?: string | undefined;
  readonly url?: string | undefined;
  readonly sku?: string | undefined;
  readonly requiresShipping: boolean;
  /** Whether buyers may not withdraw from it (Directive 2011/83/EU, article 16). */
  readonly isWithdrawalExcluded?: boolean | undefined;
  readonly unitPrice: Minor;
  readonly amounts: LineAmounts;
  /** Who the line's tax goes to; absent on orders of programs that did not keep it. The bill says it for the whole order. */
  readonly taxes?: readonly TaxShare[] | undefined;
  readonly quantity: { readonly ordered: number; readonly current: number; readonly fulfilled: number };
}

export interface EstimatedDelivery {
  readonly earliest: Instant;
  readonly latest: Instant;
}

export interface LineItemReference {
  readonly id: LineItemId;
  readonly quantity: number;
}

/** What can happen to goods on their way (ACP 2026-04-17 `FulfillmentEvent.type`). */
export type FulfillmentEventType =
  | "processing"
  | "shipped"
  | "in_transit"
  | "out_for_delivery"
  | "ready_for_pickup"
  | "delivered"
  | "failed_attempt"
  | "returned_to_sender"
  | "undeliverable"
  | "canceled";

/** One step of a parcel's way. Append-only. */
export interface FulfillmentEvent {
  readonly id: FulfillmentEventId;
  readonly type: FulfillmentEventType;
  readonly occurredAt: Instant;
  readonly description?: string | undefined;
  readonly location?: string | undefined;
}

/** Where goods are (ACP 2026-04-17 `Fulfillment.status`). `failed`: they did not arrive, and wait to be sent again. */
export type FulfillmentStatus =
  | "pending"
  | "processing"
  | "shipped"
  | "in_transit"
  | "out_for_delivery"
  | "ready_for_pickup"
  | "delivered"
  | "failed"
  | "canceled";

/** Goods on their way: a parcel, a pickup or a download. */
export interface Fulfillment {
  readonly id: FulfillmentId;
  readonly type: "shipping" | "pickup" | "digital";
  readonly status: FulfillmentStatus;
  readonly lineItems: readonly LineItemReference[];
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
  readonly trackingUrl?: string | undefined;
  readonly destination?: Address | undefined;
  readonly estimatedDelivery?: EstimatedDelivery | undefined;
  readonly digitalDelivery?:
    | {
        readonly accessUrl?: string | undefined;
        readonly licenseKey?: string | undefined;
        readonly expiresAt?: Instant | undefined;
      }
    | undefined;
  readonly description?: string | undefined;
  readonly events: readonly FulfillmentEvent[];
}

/** Money or goods that changed after the sale. `amount` includes tax. */
export interface Adjustment {
  readonly id: AdjustmentId;
  readonly type:
    | "refund"
    | "credit"
    | "return"
    | "exchange"
    | "price_adjustment"
    | "cancellation"
    | "dispute";
  readonly status: "pending" | "completed" | "failed";
  readonly occurredAt: Instant;
  readonly lineItems?: readonly LineItemReference[] | undefined;
  readonly amount?: Minor | undefined;
  readonly description?: string | undefined;
  readonly reason?: string | undefined;
}

/** What was sold, to whom and for how much: what a payment attempt freezes, and an order keeps. */
export interface Sale extends PurchaseContext {
  /** What the session spoke: its webhooks speak it too. */
  readonly protocol: SpokenProtocol;
  readonly buyer?: Buyer | undefined;
  readonly fulfillmentDetails?: FulfillmentDetails | undefined;
  readonly lineItems: readonly OrderLineItem[];
  /** The bill as charged. */
  readonly totals: readonly Total[];
  readonly appliedDiscounts: readonly AppliedDiscount[];
  /** The way the buyer chose for it. */
  readonly delivery?: FulfillmentWay | undefined;
  readonly estimatedDelivery?: EstimatedDelivery | undefined;
  readonly orderNotes?: string | undefined;
}

/** A sale, as it stands now. Made once, by settlement, from what the payment attempt froze. */
export interface Order extends Sale {
  readonly id: OrderId;
  /** Sequential, without gaps: what people quote. */
  readonly number: number;
  readonly sessionId: SessionId;
  readonly agentId: AgentId;
  readonly attemptId: AttemptId;
  /** Unguessable part of the permalink: who has the link may see the order. */
  readonly permalinkToken: string;
  readonly status: OrderStatus;
  readonly currency: Currency;
  /** Absent when nobody said who buys, and once the buyer was erased. */
  readonly buyerId?: BuyerId | undefined;
  readonly fulfillments: readonly Fulfillment[];
  readonly adjustments: readonly Adjustment[];
  /** The bill: `total` stays the original charge; what went back shows as `amount_refunded`. */
  readonly totals: readonly Total[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}
