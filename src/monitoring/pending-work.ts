import type { Instant } from "../clock.ts";
import type { OpenOrderCounts } from "../orders/order-list.ts";
import type { OrderDispute } from "../payments/disputes.ts";
import type { UnresolvedPayment } from "../payments/unresolved.ts";
import type { RaisedAlert } from "./alert.ts";

/** What waits for somebody, as the database knows it. Plain JSON: it is asked of another thread. */
export interface PendingWork {
  /** Orders of which something is still to be done, by how they stand. */
  readonly orders: OpenOrderCounts;
  /** Payments, refunds and authorisations that have been without an end for longer than they should. */
  readonly overduePayments: readonly UnresolvedPayment[];
  /** Disputes that wait for the merchant's answer, the soonest deadline first. */
  readonly disputes: readonly OrderDispute[];
  /** Events that no agent took, and mails that could not be sent. */
  readonly deadEvents: number;
  readonly deadMails: number;
  /** Variants of which none is left, and of which few are. */
  readonly soldOut: number;
  readonly lowStock: number;
  readonly alerts: readonly RaisedAlert[];
  readonly hasProducts: boolean;
}

/** What is asked of {@link PendingWorkReads}. */
export interface PendingWorkQuery {
  readonly now: Instant;
  /** So many units of a variant or fewer are few. */
  readonly lowStock: number;
}

/** Looks at all that waits, apart from what sells. */
export interface PendingWorkReads {
  pending(query: PendingWorkQuery): Promise<PendingWork>;
}
