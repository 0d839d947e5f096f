import { type Static, Type } from "@sinclair/typebox";
import type { CheckoutSession } from "../../../checkout/session.ts";
import type { CheckoutView } from "../../../checkout/view.ts";
import { toRfc3339 } from "../../../clock.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import { checkout, discount, fulfillment } from "./capabilities.ts";
import { DiscountsAnswer, encodeDiscounts } from "./discounts.ts";
import { Envelope, envelope } from "./envelope.ts";
import { maybe, open } from "./fields.ts";
import { encodeFulfillment, FulfillmentAnswer } from "./fulfillment.ts";
import { encodeLineItem, LineItemAnswer } from "./line-items.ts";
import { encodeMessage, MessageAnswer } from "./messages.ts";
import { pathOf } from "./paths.ts";
import { paymentHandlers } from "./payment.ts";
import { lacksOf } from "./readiness.ts";
import { BuyerAnswer, encodeBuyer, encodeLinks, LinkAnswer } from "./shop.ts";
import { encodeTotals, Totals } from "./totals.ts";

const statuses = [
  "incomplete",
  "ready_for_complete",
  "complete_in_progress",
  "completed",
  "canceled",
] as const;

/** A checkout session, whole. */
export const CheckoutAnswer = open({
  ucp: Type.Intersect([Envelope, open({ payment_handlers: Type.Unsafe<object>(Type.Object({})) })]),
  id: Type.String(),
  status: Type.Unsafe<(typeof statuses)[number]>(Type.String({ enum: [...statuses] })),
  currency: Type.String(),
  line_items: Type.Array(LineItemAnswer),
  buyer: maybe(BuyerAnswer),
  totals: Totals,
  fulfillment: maybe(FulfillmentAnswer),
  discounts: maybe(DiscountsAnswer),
  messages: Type.Array(MessageAnswer),
  links: Type.Array(LinkAnswer),
  expires_at: maybe(Type.String()),
  order: maybe(open({ id: Type.String(), label: Type.String(), permalink_url: Type.String() })),
});

/** What an answer about a checkout is made for. */
export interface CheckoutAudience {
  readonly version: string;
  /** What was agreed on with the caller. */
  readonly capabilities: readonly string[];
  /** Whether the sandbox is paid. */
  readonly isSandbox: boolean;
  /** Whether this caller may place orders. */
  readonly mayComplete: boolean;
}

/** Shows a checkout to a caller: extensions only where they were agreed on. */
export function encodeCheckout(
  { session, order, shop }: CheckoutView,
  audience: CheckoutAudience,
): Static<typeof CheckoutAnswer> {
  const { version, capabilities } = audience;
  const payable = { isSandbox: audience.isSandbox && audience.mayComplete };
  return {
    ucp: {
      ...envelope(version, checkout, capabilities),
      payment_handlers: paymentHandlers(version, payable),
    },
    id: session.id,
    status: statusOf(session, payable.isSandbox),
    currency: session.currency.toUpperCase(),
    line_items: session.lineItems.map(encodeLineItem),
    buyer: encodeBuyer(session.buyer),
    totals: encodeTotals(session.totals),
    fulfillment: capabilities.includes(fulfillment) ? encodeFulfillment(session) : undefined,
    discounts: capabilities.includes(discount) ? encodeDiscounts(session) : undefined,
    messages: messagesOf(session, payable.isSandbox),
    links: encodeLinks(shop),
    expires_at: isOpen(session) ? toRfc3339(session.expiresAt) : undefined,
    order: order && { id: order.id, label: String(order.number), permalink_url: permalinkOf(order, shop) },
  };
}

/** UCP has no word for an expired session: it is canceled, and a message says why. */
function statusOf(session: CheckoutSession, isPayable: boolean): (typeof statuses)[number] {
  switch (session.status) {
    case "not_ready_for_payment":
    case "authentication_required":
      return "incomplete";
    case "ready_for_payment":
      return isPayable && lacksOf(session).length === 0 ? "ready_for_complete" : "incomplete";
    // The buyer is at the provider's, or their payment is: there is nothing that the platform could do.
    case "requires_escalation":
    case "in_progress":
      return "complete_in_progress";
    case "completed":
      return "completed";
    case "canceled":
    case "expired":
      return "canceled";
  }
}

function messagesOf(session: CheckoutSession, isPayable: boolean): Static<typeof MessageAnswer>[] {
  const messages = session.messages.map(encodeMessage);
  if (session.status === "expired")
    return [
      ...messages,
      {
        type: "info",
        code: "expired",
        content: "The session has expired. Create a new one.",
        content_type: "plain",
      },
    ];
  if (!isOpen(session)) return messages;
  const lacking = lacksOf(session).map(({ place, detail }) => ({
    type: "error",
    code: "missing",
    path: pathOf(place),
    content: detail,
    content_type: "plain",
    severity: "recoverable",
  }));
  return [...messages, ...lacking, ...(isPayable ? [] : [unpayable])];
}

const unpayable: Static<typeof MessageAnswer> = {
  type: "info",
  code: "completion_not_offered",
  content: "Orders are placed here only by agents that the shop has given a key to pay with.",
  content_type: "plain",
};

function isOpen({ status }: CheckoutSession): boolean {
  return (
    status === "not_ready_for_payment" ||
    status === "ready_for_payment" ||
    status === "authentication_required"
  );
}
