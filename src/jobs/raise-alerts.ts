import { MINUTE } from "../clock.ts";
import type { Alerts } from "../monitoring/raise-alerts.ts";
import type { RecurringJob } from "./job.ts";

/** Tells the merchant of what is wrong with the shop, a minute after it is at the latest. */
export function raiseAlerts({ due, run }: Alerts): RecurringJob {
  return { name: "raise-alerts", interval: MINUTE, jitter: 0, due, run };
}
