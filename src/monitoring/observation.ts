import type { Instant } from "../clock.ts";
import type { Backlog } from "../outbox/stores.ts";
import type { UnresolvedPayment } from "../payments/unresolved.ts";

/** How the feed that others fetch stands. */
export interface FeedObservation {
  /** Since when its files may lack something; absent before the first were made. */
  readonly builtAt?: Instant | undefined;
  /** Since when they should have been made anew; absent while they are true or nobody wants them. */
  readonly dueSince?: Instant | undefined;
  /** Variants that were left out, since a field that must be there is missing or wrong. */
  readonly refused: number;
}

/** How a place that feeds are pushed to stands. */
export interface DestinationObservation {
  readonly name: string;
  readonly lastGoodAt?: Instant | undefined;
  /** Pushes in vain since then. */
  readonly failures: number;
}

/** How a recurring job stands. */
export interface JobObservation {
  readonly name: string;
  /** Failed runs since the last that did not. */
  readonly failures: number;
  readonly isFailing: boolean;
  readonly succeededAt?: Instant | undefined;
  /** When the run that is under way began; absent while none is. */
  readonly runningSince?: Instant | undefined;
}

/** What payments came to lately, in this process. */
export interface RecentPayments {
  readonly succeeded: number;
  /** Declined, released or without an answer. */
  readonly failed: number;
}

/** A whole shop at one moment, as metrics show it and alerts judge it. */
export interface Observation {
  readonly at: Instant;
  readonly unresolvedPayments: Readonly<Record<UnresolvedPayment["kind"], number>>;
  readonly overduePayments: number;
  readonly recentPayments: RecentPayments;
  readonly events: Backlog;
  readonly mails: Backlog;
  readonly feed: FeedObservation;
  readonly destinations: readonly DestinationObservation[];
  readonly jobs: readonly JobObservation[];
  /** Bytes. */
  readonly disk: { readonly free: number; readonly size: number };
  /** Bytes. `unused` is the part of `file` that nothing is in. */
  readonly database: { readonly file: number; readonly log: number; readonly unused: number };
  /** Variants whose stock is counted, of which none is left. */
  readonly soldOutVariants: number;
  /** How far this machine's clock is ahead of the payment provider's, ms; absent while that is not known. */
  readonly clockAheadMs?: number | undefined;
  /** The last moment of the certificate that is served; absent where TLS is a proxy's affair. */
  readonly certificateEndsAt?: Instant | undefined;
}

/** Looks at the whole shop. */
export type Observe = () => Promise<Observation>;
