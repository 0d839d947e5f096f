import type { Instant } from "../../clock.ts";

/** How a destination stands: what it has, and when it is tried next. */
export interface DestinationState {
  readonly name: string;
  /** Where its feed is: all else that is known here is of that one. */
  readonly address?: string | undefined;
  /** What its feed was made with beside the catalogue: another hash means that all of it changed. */
  readonly terms: string;
  /** The number of the last change of the catalogue it has. */
  readonly lastChange: number;
  /** When what it has changes by itself next: a sale begins or ends. */
  readonly changesAt?: Instant | undefined;
  /** The feed's id at an agent's API, once one was created. */
  readonly feedId?: string | undefined;
  /** What the last upload's rows were, and how many files it took. */
  readonly fingerprint?: string | undefined;
  readonly shards?: number | undefined;
  readonly lastGoodAt?: Instant | undefined;
  readonly lastFullAt?: Instant | undefined;
  /** How many pushes failed since the last good one. */
  readonly failures: number;
  /** When a failed push is tried again. */
  readonly retryAt?: Instant | undefined;
  /** The last problem, for a person. */
  readonly reason?: string | undefined;
}

/** What one push was and how it went. */
export interface PushRecord {
  readonly destination: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  /** Everything there is, or what changed since the last good push. */
  readonly extent: "full" | "changes";
  readonly outcome: "pushed" | "unchanged" | "failed";
  /** Rows uploaded, or products sent. */
  readonly items: number;
  readonly bytes: number;
  /** Products that the agent did not hold as they were sent to it, found by reading back. */
  readonly drifted?: number | undefined;
  /** What went wrong, for a person. */
  readonly reason?: string | undefined;
}

/** A product as a destination was last sent it. */
export interface SentProduct {
  readonly productId: string;
  /** SHA-256 of what was sent, hex. */
  readonly fingerprint: string;
  /** What is left to say of it when it goes: the least a `Product` must have. */
  readonly title: string;
  readonly variants: readonly { readonly id: string; readonly title: string }[];
}
