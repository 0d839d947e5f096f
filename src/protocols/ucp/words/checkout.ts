import { type Static, Type } from "@sinclair/typebox";
import type { CheckoutSession } from "../../../checkout/session.ts";
import { isUnfinished } from "../../../checkout/transitions.ts";
import type { CheckoutView } from "../../../checkout/view.ts";
import { toRfc3339 } from "../../../clock.ts";
import { maybe } from "../../../operations/fields.ts";
import { permalinkOf } from "../../../orders/permalink.ts";
import type { Shop } from "../../../shop.ts";
import { ContextAnswer, encodeContext } from "./buyer-context.ts";
import { buyerConsent, checkout, discount, fulfillment } from "./capabilities.ts";
import type { ConsentWords } from "./consent.ts";
import { DiscountsAnswer, encodeDiscounts } from "./discounts.ts";
import { claimsNotAccepted } from "./eligibility.ts";
import { Envelope, envelope, type Reader } from "./envelope.ts";
import { open } from "./fields.ts";
import { FulfillmentAnswer, type FulfillmentEncoder } from "./fulfillment.ts";
import { encodeLineItem, LineItemAnswer } from "./line-items.ts";
import { encodeMessage, MessageAnswer, wantsBuyer } from "./messages.ts";
import { pathOf } from "./paths.ts";
import type { PaymentHandler } from "./payment-handler.ts";
import { declareHandlers } from "./payment-handlers.ts";
import { PolicyAnswer } from "./policies-since-20260825.ts";
import { lacksOf } from "./readiness.ts";
import { BuyerAnswer, encodeBuyer, encodeLinks, LinkAnswer } from "./shop.ts";
import { encodeTotals, Totals } from "./totals.ts";

const statuses = [
  "incomplete",
  "requires_escalation",
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
  buyer: maybe(Type.Intersect([BuyerAnswer, open({ consent: maybe(Type.Unsafe<object>(Type.Object({}))) })])),
  context: maybe(ContextAnswer),
  totals: Totals,
  fulfillment: maybe(FulfillmentAnswer),
  discounts: maybe(DiscountsAnswer),
  messages: Type.Array(MessageAnswer),
  links: Type.Array(LinkAnswer),
  policies: maybe(Type.Array(PolicyAnswer)),
  continue_url: maybe(Type.String()),
  expires_at: maybe(Type.String()),
  order: maybe(open({ id: Type.String(), label: Type.String(), permalink_url: Type.String() })),
});

/** What an answer about a checkout is made for. */
export interface CheckoutAudience extends Reader {
  /** How the shop can be paid by agents. */
  readonly handlers: readonly PaymentHandler[];
  /** Whether this caller may place orders. */
  readonly mayComplete: boolean;
  /** Where the buyer may finish the checkout themselves; absent where there is no such page. */
  readonly page?: string | undefined;
  /** A change came while the checkout is being paid, and was not made. */
  readonly refusedChange?: true | undefined;
}

/** Shows a checkout to a caller: extensions only where they were agreed on. */
export type CheckoutEncoder = (
  view: CheckoutView,
  audience: CheckoutAudience,
) => Static<typeof CheckoutAnswer>;

/** What versions spell in different ways. */
export interface CheckoutSpelling {
  readonly fulfillment: FulfillmentEncoder;
  readonly consent: Pick<ConsentWords, "encode">;
  /** What a version says beside. */
  readonly moreMessages?: ((session: CheckoutSession) => readonly Static<typeof MessageAnswer>[]) | undefined;
  /** What rules of the shop's it names. */
  readonly policies?:
    | ((session: CheckoutSession, shop: Shop) => Static<typeof PolicyAnswer>[] | undefined)
    | undefined;
}

/** Builds the encoder of a version. */
export function checkoutEncoder(spelling: CheckoutSpelling): CheckoutEncoder {
  return (view, audience) => encodeCheckout(view, audience, spelling);
}

