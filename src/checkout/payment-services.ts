import type { Clock } from "../clock.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import type { AlertMerchant } from "../payments/alert.ts";
import { type Captures, createCaptures } from "../payments/captures.ts";
import type { PaymentEventStore } from "../payments/event.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import type { RefundStore } from "../payments/refund.ts";
import { createRefunds, type Refunds } from "../payments/refunds.ts";
import { allSettled } from "../payments/settle-all.ts";
import { createTaxBookings } from "../payments/tax-bookings.ts";
import type { Write } from "../storage.ts";
import type { EventStores } from "./act-on-event.ts";
import type { HostedTerms } from "./begin-hosted.ts";
import type { Terms } from "./compute.ts";
import { createHostedPayments, type HostedPayments } from "./hosted-payments.ts";
import { createPaymentEvents, type PaymentEvents } from "./payment-events.ts";
import type { Quoting } from "./quoting.ts";
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
  /** Where the provider sends buyers back to who pay on its page. */
  readonly hosted: Pick<HostedTerms, "returnUrl" | "backUrl">;
  /** Asks for tax before a buyer is sent there; absent where nobody is to be asked. */
  readonly quoting?: Quoting | undefined;
  readonly terms: Terms;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
  /** Settles after so many ms; `Bun.sleep` but in tests. */
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
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
  /** Payments by hand, on the provider's page. */
  readonly hosted: HostedPayments;
  readonly refunds: Refunds<Stores>;
  readonly captures: Captures<Stores>;
  readonly events: PaymentEvents;
  /** Takes everything further that is due: attempts, captures, refunds, taxes and events. Gives how many there were. */
  recover(limit: number): Promise<number>;
}

/** Builds the {@link PaymentServices} of one process. */
export function createPaymentServices<Stores extends EventStores>(
  dependencies: PaymentServiceDependencies<Stores>,
): PaymentServices<Stores> {
  const settlement = createSettlement(dependencies);
  const refunds = createRefunds(dependencies);
  const captures = createCaptures(dependencies);
  const taxBookings = createTaxBookings(dependencies);
  const events = createPaymentEvents({
    ...dependencies,
    settlement,
    refunds,
    captures,
    kept: dependencies.eventKept,
  });
  return {
    settlement,
    hosted: createHostedPayments({
      ...dependencies,
      settlement,
      hosted: { ...dependencies.hosted, provider: dependencies.provider.name },
    }),
    refunds,
    captures,
    events,
    async recover(limit) {
      const counts = await allSettled([
        settlement.recover(limit),
        captures.recover(limit),
        refunds.recover(limit),
        taxBookings.recover(limit),
        events.process(limit),
      ]);
      return counts.reduce((all, count) => all + count, 0);
    },
  };
}
