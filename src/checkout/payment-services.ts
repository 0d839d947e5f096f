import type { Clock } from "../clock.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import type { AlertMerchant } from "../payments/alert.ts";
import { type Captures, createCaptures } from "../payments/captures.ts";
import type { PaymentEventStore } from "../payments/event.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import type { RefundStore } from "../payments/refund.ts";
import { createRefunds, type Refunds } from "../payments/refunds.ts";
import { allSettled } from "../payments/settle-all.ts";
import type { Write } from "../storage.ts";
import type { Terms } from "./compute.ts";
import { createPaymentEvents, type EventStores, type PaymentEvents } from "./payment-events.ts";
import type { Settled } from "./settle.ts";
import { createSettlement, type Settlement } from "./settlement.ts";
import type { CheckoutReads } from "./stores.ts";

export interface PaymentServiceDependencies<Stores extends EventStores> {
  readonly write: Write<Stores>;
  readonly reads: CheckoutReads & {
    readonly refunds: RefundStore;
    readonly paymentEvents: Pick<PaymentEventStore, "due">;
  };
  readonly provider: PaymentProvider;
  readonly terms: Terms;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
  readonly alert: AlertMerchant;
  /** What else belongs into every job that settles an attempt. */
  readonly inSettlingJob?: ((stores: Stores, settled: Settled) => Promise<void>) | undefined;
  /** Called when an event was kept that is to be acted on. */
  readonly eventKept?: (() => void) | undefined;
  /** Counts what became of attempts. */
  readonly ended?: ((how: "succeeded" | "declined" | "unknown" | "released") => void) | undefined;
}

/** Everything that moves money, around one provider. */
export interface PaymentServices<Stores extends EventStores> {
  readonly settlement: Settlement<Stores>;
  readonly refunds: Refunds<Stores>;
  readonly captures: Captures;
  readonly events: PaymentEvents;
  /** Takes everything further that is due: attempts, captures, refunds and events. Gives how many there were. */
  recover(limit: number): Promise<number>;
}

/** Builds the {@link PaymentServices} of one process. */
export function createPaymentServices<Stores extends EventStores>(
  dependencies: PaymentServiceDependencies<Stores>,
): PaymentServices<Stores> {
  const settlement = createSettlement(dependencies);
  const refunds = createRefunds(dependencies);
  const captures = createCaptures(dependencies);
  const events = createPaymentEvents({
    ...dependencies,
    settlement,
    refunds,
    captures,
    kept: dependencies.eventKept,
  });
  return {
    settlement,
    refunds,
    captures,
    events,
    async recover(limit) {
      const counts = await allSettled([
        settlement.recover(limit),
        captures.recover(limit),
        refunds.recover(limit),
        events.process(limit),
      ]);
      return counts.reduce((all, count) => all + count, 0);
    },
  };
}
