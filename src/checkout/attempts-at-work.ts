import type { Clock } from "../clock.ts";
import type { AttemptId } from "../ids.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import type { PaymentAttempt } from "../payments/attempt.ts";
import { createDrives } from "../payments/drives.ts";
import { unreachable } from "../problem.ts";
import type { Write } from "../storage.ts";
import type { Terms } from "./compute.ts";
import { type Settled, type SettlementOutcome, settle } from "./settle.ts";
import { attemptAlert, reportSettlement, type SettlementListeners } from "./settlement-report.ts";
import type { CheckoutStores } from "./stores.ts";

/** What settling attempts writes and tells. */
export interface SettlingDependencies<Stores extends CheckoutStores> extends SettlementListeners {
  readonly write: Write<Stores>;
  readonly terms: Terms;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
  /** Settles after so many ms; `Bun.sleep` but in tests. */
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
  /** What else belongs into every job that settles, such as a mail to the buyer. */
  readonly inSettlingJob?: ((stores: Stores, settled: Settled) => Promise<void>) | undefined;
}

/** What else belongs into the job that settles: the answer to the request, stored with the change it tells of. */
export type InSameTransaction<Stores, Result> = (
  stores: Stores,
  settled: Settled,
  outcome: SettlementOutcome,
) => Promise<Result>;

/** Finds out what became of attempts and settles them, each by one at a time, for everybody who waits for it. */
export interface AttemptsAtWork<Stores> {
  /** Whether somebody in this process is at work on it. */
  has(attempt: PaymentAttempt): boolean;
  /** Settles an attempt that this process has just opened, and that is nobody else's. */
  driveOpened: Drive<Stores>;
  /** Waits until no other process is at work on it. */
  drive: Drive<Stores>;
  /** Leaves it alone where another process is at work on it. */
  driveIfFree: Drive<Stores>;
}

/** @param find what became of it: asked only where nobody here is at work on the attempt already. */
type Drive<Stores> = <Result>(
  attempt: PaymentAttempt,
  find: () => Promise<SettlementOutcome>,
  inSameTransaction: InSameTransaction<Stores, Result>,
) => Promise<Result>;

/** Builds the {@link AttemptsAtWork} of one process. */
export function createAttemptsAtWork<Stores extends CheckoutStores>({
  write,
  terms,
  notifications,
  clock,
  sleep,
  inSettlingJob,
  ...listeners
}: SettlingDependencies<Stores>): AttemptsAtWork<Stores> {
  const drives = createDrives<Stores, AttemptId>({ write, store: ({ attempts }) => attempts, clock, sleep });
  const { has, begin, join } = createSharedWork<Stores>(settleAttempt);

  /** A provider that throws has told nothing, whatever it did. */
  async function foundOut(
    attempt: PaymentAttempt,
    find: () => Promise<SettlementOutcome>,
  ): Promise<SettlementOutcome> {
    try {
      const { found, wasAlone } = await drives.keep(attempt.id, attempt.openedAt, find);
      return wasAlone ? found : withoutRefusal(found);
    } catch (error) {
      listeners.alert(
        attemptAlert(attempt, "unexpected", "asking the payment provider failed unexpectedly", error),
      );
      return { kind: "unknown", detail: "asking the provider threw" };
    }
  }

  async function settleAttempt<Result>(
    attempt: PaymentAttempt,
    outcome: SettlementOutcome,
    inSameTransaction: InSameTransaction<Stores, Result>,
  ): Promise<Result> {
    const lease = drives.leaseOf(attempt.id);
    // Whoever else settles the attempt, or changes what it pays for, writes over it or its session.
    const { settled, result } = await write(async (stores) => {
      const settled = await settle(stores, attempt, outcome, terms, clock.now(), notifications);
      await inSettlingJob?.(stores, settled);
      if (!hasEndedLease(settled)) await lease.end(stores);
      return { settled, result: await inSameTransaction(stores, settled, outcome) };
    }, "at_end");
    lease.forget();
    reportSettlement(settled, outcome, listeners);
    return result;
  }

  return {
    has,
    // Who has seen the attempt before this process heard that it is stored waits for its lease, as another process does: to
    // wait for them would be to wait for each other.
    driveOpened: (attempt, find, inSameTransaction) =>
      begin(attempt, () => foundOut(attempt, find), inSameTransaction),
    drive: (attempt, find, inSameTransaction) =>
      join(
        attempt,
        async () => ((await drives.await(attempt.id)) ? foundOut(attempt, find) : atWorkElsewhere),
        inSameTransaction,
      ),
    driveIfFree: (attempt, find, inSameTransaction) =>
      join(
        attempt,
        async () => ((await drives.take(attempt.id)) ? foundOut(attempt, find) : atWorkElsewhere),
        inSameTransaction,
      ),
  };
}

