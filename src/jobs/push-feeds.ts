import { SECOND } from "../clock.ts";
import type { Pushes } from "../feed/push/pushes.ts";
import type { RecurringJob } from "./job.ts";

/**
 * Sends feeds to their destinations, each as often as its schedule allows and only when something changed. A job for
 * each: one that is slow to answer keeps no other waiting.
 */
export function pushFeeds({ destinations, dueOf, push }: Pushes): readonly RecurringJob[] {
  return destinations.map((destination) => ({
    name: `push-feed-${destination.name}`,
    interval: 15 * SECOND,
    jitter: 5 * SECOND,
    due: () => dueOf(destination),
    async run({ signal }) {
      try {
        await push(destination, { signal });
      } catch (error) {
        // Stopped in the middle: the next start goes on.
        if (!signal.aborted) throw error;
      }
    },
  }));
}
