import type { Stripe } from "stripe";
import { unreachable } from "../../problem.ts";
import type {
  HostedDriver,
  HostedExpiry,
  HostedKey,
  HostedOpening,
  HostedPayment,
  HostedStanding,
} from "../hosted.ts";
import { toStripe } from "./amounts.ts";
import { describeStripeError, isRefusal, type StripeConnection, type StripeSettings } from "./connection.ts";
import { hostedParameters } from "./hosted-parameters.ts";
import { isIntent, outcomeOfError, outcomeOfIntent } from "./outcomes.ts";

type Session = Stripe.Checkout.Session;

/** Stripe's own pages, by Checkout Sessions. */
export function stripeHosted(
  { stripe, call }: StripeConnection,
  settings: StripeSettings,
  budget: number,
): HostedDriver {
  async function open(payment: HostedPayment): Promise<HostedOpening> {
    const parameters = hostedParameters(payment, settings);
    const answer = await call(
      (options) =>
        stripe.checkout.sessions.create(parameters, { ...options, idempotencyKey: payment.attemptId }),
      budget,
      isSession,
    );
    if (answer.ok) return opened(answer.result, payment);
    const outcome = outcomeOfError(answer.error);
    // Nothing can be paid where nobody was sent: a refusal of a second try is as good as of the first, but for one that
    // may be heard again.
    return outcome.kind === "declined" || outcome.kind === "rejected" || outcome.kind === "unavailable"
      ? outcome
      : { kind: "unknown", detail: describeStripeError(answer.error) };
  }

  /** A page for anything else than was asked for is closed again, and shown to nobody. */
  async function opened(session: Session, payment: HostedPayment): Promise<HostedOpening> {
    const difference = differenceOf(session, payment);
    if (difference === undefined && session.url !== null)
      return { kind: "opened", page: { id: session.id, url: session.url } };
    if (difference === undefined) return { kind: "unknown", detail: `${session.id} has no address` };
    await expire({ ...payment, pageId: session.id });
    return { kind: "rejected", why: "misconfigured", detail: difference };
  }

  async function look(key: HostedKey): Promise<HostedStanding> {
    const answer = await call(
      (options) =>
        stripe.checkout.sessions.retrieve(key.pageId, { expand: ["payment_intent.latest_charge"] }, options),
      budget,
      isSession,
    );
    return answer.ok
      ? standingOf(answer.result, key)
      : { kind: "unknown", detail: describeStripeError(answer.error) };
  }

  async function expire({ pageId }: Pick<HostedKey, "pageId">): Promise<HostedExpiry> {
    const answer = await call(
      (options) => stripe.checkout.sessions.expire(pageId, {}, options),
      budget,
      isSession,
    );
    if (answer.ok)
      return answer.result.status === "expired"
        ? { kind: "expired" }
        : { kind: "unknown", detail: `${pageId} was to be expired and is ${answer.result.status}` };
    const isRefused = isRefusal(answer.error) && answer.error.statusCode === 400;
    return isRefused ? { kind: "refused" } : { kind: "unknown", detail: describeStripeError(answer.error) };
  }

  return { open, look, expire };
}

/** What the session's own status means: an intent begun on its page does not decide while that is open. */
function standingOf(session: Session, key: HostedKey): HostedStanding {
  const difference = differenceOf(session, key);
  if (difference !== undefined) return { kind: "unknown", detail: difference, contradicts: true };
  const { id, status, url } = session;
  switch (status) {
    case "open":
      return url === null
        ? { kind: "unknown", detail: `${id} is open and has no address` }
        : { kind: "at_provider", page: { id, url } };
    case "expired":
      return { kind: "expired" };
    case "complete":
      return completed(session, key);
    default:
      return { kind: "unknown", detail: `${id} has the unknown status ${status}` };
  }
}

/**
 * A buyer is done there. `unpaid` is what Stripe calls money that is only authorised, and money on its way; the intent
 * tells which, and whether a way to pay that takes its time came to nothing in the end (`async_payment_failed`).
 */
function completed({ id, payment_intent: intent, payment_status }: Session, key: HostedKey): HostedStanding {
  if (typeof intent === "string" || !intent || !isIntent(intent))
    return { kind: "unknown", detail: `${id} is complete and tells no payment intent` };
  const outcome = outcomeOfIntent(intent, key);
  switch (outcome.kind) {
    case "paid":
      return outcome.captured && payment_status === "unpaid"
        ? { kind: "pending", reference: outcome.reference }
        : outcome;
    case "declined":
    case "pending":
    case "unknown":
      return outcome;
    case "needs_action":
      return { kind: "pending", reference: outcome.reference };
    default:
      return unreachable(outcome);
  }
}

/** How a session differs from the payment it must be for. */
function differenceOf(
  { id, amount_total, currency, metadata }: Session,
  expected: Pick<HostedKey, "attemptId" | "amount" | "currency">,
): string | undefined {
  const amount = toStripe(expected.amount, expected.currency);
  if (metadata?.["attempt_id"] !== expected.attemptId) return `${id} is another attempt's`;
  return amount_total === amount && currency === expected.currency
    ? undefined
    : `${id} is for ${amount_total} ${currency}, in Stripe's amounts, not for ${amount} ${expected.currency}`;
}

function isSession(answer: { readonly object?: unknown }): boolean {
  return answer.object === "checkout.session";
}
