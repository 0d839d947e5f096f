import { unreachable } from "../problem.ts";
import type { AttemptStore, PaymentAttempt } from "./attempt.ts";
import type { ListedRefund, PaymentProvider, RefundOutcome } from "./provider.ts";
import { leftOf, type Refund, type RefundStore } from "./refund.ts";
import { uncapturedReference } from "./uncaptured.ts";

/** Asks the provider for refunds. Settles none. */
export interface RefundOutcomes {
  /** Asks for the money. `attempt` as it stood when the refund was written down. */
  ask(refund: Refund, attempt: PaymentAttempt): Promise<RefundOutcome>;
  /**
   * Takes up a refund again. The provider forgets idempotency keys after a day, so what it lists comes first; only what
   * is not there is asked for again.
   */
  askAgain(refund: Pick<Refund, "id">): Promise<RefundOutcome>;
}

/** Builds the {@link RefundOutcomes} of one provider. */
export function createRefundOutcomes(
  provider: PaymentProvider,
  reads: {
    readonly refunds: Pick<RefundStore, "find" | "ofAttempt">;
    readonly attempts: Pick<AttemptStore, "find">;
  },
): RefundOutcomes {
  async function ask(refund: Refund, attempt: PaymentAttempt): Promise<RefundOutcome> {
    const { reference } = attempt;
    if (reference === undefined) return { kind: "failed", detail: "the charge is not known at the provider" };
    if (attempt.amount === 0) return { kind: "failed", detail: "nothing was charged" };
    if (!isTaken(attempt)) return letAuthorizationGo(refund, attempt);
    return provider.refund({
      id: refund.id,
      attemptId: attempt.id,
      reference,
      amount: refund.amount,
      currency: refund.currency,
    });
  }

  /** Money that was only authorised is not refunded: less of it is captured later, or it is let go when none is left. */
  async function letAuthorizationGo(refund: Refund, attempt: PaymentAttempt): Promise<RefundOutcome> {
    const done: RefundOutcome = { kind: "refunded", reference: uncapturedReference(refund.id) };
    if (leftOf(attempt.amount, await reads.refunds.ofAttempt(attempt.id)) > 0) return done;
    const canceled = await provider.cancel(attempt);
    switch (canceled.kind) {
      case "canceled":
        return done;
      case "already":
        return { kind: "unknown", detail: "the authorisation is no longer open" };
      case "unknown":
        return canceled;
      default:
        return unreachable(canceled);
    }
  }

  async function askAgain({ id }: Pick<Refund, "id">): Promise<RefundOutcome> {
    const refund = await reads.refunds.find(id);
    if (refund?.state !== "pending") return { kind: "unknown", detail: "it was ended meanwhile" };
    const attempt = await reads.attempts.find(refund.attemptId);
    if (attempt?.provider !== provider.name)
      return { kind: "unknown", detail: "the provider that holds the charge is not configured" };
    if (attempt.reference === undefined || !isTaken(attempt)) return ask(refund, attempt);
    const listed = await provider.refundsOf(attempt.reference);
    if (!listed) return { kind: "unknown", detail: "the provider could not be asked" };
    return listed.find((each) => isTwin(each, refund))?.outcome ?? ask(refund, attempt);
  }

  return { ask, askAgain };
}

/** Whether the money has moved, so that it must be given back. */
function isTaken({ capture, result }: PaymentAttempt): boolean {
  if (capture) return capture.state === "captured";
  return result?.kind !== "paid" || result.captured;
}

function isTwin(listed: ListedRefund, refund: Refund): boolean {
  return listed.id === refund.id || listed.reference === refund.reference;
}
