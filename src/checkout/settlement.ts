import { after, type Clock, MINUTE, SECOND } from "../clock.ts";
import { type AttemptId, asId, type RefundId } from "../ids.ts";
import { chargeOf, type PaymentAttempt } from "../payments/attempt.ts";
import type { LookUpOutcome, PaymentProvider } from "../payments/provider.ts";
import type { Write } from "../storage.ts";
import type { Terms } from "./compute.ts";
import { type Settled, type SettlementOutcome, settle } from "./settle.ts";
import type { CheckoutReads, CheckoutStores } from "./stores.ts";

/** The longest a provider call may take, retries included (payments.md "Charge"). */
const CALL_BUDGET = 15 * SECOND;

/** While an attempt is younger, its charge may be sent again under the same key; later we only look. */
const REPLAY_WINDOW = 10 * MINUTE;

/** A charge still undecided at this age is canceled, and the buyer may try again. */
const UNDECIDED_DEADLINE = 60 * MINUTE;

export interface SettlementDependencies<Stores extends CheckoutStores> {
  readonly write: Write<Stores>;
  readonly reads: Pick<CheckoutReads, "attempts">;
  readonly provider: PaymentProvider;
  readonly terms: Terms;
  readonly clock: Clock;
  /** Tells the merchant of money that needs a person. */
  readonly alert: (message: string, attempt: PaymentAttempt) => void;
}

/** Takes open attempts to their end: between the two jobs of a completion, and whenever nobody else does. */
export interface Settlement<Stores extends CheckoutStores> {
  /** Sends a freshly opened attempt's charge and settles it. `alongside` runs in the settling job itself. */
  charge<Result>(attempt: PaymentAttempt, alongside: Alongside<Stores, Result>): Promise<Result>;
  /** Finds out what became of an attempt that was left open, and settles it. */
  resume<Result>(attempt: PaymentAttempt, alongside: Alongside<Stores, Result>): Promise<Result>;
  /** Resumes every attempt that is due, at most `limit`. Gives how many. For start-up and the recovery job. */
  recover(limit: number): Promise<number>;
}

/** What else belongs into the job that settles: the answer to the request, stored with the change it tells of. */
export type Alongside<Stores, Result> = (stores: Stores, settled: Settled) => Promise<Result>;

