import type { EventId } from "../ids.ts";
import type { Write } from "../storage.ts";
import type { EventFilter, OutboxStore, SuspendedEndpointStore } from "./stores.ts";

/** What a replay reads and writes. */
export interface ReplayStores {
  readonly outbox: Pick<OutboxStore, "find" | "replay">;
  readonly suspendedEndpoints: Pick<SuspendedEndpointStore, "resume">;
}

/** A replay changes at most so many rows at a time, to let the server in between. */
const AT_ONCE = 100;

/**
 * Sends events again, with the same bytes under the same ids, whatever became of them before; an endpoint of theirs
 * that was paused is called again. Gives those that do not exist.
 */
export async function replayEvents(
  write: Write<ReplayStores>,
  ids: readonly EventId[],
): Promise<readonly EventId[]> {
  const unknown: EventId[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    unknown.push(...(await write((stores) => replaySome(stores, some))));
  }
  return unknown;
}

async function replaySome(
  { outbox, suspendedEndpoints }: ReplayStores,
  ids: readonly EventId[],
): Promise<EventId[]> {
  const unknown: EventId[] = [];
  for (const id of ids) {
    const event = await outbox.find(id);
    if (!event) {
      unknown.push(id);
      continue;
    }
    await outbox.replay(id);
    await suspendedEndpoints.resume(event.agentId);
  }
  return unknown;
}

/** The events that match, newest first, however many they are. */
export async function allEvents(
  outbox: Pick<OutboxStore, "page">,
  filter: EventFilter,
): Promise<readonly EventId[]> {
  const ids: EventId[] = [];
  for (;;) {
    const page = await outbox.page(filter, ids.at(-1), AT_ONCE);
    ids.push(...page.map(({ id }) => id));
    if (page.length < AT_ONCE) return ids;
  }
}
