import { type Clock, SECOND } from "../../clock.ts";
import type { PaymentProvider } from "../provider.ts";
import type { StripeBudgets, StripeCalls } from "./calls.ts";
import { cancelCharge } from "./cancel.ts";
import { capture } from "./capture.ts";
import { charge, inspect } from "./charge.ts";
import { connectToStripe, type StripeConnection, type StripeSettings } from "./connection.ts";
import { dispute } from "./dispute.ts";
import { readStripeEvent } from "./events.ts";
import { stripeHosted } from "./hosted.ts";
import { lookUp } from "./look-up.ts";
import { refund, refundsOf } from "./refund.ts";
import { stripeTaxBooks } from "./tax-books.ts";

const BUDGETS: StripeBudgets = { inspection: 3 * SECOND, charge: 12 * SECOND, other: 12 * SECOND };

/** Payments through Stripe, with shared payment tokens and what Google Pay made, by the official library. */
export function createStripeProvider(
  settings: StripeSettings,
  clock: Clock,
  budgets: StripeBudgets = BUDGETS,
  connection: StripeConnection = connectToStripe(settings),
): PaymentProvider {
  const calls: StripeCalls = { ...connection, settings, clock, budgets };
  return {
    name: "stripe",
    signatureHeader: "stripe-signature",
    hosted: stripeHosted(connection, settings, budgets.other),
    taxBooks: stripeTaxBooks(calls),
    inspect: (asked) => inspect(calls, asked),
    charge: (asked) => charge(calls, asked),
    lookUp: (asked) => lookUp(calls, asked),
    cancel: (asked) => cancelCharge(calls, asked),
    capture: (asked) => capture(calls, asked),
    refund: (asked) => refund(calls, asked),
    refundsOf: (reference) => refundsOf(calls, reference),
    dispute: (reference) => dispute(calls, reference),
    readEvent: (body, signature, now) =>
      readStripeEvent(connection.stripe.webhooks, settings.webhookSecret, body, signature, now),
  };
}
