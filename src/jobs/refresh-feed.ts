import { SECOND } from "../clock.ts";
import type { Publication } from "../feed/pull/publication.ts";
import type { RecurringJob } from "./job.ts";

/** Keeps the feed that others fetch as fresh as the settings ask. */
export function refreshFeed({ due, refresh }: Publication): RecurringJob {
  return {
    name: "refresh-feed",
    interval: 15 * SECOND,
    jitter: 5 * SECOND,
    isOfEachProcess: true,
    due,
    run: ({ signal }) => refresh(signal),
  };
}
