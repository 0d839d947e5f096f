import { SECOND } from "../clock.ts";
import type { Deliveries } from "../outbox/deliveries.ts";
import type { RecurringJob } from "./job.ts";

/** What to wake when an event was committed. */
export const deliverEventsJob = "deliver-events";

/** Sends agents what happened to their orders. */
export function deliverEvents({ due, run }: Pick<Deliveries, "due" | "run">): RecurringJob {
  return { name: deliverEventsJob, interval: 30 * SECOND, jitter: 0, due, run };
}
