import type { EventId } from "../ids.ts";
import type { EventSummary } from "./event.ts";
import type { OutboxStore } from "./stores.ts";

/** More in one look than a person can follow. */
const AT_ONCE = 200;

/** Gives events as they are written, beginning with those after it was made. */
export interface NewEvents {
  /** Those since the last look, the oldest first. */
  next(): Promise<readonly EventSummary[]>;
}

/** Builds {@link NewEvents}. Only looks: nothing is sent or marked. */
export async function newEvents(outbox: Pick<OutboxStore, "page">): Promise<NewEvents> {
  const [newest] = await outbox.page({}, undefined, 1);
  let last: EventId | undefined = newest?.id;
  return {
    async next() {
      const page = await outbox.page({}, undefined, AT_ONCE);
      const seen = page.findIndex(({ id }) => id === last);
      const fresh = (seen === -1 ? page : page.slice(0, seen)).toReversed();
      last = fresh.at(-1)?.id ?? last;
      return fresh;
    },
  };
}
