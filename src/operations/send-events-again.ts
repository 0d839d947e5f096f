import type { Actor, AuditStore } from "../audit/audit.ts";
import type { Clock } from "../clock.ts";
import type { EventId } from "../ids.ts";
import { type ReplayStores, replayEvents } from "../outbox/replay.ts";
import type { Write } from "../storage.ts";

/** What became of events that were to be sent again. */
export interface SentAgain {
  readonly replayed: readonly EventId[];
  /** Those that are not kept any more, or never were. */
  readonly unknown: readonly EventId[];
}

export interface SendAgainDependencies<Stores> {
  readonly write: Write<Stores>;
  readonly clock: Pick<Clock, "now">;
  /** Wakes what sends them; absent where another process does. */
  readonly eventsReplayed?: (() => void) | undefined;
}

/**
 * Makes events due again, with the same bytes under the same ids, keeps who did it, and wakes what sends them.
 *
 * @param keep is called in the job that keeps it.
 */
export async function sendEventsAgain<
  Stores extends ReplayStores & { readonly audit: Pick<AuditStore, "append"> },
>(
  { write, eventsReplayed, clock }: SendAgainDependencies<Stores>,
  ids: readonly EventId[],
  actor: Actor,
  keep?: (stores: Stores, done: SentAgain) => Promise<void>,
): Promise<SentAgain> {
  const unknown = await replayEvents(write, ids);
  const missing = new Set(unknown);
  const done = { replayed: ids.filter((id) => !missing.has(id)), unknown };
  await write(async (stores) => {
    const details = { count: done.replayed.length };
    await stores.audit.append({
      at: clock.now(),
      actor,
      action: "event.replay",
      subject: "webhooks",
      details,
    });
    await keep?.(stores, done);
  });
  eventsReplayed?.();
  return done;
}
