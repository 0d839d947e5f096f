import type { Backups } from "../backups/backups.ts";
import { MINUTE } from "../clock.ts";
import type { RecurringJob } from "./job.ts";

/** Backs the database up as often as the merchant wants. */
export function makeBackups({ due, run }: Backups): RecurringJob {
  return { name: "make-backups", interval: MINUTE, jitter: 0, due, run };
}
