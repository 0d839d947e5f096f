import { DAY } from "./clock.ts";

/** For how long each kind of record is kept after it has served its purpose, ms. Absent: for good. */
export interface Retention {
  /** Answers that can be repeated. The idempotency RFC asks for 24 hours at least; retries may straddle them. */
  readonly answers: number;
  /** Checkouts that came to nothing, to find out why (`checkstand sessions`). */
  readonly abandonedCheckouts: number;
  /** A cart whose time is over is shown to nobody; the least is for a clock that is set back. */
  readonly carts: number;
  /** Events that agents have taken, to be looked at and replayed. */
  readonly deliveredEvents: number;
  /** The provider's events, to be known when they come again: Stripe sends one for thirty days when asked to. */
  readonly paymentEvents: number;
  /** That a mail was sent. Of the mail itself nothing is kept. */
  readonly sentMails?: number | undefined;
  readonly audit?: number | undefined;
}

/** What holds where a merchant says nothing else. */
export const defaultRetention = {
  answers: 2 * DAY,
  abandonedCheckouts: 90 * DAY,
  carts: DAY,
  deliveredEvents: 90 * DAY,
  paymentEvents: 35 * DAY,
} as const satisfies Retention;
