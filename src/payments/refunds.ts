import type { Clock } from "../clock.ts";
import type { RefundId } from "../ids.ts";
import type { Order } from "../orders/order.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import { unreachable } from "../problem.ts";
import type { Write } from "../storage.ts";
import type { AlertMerchant } from "./alert.ts";
import type { AttemptStore, PaymentAttempt } from "./attempt.ts";
import { type BegunRefund, beginRefund, type RefundRefusal, type RefundRequest } from "./begin-refund.ts";
import { createDrives } from "./drives.ts";
import { lookHorizon } from "./look.ts";
import type { ListedRefund, PaymentProvider, RefundOutcome } from "./provider.ts";
import { heardRefundId, leftOf, type Refund, type RefundStore } from "./refund.ts";
import { settleAll } from "./settle-all.ts";
import {
  putOffRefund,
  type RefundStores,
  recordHeardRefund,
  type SettledRefund,
  settleRefund,
} from "./settle-refund.ts";
import { uncapturedReference } from "./uncaptured.ts";

/** Hears, in the job that settles a refund, how it stands then. */
export type InRefundTransaction<Stores> = (stores: Stores, settled: SettledRefund) => Promise<void>;

export interface RefundDependencies<Stores extends RefundStores> {
  readonly write: Write<Stores>;
  readonly reads: {
    readonly refunds: Pick<RefundStore, "find" | "byReference" | "ofAttempt" | "due">;
    readonly attempts: Pick<AttemptStore, "find" | "byReference">;
  };
  readonly provider: PaymentProvider;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
  readonly alert: AlertMerchant;
}

/** What came of asking for a refund. `refund` may be pending still: it is then finished by and by. */
export type RefundResult =
  | { readonly kind: "begun"; readonly refund: Refund; readonly order: Order | undefined }
  | RefundRefusal;

/** Gives money back, and keeps at it until it is certain that it went. */
export interface Refunds<Stores extends RefundStores> {
  /** Refunds an order, or a part of it. Never gives back more than is left, whoever else asks at the same time. */
  refund(request: RefundRequest): Promise<RefundResult>;
  /** Asks for the money of a refund that {@link beginRefund} wrote down with the change it belongs to. */
  carryOut(begun: BegunRefund, inSameTransaction?: InRefundTransaction<Stores>): Promise<SettledRefund>;
  /** Takes refunds that are due to their end, at most `limit`, all at once. Gives how many. @throws as settlement's does. */
  recover(limit: number): Promise<number>;
  /**
   * Compares what the provider lists for a charge with what is written here, and takes over what is new: ends of our
   * own refunds, and refunds made at the provider's dashboard. False when the provider could not be asked.
   */
  hear(chargeReference: string): Promise<boolean>;
}

