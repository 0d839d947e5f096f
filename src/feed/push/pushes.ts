import { after, HOUR, type Instant, MINUTE } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { pluralize } from "../../pluralize.ts";
import type { TakeSnapshot } from "../stores.ts";
import { destinationAddress, type FeedDestination } from "./destination.ts";
import type { PushDone, PushProgress, PushRun, PushTools } from "./push.ts";
import { PushFailed } from "./push-failed.ts";
import { pushFiles } from "./push-files.ts";
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

/** What a person should know of a destination. */
export interface PushAlarm {
  readonly destination: string;
  /** It fails again and again; it did not hold what it was sent; it would not take some products. */
  readonly kind: "failing" | "drifted" | "refused";
  readonly detail: string;
}

export interface PushDependencies extends PushTools, Omit<PushScheduling, "reads" | "clock"> {
  readonly takeSnapshot: TakeSnapshot;
  readonly log: Log;
  readonly alarm: (alarm: PushAlarm) => void;
}

const FIRST_RETRY = MINUTE;
const LONGEST_RETRY = HOUR;
/** A destination that failed so often in a row wants a person's eye. */
export const FAILURES_TO_ALARM = 3;
const KEPT_RECORDS = 500;

/** Builds {@link Pushes}. */
export function createPushes(given: PushDependencies): Pushes {
  const { settings, takeSnapshot, write, reads, clock, log, alarm } = given;
  const { destinations } = settings;
  const { termsOf, fingerprintOf, dueOf } = createPushSchedule(given);
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
    const { name } = destination;
    const startedAt = clock.now();
    const before = await standing(destination);
    const terms = termsOf(destination, startedAt);
    const fingerprint = fingerprintOf(destination, terms);
    const isFullDue = startedAt >= fullDueAt(before?.lastFullAt, startedAt);
    const isFull = options.full === true || isFullDue || before?.terms !== fingerprint;
    const common = { destination: name, startedAt, extent: isFull ? "full" : "changes" } as const;
    try {
      const { signal, progress } = options;
      const run = { terms, takeSnapshot, inTurn, before, isFull, signal, progress };
      const done = await send(destination, run);
      const { outcome, items, bytes, drifted, refused = [] } = done;
      const finishedAt = clock.now();
      const reason = refused.length === 0 ? undefined : refusalText(refused);
      const record: PushRecord = { ...common, finishedAt, outcome, items, bytes, drifted, reason };
      await keep(record, {
        ...done.state,
        name,
        address: destinationAddress(destination),
        terms: fingerprint,
        lastGoodAt: finishedAt,
        lastFullAt: isFull ? finishedAt : before?.lastFullAt,
        failures: 0,
        reason,
      });
      if (reason !== undefined) alarm({ destination: name, kind: "refused", detail: reason });
      if (drifted)
        alarm({
          destination: name,
          kind: "drifted",
          detail: `${pluralize(drifted, "product was", "products were")} sent again.`,
        });
      return record;
    } catch (error) {
      options.signal?.throwIfAborted();
      return await fail(error, common);
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

  /** Writes a failure down. What the destination had it still has; what was sent meanwhile is remembered beside. */
  async function fail(
    error: unknown,
    common: Pick<PushRecord, "destination" | "startedAt" | "extent">,
  ): Promise<PushRecord> {
    const { destination: name } = common;
    const before = (await reads.feeds.destination(name)) ?? { name, terms: "", lastChange: 0, failures: 0 };
    const finishedAt = clock.now();
    const failures = before.failures + 1;
    const isKnown = error instanceof PushFailed;
    const reason = isKnown ? error.message : "Something went wrong here; the log says what.";
    const pause = Math.min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY);
    const retryAt = after(finishedAt, Math.max(pause, (isKnown && error.retryAfterMs) || 0));
    log.warn("a feed could not be pushed", { destination: name, count: failures, error });
    const record: PushRecord = { ...common, finishedAt, outcome: "failed", items: 0, bytes: 0, reason };
    await keep(record, { ...before, failures, retryAt, reason });
    if (failures % FAILURES_TO_ALARM === 0) alarm({ destination: name, kind: "failing", detail: reason });
    return record;
  }

  async function keep(record: PushRecord, state: DestinationState): Promise<void> {
    await write(async ({ feeds }) => {
      await feeds.putDestination(state);
      await feeds.addPush(record, KEPT_RECORDS);
    });
  }

  return {
    destinations,
    dueOf,
    push,
  };
}

/** Names the first few. */
function refusalText(refused: readonly { readonly productId: string; readonly detail: string }[]): string {
  const named = refused.slice(0, 3).map(({ productId, detail }) => `${productId} (${detail})`);
  return `${pluralize(refused.length, "product was", "products were")} refused: ${named.join(", ")}${refused.length > 3 ? ", …" : ""}`;
}
