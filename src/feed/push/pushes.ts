import type { Instant } from "../../clock.ts";
import type { TakeSnapshot } from "../stores.ts";
import { destinationAddress, type FeedDestination } from "./destination.ts";
import type { PushDone, PushProgress, PushRun, PushTools } from "./push.ts";
import { pushFiles } from "./push-files.ts";
import { createPushRecords, type PushRecordDependencies } from "./push-records.ts";
import { createPushSchedule, fullDueAt, type PushScheduling } from "./push-schedule.ts";
import type { DestinationState, PushRecord } from "./push-state.ts";
import { forgetAllSent, pushToApi } from "./push-to-api.ts";

/** Sends feeds to where the settings say. One destination waits for no other: one may take long to be reached. */
export interface Pushes {
  readonly destinations: readonly FeedDestination[];
  /** When a destination is to be pushed to next. */
  dueOf(destination: FeedDestination): Promise<Instant>;
  /**
   * Pushes to a destination, due or not, and says how it went. A failure is written down, and due again later.
   *
   * @throws the signal's reason when it was given up.
   */
  push(destination: FeedDestination, options?: PushOptions): Promise<PushRecord>;
}

export interface PushOptions {
  /** Makes sure of everything, also of what the destination has. */
  readonly full?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: PushProgress | undefined;
}

export interface PushDependencies
  extends PushTools,
    PushRecordDependencies,
    Omit<PushScheduling, "reads" | "clock"> {
  readonly write: PushTools["write"];
  readonly reads: PushTools["reads"];
  readonly takeSnapshot: TakeSnapshot;
}

/** Builds {@link Pushes}. */
export function createPushes(given: PushDependencies): Pushes {
  const { settings, takeSnapshot, write, reads, clock } = given;
  const { termsOf, fingerprintOf, dueOf } = createPushSchedule(given);
  const records = createPushRecords(given);
  let lastTurn: Promise<unknown> = Promise.resolve();

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => {});
    return turn;
  }

  /** How a destination stands; as one that was never pushed to when its feed was somewhere else until now. */
  async function standing(destination: FeedDestination): Promise<DestinationState | undefined> {
    const { name } = destination;
    const address = destinationAddress(destination);
    const known = await reads.feeds.destination(name);
    if (known?.address === address) return known;
    const state = { name, address, terms: "", lastChange: 0, failures: 0 };
    await forgetAllSent(name, given);
    await write(({ feeds }) => feeds.putDestination(state));
    return state;
  }

  async function push(destination: FeedDestination, options: PushOptions = {}): Promise<PushRecord> {
    const startedAt = clock.now();
    const before = await standing(destination);
    const terms = termsOf(destination, startedAt);
    const fingerprint = fingerprintOf(destination, terms);
    const isFullDue = startedAt >= fullDueAt(before?.lastFullAt, startedAt);
    const isFull = options.full === true || isFullDue || before?.terms !== fingerprint;
    const begun = { destination: destination.name, startedAt, extent: isFull ? "full" : "changes" } as const;
    try {
      const { signal, progress } = options;
      const done = await send(destination, { terms, takeSnapshot, inTurn, before, isFull, signal, progress });
      const address = destinationAddress(destination);
      const state = { address, terms: fingerprint, lastFullAt: before?.lastFullAt };
      return await records.succeeded(begun, done, state);
    } catch (error) {
      options.signal?.throwIfAborted();
      return await records.failed(begun, error);
    }
  }

  function send(destination: FeedDestination, run: PushRun): Promise<PushDone> {
    switch (destination.kind) {
      case "acp":
      case "openai":
        return pushToApi(destination, run, given);
      case "https":
      case "sftp":
        return pushFiles(destination, run, given);
    }
  }

  return { destinations: settings.destinations, dueOf, push };
}
