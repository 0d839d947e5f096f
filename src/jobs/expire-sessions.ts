import { expireSessions } from "../checkout/checkout.ts";
import type { SessionStore } from "../checkout/stores.ts";
import { type Clock, SECOND } from "../clock.ts";
import type { Write } from "../storage.ts";
import type { RecurringJob } from "./job.ts";

/** Sessions written in one transaction, so that the job never holds up a request for long. */
const AT_ONCE = 100;

/**
 * Writes down that sessions have expired. They are refused from the second their time is over, whether this has run or
 * not: it is so that reports and the merchant's dashboard see them as they are.
 */
export function expireOverdueSessions(
  write: Write<{ readonly sessions: SessionStore }>,
  reads: { readonly sessions: Pick<SessionStore, "overdue"> },
  clock: Clock,
): RecurringJob {
  return {
    name: "expire-sessions",
    interval: 30 * SECOND,
    jitter: 5 * SECOND,
    async due() {
      const now = clock.now();
      return (await reads.sessions.overdue(now, 1)).length > 0 ? now : undefined;
    },
    async run() {
      await write((stores) => expireSessions(stores, clock.now(), AT_ONCE));
    },
  };
}
