import { Stripe } from "stripe";
import { type Instant, instant, SECOND } from "../../clock.ts";
import type { Currency, Minor } from "../../money.ts";
import type { DeclineReason } from "../../problem.ts";
import type { ChargeOutcome, Instrument } from "../charge.ts";
import type { LookUpOutcome } from "../provider.ts";
import { fromStripe, toStripe } from "./amounts.ts";
import { describeStripeError, isRefusal } from "./connection.ts";

/** How long an agent is asked to wait when Stripe has too much to do, s. */
const BUSY_RETRY_SECONDS = 5;

export type IntentOutcome = Exclude<LookUpOutcome, { kind: "absent" }>;

/** What an intent as it stands means for the charge it was made for. */
export function outcomeOfIntent(
  intent: Stripe.PaymentIntent,
  expected: { readonly amount: Minor; readonly currency: Currency },
): IntentOutcome {
  const reference = intent.id;
  const amount = toStripe(expected.amount, expected.currency);
  if (intent.amount !== amount || intent.currency !== expected.currency) {
    return {
      kind: "unknown",
      detail: `${reference} is for ${intent.amount} ${intent.currency}, in Stripe's amounts, not for ${amount} ${expected.currency}`,
      contradicts: true,
    };
  }
  const instrument = instrumentOf(intent);
  switch (intent.status) {
    case "succeeded":
      return {
        kind: "paid",
        reference,
        captured: true,
        taken: takenLess(intent, expected),
        wasGivenBack: chargeOf(intent)?.refunded || undefined,
        instrument,
      };
    case "requires_capture":
      return { kind: "paid", reference, captured: false, captureBefore: captureBefore(intent), instrument };
    case "processing":
    case "requires_confirmation":
      return { kind: "pending", reference };
    case "requires_action":
      return { kind: "needs_action", reference, instrument };
    case "requires_payment_method":
      // Without an error it may be on its way still: created, and just being confirmed.
      return intent.last_payment_error
        ? { kind: "declined", reason: reasonOf(intent.last_payment_error), reference, instrument }
        : { kind: "pending", reference };
    case "canceled":
      return { kind: "declined", reason: "declined", reference, instrument };
    default:
      return { kind: "unknown", detail: `${reference} has the unknown status ${intent.status}` };
  }
}

/** What was taken of a charge, where it is not the amount expected: somebody may have captured less at the dashboard. */
export function takenLess(
  { amount_received, currency }: Pick<Stripe.PaymentIntent, "amount_received" | "currency">,
  expected: { readonly amount: Minor },
): Minor | undefined {
  // Missing in an answer that is not whole: then nothing else is known than what was asked for.
  if (!Number.isSafeInteger(amount_received)) return undefined;
  const taken = fromStripe(amount_received, currency);
  return taken === expected.amount ? undefined : taken;
}

/** Whether an answer is a payment intent at all. */
export function isIntent(answer: { readonly object?: unknown }): boolean {
  return answer.object === "payment_intent";
}

/** The error's parts that say why a card was refused. */
interface CardFailure {
  readonly code?: string | undefined;
  readonly decline_code?: string | undefined;
}

/** Of a bank's many reasons, those the buyer can act on; the rest are none of anybody's business. */
function reasonOf(reason: CardFailure | null | undefined): DeclineReason {
  const reasons = [reason?.decline_code, reason?.code];
  for (const reason of reasons) {
    const known = reason === undefined ? undefined : declineReasons[reason];
    if (known) return known;
  }
  return "declined";
}

const declineReasons: Readonly<Record<string, DeclineReason>> = {
  insufficient_funds: "insufficient_funds",
  expired_card: "expired_card",
  incorrect_cvc: "incorrect_cvc",
  invalid_cvc: "incorrect_cvc",
  authentication_required: "requires_3ds",
  payment_intent_authentication_failure: "authentication_failed",
};

/**
 * Refusals of what is bought or who buys it, which neither the shop's settings nor another try would change
 * (docs.stripe.com/error-codes). The least amount depends on the currency the merchant is paid out in: only Stripe knows.
 */
const refusalReasons: Readonly<Record<string, DeclineReason>> = {
  amount_too_small: "amount_too_small",
  amount_too_large: "amount_too_large",
  email_invalid: "email_refused",
};

/** What Stripe says of a shared token in words only; such errors carry no code of their own. */
export type TokenFailure = "deactivated" | "over_limit" | "currency_mismatch" | "unknown_token";

/** What an error says of the token, if it is about the token. */
export function tokenFailure(error: unknown): TokenFailure | undefined {
  if (!isRefusal(error)) return undefined;
  const { message, param = "", code } = error;
  if (/already in a deactivated state/i.test(message)) return "deactivated";
  if (/greater than the remaining amount capturable/i.test(message)) return "over_limit";
  const isAboutToken =
    param.includes("shared_payment_granted_token") || /shared payment granted token/i.test(message);
  if (!isAboutToken) return undefined;
  if (/currency/i.test(message)) return "currency_mismatch";
  return code === "resource_missing" || /no such/i.test(message) ? "unknown_token" : undefined;
}

/** What an error can mean for a charge: none says that one was made. */
export type FailedOutcome = Extract<
  ChargeOutcome,
  { kind: "declined" | "rejected" | "unavailable" | "unknown" }
>;

/**
 * What an error means for a charge that was sent once. A refusal of the card, or of what is bought, is an outcome; the
 * others say that nothing was begun, or nothing at all. A problem with the token is for {@link tokenFailure}.
 */
export function outcomeOfError(error: unknown): FailedOutcome {
  if (error instanceof Stripe.errors.StripeCardError) {
    return { kind: "declined", reason: reasonOf(error), reference: error.payment_intent?.id };
  }
  if (!isRefusal(error)) return { kind: "unknown", detail: describeStripeError(error) };
  const reason = error.code === undefined ? undefined : refusalReasons[error.code];
  if (reason) return { kind: "declined", reason };
  if (error.statusCode === 429) return { kind: "unavailable", retryAfterSeconds: BUSY_RETRY_SECONDS };
  return { kind: "rejected", why: "misconfigured", detail: describeStripeError(error) };
}

/** The card as the charge itself shows it. */
function instrumentOf(intent: Stripe.PaymentIntent): Instrument | undefined {
  const card = chargeOf(intent)?.payment_method_details?.card;
  return (
    card && {
      brand: card.brand ?? undefined,
      lastDigits: card.last4 ?? undefined,
      funding: card.funding ?? undefined,
      country: card.country ?? undefined,
    }
  );
}

function captureBefore(intent: Stripe.PaymentIntent): Instant | undefined {
  const seconds = chargeOf(intent)?.payment_method_details?.card?.capture_before;
  return seconds ? fromUnix(seconds) : undefined;
}

/** The charge, where it was asked for with the intent. */
function chargeOf({ latest_charge }: Stripe.PaymentIntent): Stripe.Charge | undefined {
  return latest_charge && typeof latest_charge === "object" ? latest_charge : undefined;
}

/** Stripe counts seconds. */
export function fromUnix(seconds: number): Instant {
  return instant(seconds * SECOND);
}

export function toUnix(at: Instant): number {
  return Math.floor(at / SECOND);
}
