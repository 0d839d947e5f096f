import { chargeOf, type PaymentAttempt } from "../payments/attempt.ts";
import { chargeAfter } from "../payments/authentication.ts";
import type { Charge, ChargeOutcome, Instrument } from "../payments/charge.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import { unreachable } from "../problem.ts";
import type { Terms } from "./compute.ts";
import type { SettlementOutcome } from "./settle.ts";

/** Sends charges, and finds out what became of them. Each of its calls may cause one. */
export interface ChargeOutcomes {
  /** Sends the charge of an attempt that has just been opened. */
  first(attempt: PaymentAttempt): Promise<SettlementOutcome>;
  /**
   * Sends the same charge again. An answer that is no charge's own end proves nothing about the first time: only then
   * is a refusal no refusal.
   */
  again(attempt: PaymentAttempt): Promise<SettlementOutcome>;
  /** The agent is asked to authenticate the buyer and come back with a new charge: this one must be dead first. */
  stopForAction(attempt: PaymentAttempt, outcome: ChargeOutcome): Promise<SettlementOutcome>;
  /** Makes sure the attempt can never succeed, before anything it holds is released. */
  giveUp(attempt: PaymentAttempt): Promise<SettlementOutcome>;
}

/** Builds the {@link ChargeOutcomes} of one provider. */
export function createChargeOutcomes(
  provider: PaymentProvider,
  { shop }: Pick<Terms, "shop">,
): ChargeOutcomes {
  async function first(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    const decided = decidedWithoutAsking(attempt);
    if (decided) return decided;
    const charge = chargeAgain(attempt);
    const inspected = await provider.inspect(charge);
    switch (inspected.kind) {
      case "unusable":
        return { kind: "declined", reason: inspected.reason, instrument: inspected.instrument };
      case "unknown_token":
        return { kind: "rejected", why: "invalid_token", detail: "the provider knows no such token" };
      case "usable":
      case "unreadable":
        break;
      default:
        return unreachable(inspected);
    }
    const instrument = inspected.kind === "usable" ? inspected.instrument : undefined;
    return (
      authenticateFirst(attempt, instrument, shop) ??
      stopForAction(attempt, withInstrument(await provider.charge(charge), instrument))
    );
  }

  async function again(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    // It never was sent, or before the setting changed: it is not sent again, and may only come late.
    if (authenticateFirst(attempt, undefined, shop)) return giveUp(attempt);
    const outcome = await provider.charge(chargeAgain(attempt));
    if (outcome.kind === "unavailable" || outcome.kind === "rejected")
      return { kind: "unknown", detail: `sent again, the charge was ${outcome.kind}` };
    return stopForAction(attempt, outcome);
  }

  async function stopForAction(attempt: PaymentAttempt, outcome: ChargeOutcome): Promise<SettlementOutcome> {
    if (outcome.kind !== "needs_action" || !attempt.allowAuthentication) return outcome;
    const canceled = await provider.cancel({ ...attempt, reference: outcome.reference });
    switch (canceled.kind) {
      case "canceled":
        return outcome;
      case "already":
        return canceled.outcome;
      case "unknown":
        return { kind: "pending", reference: outcome.reference };
      default:
        return unreachable(canceled);
    }
  }

  async function giveUp(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    const canceled = await provider.cancel(attempt);
    switch (canceled.kind) {
      case "canceled":
        return { kind: "abandoned" };
      case "already":
        return canceled.outcome;
      case "unknown":
        return { kind: "unknown", detail: canceled.detail };
      default:
        return unreachable(canceled);
    }
  }

  return { first, again, stopForAction, giveUp };
}

/** Where the shop has every payment authenticated, the one that brings no result yet is not even sent. */
function authenticateFirst(
  attempt: PaymentAttempt,
  instrument: Instrument | undefined,
  shop: Terms["shop"],
): SettlementOutcome | undefined {
  if (shop.payment.threeDSecure !== "always" || attempt.authentication) return undefined;
  return attempt.allowAuthentication
    ? { kind: "needs_action", reference: "not-charged", instrument }
    : { kind: "declined", reason: "requires_3ds", instrument };
}

/**
 * What is certain of an attempt without the provider, which never hears of it, however often it is taken up: an order
 * that costs nothing is paid, and a buyer who was not the one is not charged.
 */
export function decidedWithoutAsking({
  amount,
  authentication,
}: PaymentAttempt): SettlementOutcome | undefined {
  if (amount === 0) return { kind: "paid", reference: "nothing-due", captured: true };
  return authentication && chargeAfter(authentication) === "not"
    ? { kind: "declined", reason: "authentication_failed" }
    : undefined;
}

function chargeAgain(attempt: PaymentAttempt): Charge {
  const { credential, sale } = attempt;
  if (credential === undefined || sale === undefined)
    throw new Error(`attempt ${attempt.id} is closed; nothing may be charged for it`);
  return chargeOf({ ...attempt, credential, sale });
}

function withInstrument(outcome: ChargeOutcome, instrument: Instrument | undefined): ChargeOutcome {
  if (!instrument) return outcome;
  switch (outcome.kind) {
    case "paid":
    case "needs_action":
    case "declined":
      return { ...outcome, instrument: { ...outcome.instrument, ...instrument } };
    case "pending":
    case "rejected":
    case "unavailable":
    case "unknown":
      return outcome;
    default:
      return unreachable(outcome);
  }
}
