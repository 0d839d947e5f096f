import type { Clock } from "../clock.ts";
import type { IdempotencyStore } from "../idempotency/stores.ts";
import type { AttemptStore } from "../payments/attempt.ts";
import type { BeginRefundStores } from "../payments/begin-refund.ts";
import type { Captures } from "../payments/captures.ts";
import type { RefundStore } from "../payments/refund.ts";
import type { Refunds } from "../payments/refunds.ts";
import type { RefundStores } from "../payments/settle-refund.ts";
import type { Write } from "../storage.ts";
import type { OrderNotifications } from "./record-order-event.ts";
import type { OrderStore } from "./stores.ts";

/** What the dashboard reads and writes in a write job. */
export interface OrderServiceStores extends RefundStores {
  readonly attempts: BeginRefundStores["attempts"] & RefundStores["attempts"];
  readonly orders: BeginRefundStores["orders"] & RefundStores["orders"];
  readonly idempotency: Pick<IdempotencyStore, "foresee" | "close" | "tell">;
}

export interface OrderServiceDependencies<Stores extends OrderServiceStores> {
  readonly write: Write<Stores>;
  readonly reads: OutReads;
  readonly refunds: Pick<Refunds<Stores>, "carryOut">;
  readonly captures: Pick<Captures<Stores>, "begin" | "finish">;
  /** The name of the payment provider that is configured. */
  readonly provider: string;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
}

/** What tells how much goes back with goods that go out. */
export interface OutReads {
  readonly orders: Pick<OrderStore, "find">;
  readonly attempts: Pick<AttemptStore, "find">;
  readonly refunds: Pick<RefundStore, "ofAttempt">;
}
