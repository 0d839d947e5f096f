import type { Clock } from "../clock.ts";
import { type HostedPaymentAttempt, hostedPaymentOf } from "../payments/attempt.ts";
import { type HostedKey, type HostedPage, OPENING_WINDOW } from "../payments/hosted.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import { unreachable } from "../problem.ts";
import type { SettlementOutcome } from "./settle.ts";

/** Finds out how attempts stand whose buyers pay on a page of the provider's. Ends none: that is settlement's. */
export interface HostedOutcomes {
  /** Opens the page of an attempt for the first time. */
  open(attempt: HostedPaymentAttempt): Promise<SettlementOutcome>;
  /** Looks how an attempt's page stands; opens it again, word for word, where its name was lost on the way here. */
  resume(attempt: HostedPaymentAttempt): Promise<SettlementOutcome>;
  /** Only looks. */
  look(attempt: HostedPaymentAttempt): Promise<SettlementOutcome>;
  /** Closes an attempt's page, so that something else can happen; gives how it stands where it cannot be closed. */
  close(attempt: HostedPaymentAttempt): Promise<SettlementOutcome>;
}

/** Builds the {@link HostedOutcomes} over a provider's pages. */
export function createHostedOutcomes({ hosted }: PaymentProvider, clock: Clock): HostedOutcomes {
  async function open(attempt: HostedPaymentAttempt): Promise<SettlementOutcome> {
    const { sale } = attempt;
    if (sale === undefined) throw new Error(`attempt ${attempt.id} is closed; no page is opened for it`);
    const opening = await hosted.open(hostedPaymentOf({ ...attempt, sale }));
    return opening.kind === "opened" ? { kind: "at_provider", page: opening.page } : opening;
  }

  /** A refusal proves nothing about the first request. What it may have opened, nobody was shown. */
  async function openAgain(attempt: HostedPaymentAttempt): Promise<SettlementOutcome> {
    const age = clock.now() - attempt.openedAt;
    const mayOpenAgain = age >= 0 && age < OPENING_WINDOW && attempt.maySendAgain !== false;
    if (!mayOpenAgain) return { kind: "expired" };
    const outcome = await open(attempt);
    return outcome.kind === "unavailable" || outcome.kind === "rejected"
      ? { kind: "unknown", detail: `asked again, opening the page was ${outcome.kind}` }
      : outcome;
  }

  async function look(attempt: HostedPaymentAttempt): Promise<SettlementOutcome> {
    const { page } = attempt.hosted;
    if (page) return hosted.look(keyOf(attempt, page));
    return attempt.state === "open"
      ? { kind: "unknown", detail: "its page is not known yet" }
      : { kind: "expired" };
  }

  async function close(attempt: HostedPaymentAttempt): Promise<SettlementOutcome> {
    const { page } = attempt.hosted;
    // Its address was never committed, and so shown to nobody. Once the attempt is ended, it never is.
    if (!page) return { kind: "expired" };
    const expiry = await hosted.expire(keyOf(attempt, page));
    switch (expiry.kind) {
      case "expired":
        return expiry;
      case "refused":
        return hosted.look(keyOf(attempt, page));
      case "unknown":
        return { kind: "unknown", detail: expiry.detail };
      default:
        return unreachable(expiry);
    }
  }

  return {
    open,
    resume: (attempt) => (attempt.hosted.page ? look(attempt) : openAgain(attempt)),
    look,
    close,
  };
}

function keyOf({ id, amount, currency }: HostedPaymentAttempt, page: Pick<HostedPage, "id">): HostedKey {
  return { attemptId: id, pageId: page.id, amount, currency };
}
