import type { Clock } from "../clock.ts";
import type { RefundId } from "../ids.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import type { Write } from "../storage.ts";
import type { AlertMerchant, MerchantAlert } from "./alert.ts";
import { createDrives } from "./drives.ts";
import type { RefundOutcome } from "./provider.ts";
import type { Refund } from "./refund.ts";
import { type RefundStores, type SettledRefund, settleRefund } from "./settle-refund.ts";

/** Hears, in the job that settles a refund, how it stands then. */
export type InRefundTransaction<Stores> = (stores: Stores, settled: SettledRefund) => Promise<void>;

/** What settling refunds writes and tells. */
export interface SettlingRefundsDependencies<Stores extends RefundStores> {
  readonly write: Write<Stores>;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
  /** Settles after so many ms; `Bun.sleep` but in tests. */
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
  readonly alert: AlertMerchant;
}

/** Finds out what became of refunds and settles them, each by one at a time, for everybody who waits for it. */
export interface RefundsAtWork<Stores> {
  /** Settles a refund that this process has just written down, and that is nobody else's. */
  driveBegun: DriveRefund<Stores>;
  /** Waits until no other process is at work on it. */
  drive: DriveRefund<Stores>;
  /** Leaves it alone where another process is at work on it. */
  driveIfFree: DriveRefund<Stores>;
  /** Takes over an outcome that the provider told by itself. */
  settleAs(refund: Refund, outcome: RefundOutcome): Promise<SettledRefund>;
}

/** @param find what became of it: asked only where nobody here is at work on the refund already. */
type DriveRefund<Stores> = (
  refund: Refund,
  find: () => Promise<RefundOutcome>,
  inSameTransaction?: InRefundTransaction<Stores>,
) => Promise<SettledRefund>;

/** Builds the {@link RefundsAtWork} of one process. */
export function createRefundsAtWork<Stores extends RefundStores>({
  write,
  notifications,
  clock,
  sleep,
  alert,
}: SettlingRefundsDependencies<Stores>): RefundsAtWork<Stores> {
  /** Refunds at work here: whoever else wants to take one further waits for the same. Other processes: see drives. */
  const atWork = new Map<RefundId, Promise<SettledRefund>>();
  const drives = createDrives<Stores, RefundId>({ write, store: ({ refunds }) => refunds, clock, sleep });

  /** What a provider says of a refund is certain or unknown, whoever else may have asked for it. */
  async function driven(
    { id, openedAt }: Refund,
    find: () => Promise<RefundOutcome>,
  ): Promise<RefundOutcome> {
    return (await drives.keep(id, openedAt, find)).found;
  }

  const join: DriveRefund<Stores> = async (refund, find, inSameTransaction) => {
    const running = atWork.get(refund.id);
    if (running) {
      const settled = await running;
      if (inSameTransaction) await write((stores) => inSameTransaction(stores, settled));
      return settled;
    }
    return begin(refund, find, inSameTransaction);
  };

  const begin: DriveRefund<Stores> = (refund, find, inSameTransaction) => {
    const started = settleWith(refund, find, inSameTransaction).finally(() => {
      if (atWork.get(refund.id) === started) atWork.delete(refund.id);
    });
    atWork.set(refund.id, started);
    return started;
  };

  const settleWith: DriveRefund<Stores> = async (refund, find, inSameTransaction) => {
    const outcome = await find().catch((error: unknown): RefundOutcome => {
      const words = "asking the payment provider for a refund failed unexpectedly";
      alert(refundAlert(refund, "unexpected", words, error));
      return { kind: "unknown", detail: "asking the provider threw" };
    });
    return settleAs(refund, outcome, inSameTransaction);
  };

  async function settleAs(
    refund: Refund,
    outcome: RefundOutcome,
    inSameTransaction?: InRefundTransaction<Stores>,
  ): Promise<SettledRefund> {
    const lease = drives.leaseOf(refund.id);
    const settled = await write(async (stores) => {
      const settled = await settleRefund(stores, refund.id, outcome, clock.now(), notifications);
      await lease.end(stores);
      await inSameTransaction?.(stores, settled);
      return settled;
    });
    lease.forget();
    if (settled.hasFailed) {
      const words = `a refund did not go through: ${settled.refund.failure ?? "no reason given"}`;
      alert(refundAlert(refund, "refund_failed", words));
    }
    return settled;
  }

  return {
    // Who has seen the refund before this process heard that it is stored waits for its lease, as another process does: to
    // wait for them would be to wait for each other.
    driveBegun: (refund, find, inSameTransaction) =>
      begin(refund, () => driven(refund, find), inSameTransaction),
    drive: (refund, find, inSameTransaction) =>
      join(
        refund,
        async () => ((await drives.await(refund.id)) ? driven(refund, find) : atWorkElsewhere),
        inSameTransaction,
      ),
    driveIfFree: (refund, find, inSameTransaction) =>
      join(
        refund,
        async () => ((await drives.take(refund.id)) ? driven(refund, find) : atWorkElsewhere),
        inSameTransaction,
      ),
    settleAs: (refund, outcome) => settleAs(refund, outcome),
  };
}

/** Another process keeps the refund for longer than the provider may take: what it finds out is settled there. */
const atWorkElsewhere: RefundOutcome = { kind: "unknown", detail: "another process is at work on it" };

/** An alert about a refund. */
export function refundAlert(
  { attemptId, orderId }: Refund,
  kind: MerchantAlert["kind"],
  words: string,
  error?: unknown,
): MerchantAlert {
  return { kind, words, attemptId, orderId, error };
}
