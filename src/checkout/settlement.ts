import type { PaymentAttempt } from "../payments/attempt.ts";
import { lookHorizon } from "../payments/look.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import { settleAll } from "../payments/settle-all.ts";
import { createAttemptOutcomes } from "./attempt-outcomes.ts";
import {
  createAttemptsAtWork,
  type InSameTransaction,
  type SettlingDependencies,
} from "./attempts-at-work.ts";
import { putOffAttempt, type Settled, type SettlementOutcome } from "./settle.ts";
import { attemptAlert } from "./settlement-report.ts";
import type { CheckoutReads, CheckoutStores } from "./stores.ts";

export interface SettlementDependencies<Stores extends CheckoutStores> extends SettlingDependencies<Stores> {
  readonly reads: Pick<CheckoutReads, "attempts" | "sessions">;
  readonly provider: PaymentProvider;
}

/** Takes open attempts to their end: between the two jobs of a completion, and whenever nobody else does. */
export interface Settlement<Stores extends CheckoutStores> {
  /**
   * Sends a freshly opened attempt's charge, or opens the page its buyer pays on, and settles it. `inSameTransaction`
   * runs in the settling job itself.
   */
  charge<Result>(
    attempt: PaymentAttempt,
    inSameTransaction: InSameTransaction<Stores, Result>,
  ): Promise<Result>;
  /** Finds out what became of an attempt that was left open, and settles it. May send its charge again. */
  resume<Result>(
    attempt: PaymentAttempt,
    inSameTransaction: InSameTransaction<Stores, Result>,
  ): Promise<Result>;
  /** Asks the provider how an attempt stands, whatever its state, and settles it. Never causes a charge. Gives what it heard. */
  look(attempt: PaymentAttempt): Promise<SettlementOutcome>;
  /**
   * Closes the page on which an attempt's buyer was to pay, so that something else may happen to its session, and
   * settles it. Gives how it stands then: still open where the page could be neither closed nor seen to be over.
   */
  closePage(attempt: PaymentAttempt): Promise<Settled>;
  /** Takes an attempt further, unless somebody else is at work on it. */
  takeUp(attempt: PaymentAttempt): Promise<void>;
  /**
   * Resumes every attempt that is due, at most `limit`, all at once. One that cannot be settled is put off, and the
   * merchant told. Gives how many.
   *
   * @throws what kept one from being put off (the database), once all were tried.
   */
  recover(limit: number): Promise<number>;
}

/** Builds the {@link Settlement} of one server. */
export function createSettlement<Stores extends CheckoutStores>(
  dependencies: SettlementDependencies<Stores>,
): Settlement<Stores> {
  const { write, reads, clock, alert } = dependencies;
  const { has, driveOpened, drive, driveIfFree } = createAttemptsAtWork(dependencies);
  const outcomes = createAttemptOutcomes(dependencies);

  /**
   * Whoever is at work on the attempt comes first: a page that is just being opened has no name to be closed by. What they
   * leave open is closed then, unless somebody else is at it once more.
   */
  async function closePage(attempt: PaymentAttempt): Promise<Settled> {
    const close = (open: PaymentAttempt) =>
      drive(
        open,
        () => outcomes.close(open),
        async (_stores, settled) => settled,
      );
    const working = has(attempt);
    const settled = await close(attempt);
    return working && settled.attempt.state === "open" ? close(settled.attempt) : settled;
  }

  const look = (attempt: PaymentAttempt): Promise<SettlementOutcome> =>
    drive(
      attempt,
      () => outcomes.look(attempt),
      async (_stores, _settled, outcome) => outcome,
    );

  function takeUp(attempt: PaymentAttempt): Promise<void> {
    const find = () => (attempt.state === "open" ? outcomes.resume(attempt) : outcomes.look(attempt));
    return driveIfFree(attempt, find, async () => {});
  }

  return {
    charge: (attempt, inSameTransaction) =>
      driveOpened(attempt, () => outcomes.begin(attempt), inSameTransaction),
    resume: (attempt, inSameTransaction) => drive(attempt, () => outcomes.resume(attempt), inSameTransaction),
    look,
    closePage,
    takeUp,
    async recover(limit) {
      const now = clock.now();
      const due = await reads.attempts.due(now, lookHorizon(now), limit);
      await settleAll(due, takeUp, async (attempt, error) => {
        const words = "a payment could not be taken further; it is tried again";
        alert(attemptAlert(attempt, "unexpected", words, error));
        await write((stores) => putOffAttempt(stores, attempt.id, clock.now()));
      });
      return due.length;
    },
  };
}
