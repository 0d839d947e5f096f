import type { Actor } from "../audit/audit.ts";
import type { EventId } from "../ids.ts";
import { replayEvents } from "../outbox/replay.ts";
import type { AdminServices, AdminStores } from "./services.ts";

/** What became of events that were to be sent again. */
export interface SentAgain {
  readonly replayed: readonly EventId[];
  /** Those that are not kept any more, or never were. */
  readonly unknown: readonly EventId[];
}

/**
 * Makes events due again, with the same bytes under the same ids, keeps who did it, and wakes what sends them.
 *
 * @param keep is called in the job that keeps it.
 */
export async function sendAgain(
  { write, eventsReplayed, clock }: Pick<AdminServices, "write" | "eventsReplayed" | "clock">,
  ids: readonly EventId[],
  actor: Actor,
  keep?: (stores: AdminStores, done: SentAgain) => Promise<void>,
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
  eventsReplayed();
  return done;
}
