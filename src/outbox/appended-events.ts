import type { OutboxAppender } from "./stores.ts";

/** Notices that events are written, so that they can be sent as soon as they are committed. */
export interface AppendedEvents {
  /** The same outbox, watched. */
  watch<Outbox extends OutboxAppender>(outbox: Outbox): Outbox;
  /** Whether one was written since the last time this was asked. May be true for one that was then undone. */
  taken(): boolean;
}

export function noticeAppendedEvents(): AppendedEvents {
  let any = false;
  return {
    watch: (outbox) => ({
      ...outbox,
      append(event) {
        any = true;
        return outbox.append(event);
      },
    }),
    taken() {
      const were = any;
      any = false;
      return were;
    },
  };
}