/** Builds the {@link Settlement} of one server. */
export function createSettlement<Stores extends CheckoutStores>(
  dependencies: SettlementDependencies<Stores>,
): Settlement<Stores> {
  const { write, provider, terms, clock, alert } = dependencies;
  /** Attempts whose outcome is being fetched now; whoever else wants it waits for the same. */
  const underWay = new Map<AttemptId, Promise<SettlementOutcome>>();

  function outcomeOf(
    attempt: PaymentAttempt,
    find: () => Promise<SettlementOutcome>,
  ): Promise<SettlementOutcome> {
    const running = underWay.get(attempt.id);
    if (running) return running;
    const started = find().finally(() => underWay.delete(attempt.id));
    underWay.set(attempt.id, started);
    return started;
  }

  async function settleWith<Result>(
    attempt: PaymentAttempt,
    outcome: SettlementOutcome,
    alongside: Alongside<Stores, Result>,
  ): Promise<Result> {
    return write(async (stores) => {
      const settled = await settle(stores, attempt.id, outcome, terms, clock.now());
      return alongside(stores, settled);
    });
  }

  async function firstCharge(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    if (attempt.amount === 0) return { kind: "paid", reference: "nothing-due", captured: true };
    const { token } = attempt;
    if (token === undefined) return { kind: "unknown", detail: "the token is gone" };
    const outcome = await withinBudget(provider.charge(chargeOf({ ...attempt, token })));
    return outcome.kind === "needs_action" && attempt.allowAuthentication
      ? stopForAction(attempt, outcome)
      : outcome;
  }

  /** The agent is asked to authenticate the buyer and come back with a new charge: this one must be dead first. */
  async function stopForAction(
    attempt: PaymentAttempt,
    outcome: Extract<SettlementOutcome, { kind: "needs_action" }>,
  ): Promise<SettlementOutcome> {
    const canceled = await provider.cancel({ ...attempt, reference: outcome.reference });
    switch (canceled.kind) {
      case "canceled":
        return outcome;
      case "already":
        return canceled.outcome;
      case "unknown":
        return { kind: "pending", reference: outcome.reference };
    }
  }

  async function lookAgain(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    if (attempt.amount === 0) return firstCharge(attempt);
    const age = clock.now() - attempt.openedAt;
    const found: LookUpOutcome = await withinBudget(provider.lookUp(attempt));
    switch (found.kind) {
      case "absent":
        return age < REPLAY_WINDOW && attempt.token !== undefined ? firstCharge(attempt) : giveUp(attempt);
      case "needs_action":
        return attempt.allowAuthentication ? stopForAction(attempt, found) : undecided(attempt, found, age);
      case "pending":
        return undecided(attempt, found, age);
      case "unavailable":
        return { kind: "unknown", detail: "the provider could not be asked" };
      case "paid":
      case "declined":
      case "rejected":
      case "unknown":
        return found;
    }
  }

  async function undecided(
    attempt: PaymentAttempt,
    found: SettlementOutcome & { readonly reference: string },
    age: number,
  ): Promise<SettlementOutcome> {
    return age < UNDECIDED_DEADLINE ? found : giveUp({ ...attempt, reference: found.reference });
  }

  /** Makes sure the attempt can never succeed, before anything it holds is released. */
  async function giveUp(attempt: PaymentAttempt): Promise<SettlementOutcome> {
    const canceled = await provider.cancel(attempt);
    switch (canceled.kind) {
      case "canceled":
        return { kind: "abandoned" };
      case "already":
        return canceled.outcome;
      case "unknown":
        return { kind: "unknown", detail: canceled.detail };
    }
  }

  async function payBack(attempt: PaymentAttempt): Promise<void> {
    alert("a payment succeeded after its goods were gone; refunding it", attempt);
    const { reference } = attempt;
    if (reference === undefined) return;
    const refund = await provider.refund({
      id: refundIdOf(attempt),
      attemptId: attempt.id,
      reference,
      amount: attempt.amount,
      currency: attempt.currency,
    });
    const done = refund.kind === "refunded" || refund.kind === "pending";
    if (!done) alert(`the refund did not go through: ${refund.detail}`, attempt);
    await write(async (stores) => {
      await stores.attempts.replace({
        ...attempt,
        state: done ? "refunded" : "refund_due",
        nextLookAt: done ? undefined : after(clock.now(), 5 * MINUTE),
      });
    });
  }

  return {
    async charge(attempt, alongside) {
      return settleWith(attempt, await outcomeOf(attempt, () => firstCharge(attempt)), alongside);
    },
    async resume(attempt, alongside) {
      return settleWith(attempt, await outcomeOf(attempt, () => lookAgain(attempt)), alongside);
    },
    async recover(limit) {
      const due = await dependencies.reads.attempts.due(clock.now(), limit);
      for (const attempt of due) {
        if (attempt.state === "refund_due") await payBack(attempt);
        else await this.resume(attempt, async () => {});
      }
      return due.length;
    },
  };
}

/** One refund per attempt, so its id follows from the attempt's: a crash between call and commit repeats, not doubles. */
function refundIdOf(attempt: PaymentAttempt): RefundId {
  return asId<RefundId>(attempt.id.replace(/^pay_/, "ref_"));
}

/** Waits for a provider call no longer than the budget. What it does after that, only a look-up can tell. */
async function withinBudget<Outcome>(
  call: Promise<Outcome>,
): Promise<Outcome | { kind: "unknown"; detail: string }> {
  const { promise, resolve } = Promise.withResolvers<{ kind: "unknown"; detail: string }>();
  const timer = setTimeout(() => resolve({ kind: "unknown", detail: "no answer within 15 s" }), CALL_BUDGET);
  try {
    return await Promise.race([call, promise]);
  } finally {
    clearTimeout(timer);
  }
}
