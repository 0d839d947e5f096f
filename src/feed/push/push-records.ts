import { after, HOUR, MINUTE } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { pluralize } from "../../pluralize.ts";
import type { PushDone, PushTools } from "./push.ts";
import { PushFailed } from "./push-failed.ts";
import type { DestinationState, PushRecord } from "./push-state.ts";

const FIRST_RETRY = MINUTE;
const LONGEST_RETRY = HOUR;
/** A destination that failed so often in a row wants a person's eye. */
export const FAILURES_TO_ALARM = 3;
const KEPT_RECORDS = 500;

/** What a person should know of a destination. */
export interface PushAlarm {
  readonly destination: string;
  /** It fails again and again; it did not hold what it was sent; it would not take some products. */
  readonly kind: "failing" | "drifted" | "refused";
  readonly detail: string;
}

export interface PushRecordDependencies extends Pick<PushTools, "write" | "reads" | "clock"> {
  readonly log: Log;
  readonly alarm: (alarm: PushAlarm) => void;
}

/** What is known of a push when it begins. */
type BegunPush = Pick<PushRecord, "destination" | "startedAt" | "extent">;

/** Writes down how pushes went, and tells a person where one is needed. */
export function createPushRecords({ write, reads, clock, log, alarm }: PushRecordDependencies) {
  async function keep(record: PushRecord, state: DestinationState): Promise<void> {
    await write(async ({ feeds }) => {
      await feeds.putDestination(state);
      await feeds.addPush(record, KEPT_RECORDS);
    });
  }

  return {
    /** Writes a success down. `state` is what the destination is known by from then on. */
    async succeeded(
      begun: BegunPush,
      { outcome, items, bytes, drifted, refused = [], state: sent }: PushDone,
      state: Pick<DestinationState, "address" | "terms" | "lastFullAt">,
    ): Promise<PushRecord> {
      const { destination: name } = begun;
      const finishedAt = clock.now();
      const reason = refused.length === 0 ? undefined : refusalText(refused);
      const isFull = begun.extent === "full";
      const record: PushRecord = { ...begun, finishedAt, outcome, items, bytes, drifted, reason };
      await keep(record, {
        ...sent,
        ...state,
        name,
        lastGoodAt: finishedAt,
        lastFullAt: isFull ? finishedAt : state.lastFullAt,
        failures: 0,
        reason,
      });
      if (reason !== undefined) alarm({ destination: name, kind: "refused", detail: reason });
      if (drifted) {
        const detail = `${pluralize(drifted, "product was", "products were")} sent again.`;
        alarm({ destination: name, kind: "drifted", detail });
      }
      return record;
    },

    /** Writes a failure down. What the destination had it still has; what was sent meanwhile is remembered beside. */
    async failed(begun: BegunPush, error: unknown): Promise<PushRecord> {
      const { destination: name } = begun;
      const known = await reads.feeds.destination(name);
      const before = known ?? { name, terms: "", lastChange: 0, failures: 0 };
      const finishedAt = clock.now();
      const failures = before.failures + 1;
      const isKnown = error instanceof PushFailed;
      const reason = isKnown ? error.message : "Something went wrong here; the log says what.";
      const pause = Math.min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY);
      const retryAt = after(finishedAt, Math.max(pause, (isKnown && error.retryAfterMs) || 0));
      log.warn("a feed could not be pushed", { destination: name, count: failures, error });
      const record: PushRecord = { ...begun, finishedAt, outcome: "failed", items: 0, bytes: 0, reason };
      await keep(record, { ...before, failures, retryAt, reason });
      if (failures % FAILURES_TO_ALARM === 0) alarm({ destination: name, kind: "failing", detail: reason });
      return record;
    },
  };
}

/** Names the first few. */
function refusalText(refused: readonly { readonly productId: string; readonly detail: string }[]): string {
  const named = refused.slice(0, 3).map(({ productId, detail }) => `${productId} (${detail})`);
  return `${pluralize(refused.length, "product was", "products were")} refused: ${named.join(", ")}${refused.length > 3 ? ", …" : ""}`;
}
