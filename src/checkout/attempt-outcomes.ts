import { type Clock, MINUTE } from "../clock.ts";
import { isHosted, type PaymentAttempt, SENT_AGAIN_FOR } from "../payments/attempt.ts";
import type { ChargeOutcome } from "../payments/charge.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import { unreachable } from "../problem.ts";
import { createChargeOutcomes, decidedWithoutAsking } from "./charge-outcomes.ts";
import type { Terms } from "./compute.ts";
import { createHostedOutcomes } from "./hosted-settlement.ts";
import { withSale } from "./make-order.ts";
import type { SettlementOutcome } from "./settle.ts";
import type { CheckoutReads } from "./stores.ts";

/** A charge still undecided at this age is canceled, and the buyer may try again. */
const UNDECIDED_DEADLINE = 60 * MINUTE;

/** Finds out at the provider how attempts stand. Settles none. */
export interface AttemptOutcomes {
  /** Sends a freshly opened attempt's charge, or opens the page its buyer pays on. */
  begin(attempt: PaymentAttempt): Promise<SettlementOutcome>;
  /** Takes an attempt further that was left open. What was handed in may be old: somebody may have ended it since. */
  resume(attempt: PaymentAttempt): Promise<SettlementOutcome>;
  /** Only looks. What the provider has never heard of is as good as given up, if it was given up here. */
  look(attempt: PaymentAttempt): Promise<SettlementOutcome>;
  /** Closes the page on which its buyer was to pay. */
  close(attempt: PaymentAttempt): Promise<SettlementOutcome>;
}

/** Builds the {@link AttemptOutcomes} of one provider. */
export function createAttemptOutcomes({
  provider,
  reads,
  terms,
  clock,
}: {
  readonly provider: PaymentProvider;
  readonly reads: Pick<CheckoutReads, "attempts" | "sessions">;
  readonly terms: Pick<Terms, "shop">;
  readonly clock: Clock;
}): AttemptOutcomes {
  const hosted = createHostedOutcomes(provider, clock);
  const charges = createChargeOutcomes(provider, terms);

  async function lookAgain({ id, sessionId }: PaymentAttempt): Promise<SettlementOutcome> {
    // The session first: it stood still for as long as the attempt, read after it, is found open.
    const session = await reads.sessions.find(sessionId);
    const found = await reads.attempts.find(id);
    if (!session || found?.state !== "open") return { kind: "unknown", detail: "it was ended meanwhile" };
    return findOut(withSale(found, session));
  }

  async function findOut(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    const decided = decidedWithoutAsking(attempt);
    if (decided) return decided;
    if (attempt.provider !== provider.name) return anotherProvider(attempt);
    if (isHosted(attempt)) return hosted.resume(attempt);
    const found = await provider.lookUp(attempt);
    switch (found.kind) {
      case "absent":
        return sendAgainOrGiveUp(attempt);
      case "needs_action":
        return attempt.allowAuthentication
          ? charges.stopForAction(attempt, found)
          : undecided(attempt, found);
      case "pending":
        return undecided(attempt, found);
      case "paid":
      case "declined":
      case "unknown":
        return found;
      default:
        return unreachable(found);
    }
  }

  async function sendAgainOrGiveUp(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    const age = clock.now() - attempt.openedAt;
    const isAgeKnown = age >= 0 && attempt.maySendAgain !== false;
    if (isAgeKnown) return age < SENT_AGAIN_FOR ? charges.again(attempt) : charges.giveUp(attempt);
    // Its charge may be listed under another time, and its key be forgotten. The provider's event may still tell.
    return age < UNDECIDED_DEADLINE
      ? { kind: "unknown", detail: "the clock was set back since it was opened" }
      : charges.giveUp(attempt);
  }

  async function undecided(
    attempt: PaymentAttempt,
    found: Extract<ChargeOutcome, { kind: "pending" | "needs_action" }>,
  ): Promise<SettlementOutcome> {
    const age = clock.now() - attempt.openedAt;
    return age < UNDECIDED_DEADLINE ? found : charges.giveUp({ ...attempt, reference: found.reference });
  }

  return {
    begin: (attempt) => (isHosted(attempt) ? hosted.open(attempt) : charges.first(attempt)),
    resume: lookAgain,
    async look(attempt: PaymentAttempt): Promise<SettlementOutcome> {
      if (attempt.provider !== provider.name) return anotherProvider(attempt);
      if (isHosted(attempt)) return hosted.look(attempt);
      const found = await provider.lookUp(attempt);
      if (found.kind !== "absent") return found;
      return attempt.state === "open"
        ? { kind: "unknown", detail: "the provider does not list it" }
        : { kind: "abandoned" };
    },
    async close({ id }: PaymentAttempt): Promise<SettlementOutcome> {
      const attempt = await reads.attempts.find(id);
      if (attempt?.state !== "open" || !isHosted(attempt))
        return { kind: "unknown", detail: "it was ended meanwhile" };
      return attempt.provider === provider.name ? hosted.close(attempt) : anotherProvider(attempt);
    },
  };
}

function anotherProvider(attempt: PaymentAttempt): SettlementOutcome {
  return { kind: "unknown", detail: `it was opened with ${attempt.provider}, which is not configured` };
}
