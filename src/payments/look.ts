import { after, HOUR, type Instant, MINUTE } from "../clock.ts";

/**
 * How long whatever nobody is sure of waits at most until it is looked at again, ms: a charge, a capture that was asked
 * for, a refund, an event of the provider. Only money that is just authorised waits for longer.
 */
export const LONGEST_LOOK_AFTER = HOUR;

/**
 * The last moment at which a look may be planned now. One that is planned for later was planned before the clock was
 * set back: it is due.
 */
export function lookHorizon(now: Instant): Instant {
  return after(now, LONGEST_LOOK_AFTER + MINUTE);
}

/** Whether a look has come due. */
export function isLookDue(nextLookAt: Instant, now: Instant): boolean {
  return nextLookAt <= now || nextLookAt > lookHorizon(now);
}
