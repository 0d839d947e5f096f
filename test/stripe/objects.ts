import type { Charge, CheckoutSession, Dispute, GrantedToken, PaymentIntent, Refund } from "./books.ts";

/** The books' entries as Stripe spells them on the wire. Only what a client may rely on; ids instead of objects. */

export function intentObject(intent: PaymentIntent) {
  const { receipt_email = null, shipping = null, statement_descriptor_suffix = null } = intent.parameters;
  return {
    id: intent.id,
    object: "payment_intent",
    amount: intent.amount,
    amount_capturable: intent.status === "requires_capture" ? intent.amount : 0,
    amount_received: intent.amountReceived,
    canceled_at: intent.canceledAt ?? null,
    cancellation_reason: intent.cancellationReason ?? null,
    capture_method: intent.captureMethod,
    client_secret: `${intent.id}_secret_standin`,
    confirmation_method: "automatic",
    created: intent.created,
    currency: intent.currency,
    description: intent.description ?? null,
    last_payment_error: intent.lastPaymentError ?? null,
    latest_charge: intent.charge?.id ?? null,
    livemode: false,
    metadata: intent.metadata,
    next_action: intent.status === "requires_action" ? { type: "use_stripe_sdk", use_stripe_sdk: {} } : null,
    payment_method: intent.card ? `pm_of_${intent.id}` : null,
    payment_method_types: ["card"],
    receipt_email,
    shipping,
    statement_descriptor_suffix,
    status: intent.status,
  };
}

export function checkoutSessionObject(session: CheckoutSession) {
  const { cancel_url = null, client_reference_id = null, customer_email = null } = session.parameters;
  return {
    id: session.id,
    object: "checkout.session",
    amount_subtotal: session.amount,
    amount_total: session.amount,
    cancel_url,
    client_reference_id,
    created: session.created,
    currency: session.currency,
    customer_email,
    expires_at: session.expiresAt,
    livemode: false,
    metadata: session.metadata,
    mode: "payment",
    payment_intent: session.intent?.id ?? null,
    payment_status: session.paymentStatus,
    status: session.status,
    success_url: session.successUrl,
    // A page that is over has no address any more.
    url: session.status === "open" ? `${session.pagesAt}/c/pay/${session.id}` : null,
  };
}

export function chargeObject(charge: Charge) {
  const { intent } = charge;
  return {
    id: charge.id,
    object: "charge",
    amount: intent.amount,
    amount_captured: charge.amountCaptured,
    amount_refunded: charge.amountRefunded,
    captured: charge.captured,
    created: charge.created,
    currency: intent.currency,
    livemode: false,
    metadata: intent.metadata,
    paid: charge.paid,
    payment_intent: intent.id,
    payment_method_details: {
      type: "card",
      card: {
        brand: intent.card?.brand ?? "visa",
        capture_before: charge.captureBefore ?? null,
        country: "US",
        funding: "credit",
        last4: intent.card?.last4 ?? "4242",
      },
    },
    refunded: charge.amountRefunded > 0 && charge.amountRefunded === charge.amountCaptured,
    status: charge.paid ? "succeeded" : "failed",
  };
}

export function refundObject(refund: Refund) {
  return {
    id: refund.id,
    object: "refund",
    amount: refund.amount,
    charge: refund.charge.id,
    created: refund.created,
    currency: refund.charge.intent.currency,
    ...(refund.status === "failed" && { failure_reason: "expired_or_canceled_card" }),
    metadata: refund.metadata,
    payment_intent: refund.charge.intent.id,
    reason: refund.reason ?? null,
    status: refund.status,
  };
}

export function disputeObject(dispute: Dispute) {
  return {
    id: dispute.id,
    object: "dispute",
    amount: dispute.amount,
    charge: dispute.charge.id,
    created: dispute.created,
    currency: dispute.charge.intent.currency,
    evidence_details: { due_by: dispute.dueBy, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: dispute.charge.intent.id,
    reason: dispute.reason,
    status: dispute.status,
  };
}

/** Every insight with a score of 0 to 100 and what Stripe would do about it. */
export function tokenObject(token: GrantedToken) {
  const insight = (score: number) => ({ recommended_action: score < 60 ? "continue" : "review", score });
  return {
    id: token.id,
    object: "shared_payment.granted_token",
    agent_details: { network_business_profile: "profile_agent" },
    created: token.created,
    deactivated_at: token.deactivatedAt ?? null,
    deactivated_reason: token.deactivatedReason ?? null,
    livemode: false,
    payment_method_details: {
      type: "card",
      billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
      card: {
        brand: token.card.brand,
        country: "US",
        display_brand: token.card.brand === "amex" ? "american_express" : token.card.brand,
        exp_month: 12,
        exp_year: 2034,
        funding: "credit",
        last4: token.card.last4,
        networks: null,
        wallet: null,
      },
    },
    risk_details: {
      insights: {
        fraudulent_dispute: insight(12),
        card_testing: insight(4),
        stolen_card: insight(7),
        bot: insight(1),
      },
    },
    shared_metadata: token.sharedMetadata,
    usage_details: { amount_captured: { currency: token.currency, value: token.captured } },
    usage_limits: {
      currency: token.currency,
      expires_at: token.expiresAt,
      max_amount: token.maxAmount,
    },
  };
}