/** What refuses one who asks proves nothing about others who may have asked the same. */
function withoutRefusal(outcome: SettlementOutcome): SettlementOutcome {
  return outcome.kind === "unavailable" || outcome.kind === "rejected"
    ? { kind: "unknown", detail: `while others may have asked, it was ${outcome.kind}` }
    : outcome;
}

/** Whether settling an attempt gave it another state, with which its lease ended. */
function hasEndedLease({ change }: Settled): boolean {
  switch (change) {
    case "succeeded":
    case "released":
    case "refund_due":
      return true;
    case "kept_open":
    case "none":
      return false;
    default:
      return unreachable(change);
  }
}

/** One attempt whose outcome is being fetched or settled, for everybody who waits for it. */
interface Work {
  readonly outcome: Promise<SettlementOutcome>;
  /** Settles when whoever came last has written it down, or could not. */
  written: Promise<unknown>;
  waiting: number;
}

/** Attempts at work here. */
interface SharedWork<Stores> {
  has(attempt: PaymentAttempt): boolean;
  /** Begins work that this process has just opened. */
  begin: Drive<Stores>;
  /** Waits for the work that there is. @param find what to do where nobody here is at work yet. */
  join: Drive<Stores>;
}

/**
 * Whoever else wants to know of an attempt waits for the same work. So nothing ends an attempt while somebody asks the
 * provider about it. An entry stays until what it found is committed: who came between the provider's answer and our own
 * commit would still find the attempt open, and might charge it again. Other processes are kept out by leases.
 *
 * @param settleAttempt what each who waits does with what was found.
 */
function createSharedWork<Stores extends CheckoutStores>(
  settleAttempt: <Result>(
    attempt: PaymentAttempt,
    outcome: SettlementOutcome,
    inSameTransaction: InSameTransaction<Stores, Result>,
  ) => Promise<Result>,
): SharedWork<Stores> {
  const atWork = new Map<AttemptId, Work>();

  function put(attempt: PaymentAttempt, find: () => Promise<SettlementOutcome>): Work {
    const work = { outcome: find(), written: Promise.resolve(), waiting: 0 };
    atWork.set(attempt.id, work);
    return work;
  }

  async function waitFor<Result>(
    attempt: PaymentAttempt,
    work: Work,
    inSameTransaction: InSameTransaction<Stores, Result>,
  ): Promise<Result> {
    work.waiting += 1;
    try {
      const outcome = await work.outcome;
      // One after the other: the first makes the order, and the others find it made.
      const settled = work.written.then(() => settleAttempt(attempt, outcome, inSameTransaction));
      work.written = settled.catch(() => {});
      return await settled;
    } finally {
      work.waiting -= 1;
      if (work.waiting === 0 && atWork.get(attempt.id) === work) atWork.delete(attempt.id);
    }
  }

  return {
    has: ({ id }) => atWork.has(id),
    begin: (attempt, find, inSameTransaction) => waitFor(attempt, put(attempt, find), inSameTransaction),
    join: (attempt, find, inSameTransaction) =>
      waitFor(attempt, atWork.get(attempt.id) ?? put(attempt, find), inSameTransaction),
  };
}

/** Another process keeps the attempt for longer than the provider may take: what it finds out is settled there. */
const atWorkElsewhere: SettlementOutcome = { kind: "unknown", detail: "another process is at work on it" };