/** Builds the {@link Refunds} of one process. */
export function createRefunds<Stores extends RefundStores>({
  write,
  reads,
  provider,
  notifications,
  clock,
  alert,
}: RefundDependencies<Stores>): Refunds<Stores> {
  /** Refunds at work here: whoever else wants to take one further waits for the same. Other processes: see drives. */
  const atWork = new Map<RefundId, Promise<SettledRefund>>();
  const drives = createDrives<Stores, RefundId>({ write, store: ({ refunds }) => refunds, clock });

  function finish(
    refund: Refund,
    find: () => Promise<RefundOutcome>,
    inSameTransaction?: InRefundTransaction<Stores>,
  ): Promise<SettledRefund> {
    const findAlone = async (): Promise<RefundOutcome> =>
      (await drives.await(refund.id)) ? find() : atWorkElsewhere;
    return join(refund, findAlone, inSameTransaction);
  }

  async function join(
    refund: Refund,
    find: () => Promise<RefundOutcome>,
    inSameTransaction?: InRefundTransaction<Stores>,
  ): Promise<SettledRefund> {
    const running = atWork.get(refund.id);
    if (running) {
      const settled = await running;
      if (inSameTransaction) await write((stores) => inSameTransaction(stores, settled));
      return settled;
    }
    const started = settleWith(refund, find, inSameTransaction).finally(() => atWork.delete(refund.id));
    atWork.set(refund.id, started);
    return started;
  }

  async function settleWith(
    refund: Refund,
    find: () => Promise<RefundOutcome>,
    inSameTransaction: InRefundTransaction<Stores> | undefined,
  ): Promise<SettledRefund> {
    const outcome = await find().catch((error: unknown): RefundOutcome => {
      tell(refund, "asking the payment provider for a refund failed unexpectedly", "unexpected", error);
      return { kind: "unknown", detail: "asking the provider threw" };
    });
    return settleAs(refund, outcome, inSameTransaction);
  }

  async function settleAs(
    refund: Refund,
    outcome: RefundOutcome,
    inSameTransaction?: InRefundTransaction<Stores>,
  ): Promise<SettledRefund> {
    const settled = await write(async (stores) => {
      const settled = await settleRefund(stores, refund.id, outcome, clock.now(), notifications);
      await drives.end(stores, refund.id);
      await inSameTransaction?.(stores, settled);
      return settled;
    });
    drives.forget(refund.id);
    if (settled.hasFailed)
      tell(refund, `a refund did not go through: ${settled.refund.failure ?? "no reason given"}`);
    return settled;
  }

  function tell(
    { attemptId, orderId }: Refund,
    words: string,
    kind: "refund_failed" | "unexpected" = "refund_failed",
    error?: unknown,
  ): void {
    alert({ kind, words, attemptId, orderId, error });
  }

  /** Asks for the money. `attempt` as it stood when the refund was written down. */
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

  /**
   * Takes up a refund again. The provider forgets idempotency keys after a day, so what it lists comes first; only what
   * is not there is asked for again.
   */
  async function askAgain({ id }: Refund): Promise<RefundOutcome> {
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

  const carryOut: Refunds<Stores>["carryOut"] = ({ refund, attempt, isNew }, inSameTransaction) =>
    isNew
      ? join(refund, () => ask(refund, attempt), inSameTransaction)
      : finish(refund, () => askAgain(refund), inSameTransaction);

  /** Takes a refund further, unless somebody else is at work on it. */
  function takeUp(refund: Refund): Promise<SettledRefund> {
    const findIfFree = async (): Promise<RefundOutcome> =>
      (await drives.take(refund.id)) ? askAgain(refund) : atWorkElsewhere;
    return join(refund, findIfFree);
  }

  async function takeOver(attempt: PaymentAttempt, listed: ListedRefund): Promise<void> {
    const own = listed.id && (await reads.refunds.find(listed.id));
    const refund = own ?? (await reads.refunds.byReference(listed.reference));
    if (refund) await settleAs(refund, listed.outcome);
    else
      await write((stores) =>
        recordHeardRefund(stores, waitFor(attempt, listed), clock.now(), notifications),
      );
  }

  return {
    async refund(request) {
      const begun = await write((stores) => beginRefund(stores, request, provider.name, clock.now()));
      if ("kind" in begun) return begun;
      const settled = await carryOut(begun);
      return { kind: "begun", refund: settled.refund, order: settled.order };
    },

    carryOut,

    async recover(limit) {
      const now = clock.now();
      const found = await reads.refunds.due(now, lookHorizon(now), limit);
      // The others wait for their tax.
      const due = found.filter(({ state }) => state === "pending");
      await settleAll(due, takeUp, async (refund, error) => {
        tell(refund, "a refund could not be taken further; it is tried again", "unexpected", error);
        await write((stores) => putOffRefund(stores, refund.id, clock.now()));
      });
      return due.length;
    },

    async hear(chargeReference) {
      const attempt = await reads.attempts.byReference(chargeReference);
      if (!attempt) return true;
      const listed = await provider.refundsOf(chargeReference);
      if (!listed) return false;
      for (const each of listed) await takeOver(attempt, each);
      return true;
    },
  };
}

/** Another process keeps the refund for longer than the provider may take: what it finds out is settled there. */
const atWorkElsewhere: RefundOutcome = { kind: "unknown", detail: "another process is at work on it" };

/** Whether the money has moved, so that it must be given back. */
function isTaken({ capture, result }: PaymentAttempt): boolean {
  if (capture) return capture.state === "captured";
  return result?.kind !== "paid" || result.captured;
}

function isTwin(listed: ListedRefund, refund: Refund): boolean {
  return listed.id === refund.id || listed.reference === refund.reference;
}

/** A refund somebody made at the provider's, as we write it down. */
function waitFor(attempt: PaymentAttempt, { reference, amount, createdAt, outcome }: ListedRefund): Refund {
  const state = outcome.kind === "refunded" ? "succeeded" : outcome.kind;
  return {
    id: heardRefundId(reference),
    attemptId: attempt.id,
    orderId: attempt.state === "succeeded" ? attempt.orderId : undefined,
    origin: "provider",
    state,
    reference,
    amount,
    currency: attempt.currency,
    lines: [],
    restock: false,
    goodsDone: true,
    openedAt: createdAt,
    nextLookAt: undefined,
  };
}