function encodeCheckout(
  { session, order, shop }: CheckoutView,
  audience: CheckoutAudience,
  spelling: CheckoutSpelling,
): Static<typeof CheckoutAnswer> {
  const { release, capabilities } = audience;
  const isPayable = audience.handlers.length > 0 && audience.mayComplete;
  const page = isUnfinished(session.status) ? audience.page : undefined;
  const status = statusOf(session, isPayable, page);
  return {
    ucp: {
      ...envelope(audience, checkout),
      payment_handlers: declareHandlers(isPayable ? audience.handlers : [], release.version),
    },
    id: session.id,
    status,
    currency: session.currency.toUpperCase(),
    line_items: session.lineItems.map(encodeLineItem),
    buyer: buyerOf(
      session,
      capabilities.includes(buyerConsent) ? spelling.consent.encode(session, shop) : undefined,
    ),
    context: encodeContext(session.buyerContext),
    totals: encodeTotals(session.totals, session.appliedDiscounts),
    fulfillment: capabilities.includes(fulfillment) ? spelling.fulfillment(session) : undefined,
    discounts: capabilities.includes(discount) ? encodeDiscounts(session) : undefined,
    messages: [
      ...messagesOf(session, page !== undefined),
      ...(spelling.moreMessages?.(session) ?? []),
      ...(isPayable || !isOpen(session) ? [] : [handOver(status)]),
      ...(audience.refusedChange ? [beingPaid] : []),
    ],
    links: encodeLinks(shop),
    policies: spelling.policies?.(session, shop),
    continue_url: page,
    expires_at: isOpen(session) ? toRfc3339(session.expiresAt) : undefined,
    order: order && { id: order.id, label: String(order.number), permalink_url: permalinkOf(order, shop) },
  };
}

/** Who buys, with what they agree to; absent where neither is known. */
function buyerOf(
  { buyer, unreachableBuyer }: CheckoutSession,
  consent: object | undefined,
): Static<typeof CheckoutAnswer>["buyer"] {
  const known = buyer ?? unreachableBuyer;
  return known || consent ? { ...encodeBuyer(known), consent } : undefined;
}

/**
 * UCP has no word for an expired session: it is canceled, and a message says why. What nobody may pay here but the buyer
 * is escalated once nothing else is missing.
 */
function statusOf(
  session: CheckoutSession,
  isPayable: boolean,
  page: string | undefined,
): (typeof statuses)[number] {
  switch (session.status) {
    case "not_ready_for_payment":
    case "authentication_required":
      return "incomplete";
    case "ready_for_payment":
      if (lacksOf(session).length > 0) return "incomplete";
      if (isPayable && !(page !== undefined && session.messages.some(wantsBuyer)))
        return "ready_for_complete";
      return page === undefined ? "incomplete" : "requires_escalation";
    // The buyer is at the provider's: it is for them to finish, or for nobody where there is no page.
    case "requires_escalation":
      return page === undefined ? "complete_in_progress" : "requires_escalation";
    case "in_progress":
      return "complete_in_progress";
    case "completed":
      return "completed";
    case "canceled":
    case "expired":
      return "canceled";
  }
}

function messagesOf(session: CheckoutSession, canHandOver: boolean): Static<typeof MessageAnswer>[] {
  const messages = session.messages.map((message) => encodeMessage(message, canHandOver));
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
  return [...messages, ...lacking, ...claimsNotAccepted(session.buyerContext)];
}

const beingPaid: Static<typeof MessageAnswer> = {
  type: "error",
  code: "payment_in_progress",
  content: "The checkout is being paid: nothing was changed. Get it again to see how that ends.",
  content_type: "plain",
  severity: "recoverable",
};

/** Says that this caller places no orders here: from the beginning as a fact, at the end as what is to be done. */
function handOver(status: (typeof statuses)[number]): Static<typeof MessageAnswer> {
  if (status !== "requires_escalation")
    return {
      type: "info",
      code: "completion_not_offered",
      content: "This checkout can be paid only by its buyer, on the shop's own page.",
      content_type: "plain",
    };
  return {
    type: "error",
    code: "buyer_payment_required",
    content: "Everything is there. Send the buyer to continue_url to review and pay.",
    content_type: "plain",
    severity: "requires_buyer_review",
  };
}

function isOpen({ status }: CheckoutSession): boolean {
  return (
    status === "not_ready_for_payment" ||
    status === "ready_for_payment" ||
    status === "authentication_required"
  );
}
