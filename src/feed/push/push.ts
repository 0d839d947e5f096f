import type { Clock, Instant } from "../../clock.ts";
import type { Outgoing } from "../../outgoing/outgoing.ts";
import type { Write } from "../../storage.ts";
import type { FeedTerms } from "../row.ts";
import type { FeedStore, TakeSnapshot } from "../stores.ts";
import type { DestinationState } from "./push-state.ts";

/** What every way of pushing works with. */
export interface PushTools {
  readonly write: Write<{ readonly feeds: FeedStore }>;
  readonly reads: { readonly feeds: FeedStore };
  readonly outgoing: Outgoing;
  /** On a developer's machine addresses that are not public may be called. */
  readonly development: boolean;
  /** Where files are made before they are sent; nothing else may be in it. */
  readonly folder: string;
  readonly clock: Clock;
}

/** Told how far a push is. Totals are of the step. */
export type PushProgress = (step: "reading" | "sending", done: number, total: number) => void;

/** One push: by which rules, after what. */
export interface PushRun {
  readonly terms: FeedTerms;
  /** Takes the catalogue as it stands; for no longer than it is read. */
  readonly takeSnapshot: TakeSnapshot;
  /** Does what wants the whole processor when nothing else of the kind is done: memory is for one build at a time. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** How the destination stood before; `undefined` when it was never pushed to. */
  readonly before: DestinationState | undefined;
  /** Whether all of it has to be there afterwards, whatever the destination has. */
  readonly isFull: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: PushProgress | undefined;
}

/** What a push did. */
export interface PushDone {
  readonly outcome: "pushed" | "unchanged";
  readonly items: number;
  readonly bytes: number;
  readonly drifted?: number | undefined;
  /** Products the agent would not take, and why. */
  readonly refused?: readonly { readonly productId: string; readonly detail: string }[] | undefined;
  /** What is new to know of the destination. */
  readonly state: Pick<DestinationState, "feedId" | "fingerprint" | "shards" | "lastChange"> & {
    readonly changesAt: Instant | undefined;
  };
}
