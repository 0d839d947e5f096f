import { SECOND } from "../clock.ts";
import type { Pushes } from "../feed/push/pushes.ts";
import type { RecurringJob } from "./job.ts";

/** Sends feeds to their destinations, each as often as its schedule allows and only when something changed. */
export function pushFeeds({ due, run }: Pushes): RecurringJob {
  return {
    name: "push-feeds",
    interval: 15 * SECOND,
    jitter: 5 * SECOND,
    due,
    run: ({ signal }) => run(signal),
  };
}
