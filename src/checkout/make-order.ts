import { type Instant, instant } from "../clock.ts";
import { newUnguessableToken } from "../ids.ts";
import type { EstimatedDelivery, Order, OrderLineItem } from "../orders/order.ts";
import type { PaymentAttempt } from "../payments/attempt.ts";
import type { CheckoutSession, LineItem } from "./session.ts";

/** The order a paid session becomes. The session has stood frozen since the attempt was opened. */
export function orderFrom(
  session: CheckoutSession,
  attempt: PaymentAttempt,
  number: number,
  now: Instant,
): Order {
  return {
    id: attempt.orderId,
    number,
    sessionId: session.id,
    agentId: session.agentId,
    attemptId: attempt.id,
    apiVersion: session.apiVersion,
    permalinkToken: newUnguessableToken(),
    status: "confirmed",
    currency: session.currency,
    buyer: session.buyer,
    fulfillmentDetails: session.fulfillmentDetails,
    lineItems: session.lineItems.map(orderLine),
    fulfillments: [],
    adjustments: [],
    totals: session.totals,
    appliedDiscounts: session.appliedDiscounts,
    estimatedDelivery: estimatedDelivery(session),
    orderNotes: session.orderNotes,
    createdAt: now,
    updatedAt: now,
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
    unitPrice: line.unitPrice,
    amounts: line.amounts,
    quantity: { ordered: line.quantity, current: line.quantity, fulfilled: 0 },
  };
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
