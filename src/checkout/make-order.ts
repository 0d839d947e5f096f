import { purchaseContextOf } from "../buyers/purchase-context.ts";
import { type Instant, instant } from "../clock.ts";
import { type BuyerId, newUnguessableTokenAt } from "../ids.ts";
import type { EstimatedDelivery, Order, OrderLineItem, Sale } from "../orders/order.ts";
import { plannedFulfillments } from "../orders/plan-fulfillments.ts";
import type { PaymentAttempt } from "../payments/attempt.ts";
import type { FulfillmentWay } from "../pricing/fulfillment.ts";
import type { CheckoutSession, LineItem } from "./session.ts";

/** What a session sells as it stands: to be frozen when it is paid. */
export function saleOf(session: CheckoutSession): Sale {
  return {
    protocol: session.protocol,
    buyer: session.buyer,
    fulfillmentDetails: session.fulfillmentDetails,
    lineItems: session.lineItems.map(orderLine),
    totals: session.totals,
    appliedDiscounts: session.appliedDiscounts,
    delivery: chosenWay(session),
    estimatedDelivery: estimatedDelivery(session),
    orderNotes: session.orderNotes,
    ...purchaseContextOf(session),
  };
}

/** An attempt with what it sells. */
export type AttemptWithSale = PaymentAttempt & { readonly sale: Sale };

/**
 * An open attempt with what it sells: what its session says, which stands still for as long as the attempt is open. One
 * that an earlier Checkstand opened brings it along, as one does that failed.
 */
export function withSale(attempt: PaymentAttempt, session: CheckoutSession): AttemptWithSale {
  const sale = attempt.sale ?? (attempt.state === "open" ? saleOf(session) : undefined);
  if (!sale) throw new Error(`attempt ${attempt.id} has made its order already`);
  return { ...attempt, sale };
}

/** The order a paid attempt becomes. */
export function orderFrom(
  attempt: AttemptWithSale,
  number: number,
  buyerId: BuyerId | undefined,
  now: Instant,
): Order {
  return {
    id: attempt.orderId,
    number,
    sessionId: attempt.sessionId,
    agentId: attempt.agentId,
    attemptId: attempt.id,
    permalinkToken: newUnguessableTokenAt(now),
    status: "confirmed",
    currency: attempt.currency,
    ...attempt.sale,
    buyerId,
    fulfillments: plannedFulfillments(attempt.sale),
    adjustments: [],
    createdAt: now,
    updatedAt: now,
  };
}

/**
 * Whether a session would still sell what was frozen: the same goods to the same place for the same money. Delivery
 * dates and notes may have moved.
 */
export function isSameSale(session: CheckoutSession, sale: Sale): boolean {
  return Bun.deepEquals(essence(saleOf(session)), essence(sale));
}

function essence({ fulfillmentDetails, lineItems, totals }: Sale) {
  return {
    address: fulfillmentDetails?.address,
    lines: lineItems.map(({ variantId, quantity }) => [variantId, quantity.ordered]),
    total: totals.find(({ type }) => type === "total")?.amount,
  };
}

function orderLine(line: LineItem): OrderLineItem {
  return {
    id: line.id,
    variantId: line.variantId,
    productId: line.productId,
    title: line.title,
    description: line.description?.plain,
    imageUrl: line.media.find((media) => media.type === "image")?.url,
    url: line.url,
    sku: line.sku,
    requiresShipping: line.requiresShipping,
    isWithdrawalExcluded: line.isWithdrawalExcluded,
    unitPrice: line.unitPrice,
    amounts: line.amounts,
    taxes: line.taxes,
    quantity: { ordered: line.quantity, current: line.quantity, fulfilled: 0 },
  };
}

/** The way chosen for the whole cart, without what it costs: the bill says that. */
function chosenWay({ selections, options }: CheckoutSession): FulfillmentWay | undefined {
  const chosen = options.find(({ id }) => selections.some(({ optionId }) => optionId === id));
  if (!chosen) return undefined;
  const { amounts: _, ...way } = chosen;
  return way;
}

/** From the earliest to the latest arrival of everything that is shipped. */
function estimatedDelivery({ selections, options }: CheckoutSession): EstimatedDelivery | undefined {
  const chosen = options.filter((option) => selections.some((selection) => selection.optionId === option.id));
  const windows = chosen.flatMap((option) =>
    option.type === "shipping" && option.earliest !== undefined && option.latest !== undefined
      ? [{ earliest: option.earliest, latest: option.latest }]
      : [],
  );
  return windows.reduce<EstimatedDelivery | undefined>(
    (whole, window) =>
      whole
        ? {
            earliest: instant(Math.min(whole.earliest, window.earliest)),
            latest: instant(Math.max(whole.latest, window.latest)),
          }
        : window,
    undefined,
  );
}
