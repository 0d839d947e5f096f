import type { Order } from "../orders/order.ts";
import type { AttemptStore, PaymentAttempt } from "./attempt.ts";
import { type BegunRefund, beginRefund, type RefundRefusal, type RefundRequest } from "./begin-refund.ts";
import { lookHorizon } from "./look.ts";
import type { ListedRefund, PaymentProvider } from "./provider.ts";
import { heardRefundId, type Refund, type RefundStore } from "./refund.ts";
import { createRefundOutcomes } from "./refund-outcomes.ts";
import {
  createRefundsAtWork,
  type InRefundTransaction,
  refundAlert,
  type SettlingRefundsDependencies,
} from "./refunds-at-work.ts";
import { settleAll } from "./settle-all.ts";
import { putOffRefund, type RefundStores, recordHeardRefund, type SettledRefund } from "./settle-refund.ts";

export interface RefundDependencies<Stores extends RefundStores> extends SettlingRefundsDependencies<Stores> {
  readonly reads: {
    readonly refunds: Pick<RefundStore, "find" | "byReference" | "ofAttempt" | "due">;
    readonly attempts: Pick<AttemptStore, "find" | "byReference">;
  };
  readonly provider: PaymentProvider;
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
export function createRefunds<Stores extends RefundStores>(
  dependencies: RefundDependencies<Stores>,
): Refunds<Stores> {
  const { write, reads, provider, notifications, clock, alert } = dependencies;
  const { ask, askAgain } = createRefundOutcomes(provider, reads);
  const { driveBegun, drive, driveIfFree, settleAs } = createRefundsAtWork(dependencies);

  const carryOut: Refunds<Stores>["carryOut"] = ({ refund, attempt, isNew }, inSameTransaction) =>
    isNew
      ? driveBegun(refund, () => ask(refund, attempt), inSameTransaction)
      : drive(refund, () => askAgain(refund), inSameTransaction);

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
      const takeUp = (refund: Refund) => driveIfFree(refund, () => askAgain(refund));
      await settleAll(due, takeUp, async (refund, error) => {
        const words = "a refund could not be taken further; it is tried again";
        alert(refundAlert(refund, "unexpected", words, error));
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
