import { DAY, HOUR, type Instant, SECOND, toRfc3339 } from "../clock.ts";
import { pluralize } from "../pluralize.ts";
import type { Observation } from "./observation.ts";

/** What a merchant is told of without having asked. */
export type AlertName =
  | "payments_failing"
  | "payments_overdue"
  | "events_dying"
  | "mails_dying"
  | "feed_ageing"
  | "jobs_failing"
  | "disk_filling"
  | "clock_off"
  | "certificate_ending";

/** Something that keeps, or soon will keep, the shop from selling as it should. */
export interface Alert {
  readonly name: AlertName;
  /** What is the matter, as a heading. */
  readonly heading: string;
  /** The same with figures, and what to do. */
  readonly words: string;
}

/** From where on something is worth an alert. */
export interface AlertThresholds {
  /** With less free on the database's disk, bytes. */
  readonly diskFree: number;
}

/** 500 MiB: days of sales for a small shop, and time to make room. */
export const defaultThresholds: AlertThresholds = { diskFree: 500 * 1024 * 1024 };

/** Fewer failed payments say nothing: people mistype their cards. */
const FEWEST_FAILED = 5;
/** At least so many of all payments must have failed. */
const MOST_OF_THEM = 0.8;
/** What waits for longer does not come through. */
const LONGEST_WAIT = HOUR;
/** Stripe refuses what is signed with a clock further off than five minutes, OpenAI too; this is noticed long before. */
const CLOCK_MAY_BE_OFF = 30 * SECOND;
/** Of a certificate's life; ACME clients renew it thirty days before its end, and have tried often by then. */
const CERTIFICATE_LEFT = 7 * DAY;
/** A destination that failed so often in a row was reported by the push itself, too. */
const DESTINATION_FAILURES = 3;
/** No run lasts as long. */
const LONGEST_RUN = HOUR;

/** Everything that is wrong with a shop as it was observed. */
export function alertsOf(observation: Observation, thresholds: AlertThresholds): readonly Alert[] {
  return [
    paymentsFailing(observation),
    paymentsOverdue(observation),
    eventsDying(observation),
    mailsDying(observation),
    feedAgeing(observation),
    jobsFailing(observation),
    diskFilling(observation, thresholds),
    clockOff(observation),
    certificateEnding(observation),
  ].filter((alert) => alert !== undefined);
}

function paymentsFailing({ recentPayments: { succeeded, failed } }: Observation): Alert | undefined {
  if (failed < FEWEST_FAILED || failed < MOST_OF_THEM * (failed + succeeded)) return undefined;
  return {
    name: "payments_failing",
    heading: "Nearly all payments fail",
    words: `${failed} of the last ${failed + succeeded} payments came to nothing. Look at the status page of your payment provider, and run: checkstand doctor`,
  };
}

function paymentsOverdue({ overduePayments }: Observation): Alert | undefined {
  if (overduePayments === 0) return undefined;
  return {
    name: "payments_overdue",
    heading: "Money is not where it should be",
    words: `${pluralize(overduePayments, "payment")} should long have ended. See which: checkstand payments list`,
  };
}

function eventsDying({ events, at }: Observation): Alert | undefined {
  if (events.dead === 0 && !waitsTooLong(events.oldestPendingAt, at)) return undefined;
  const givenUp = `${pluralize(events.dead, "event was", "events were")} given up. See why: checkstand webhooks list --state dead. Send them again: checkstand webhooks replay --dead`;
  const waiting = `${pluralize(events.pending, "event waits", "events wait")}${since(events.oldestPendingAt)}. See which: checkstand webhooks list --state pending. An agent without an endpoint hears of them once it has one: checkstand keys notify`;
  return {
    name: "events_dying",
    heading: "An agent does not hear of its orders",
    words: events.dead > 0 ? givenUp : waiting,
  };
}

function mailsDying({ mails, at }: Observation): Alert | undefined {
  if (mails.dead === 0 && !waitsTooLong(mails.oldestPendingAt, at)) return undefined;
  return {
    name: "mails_dying",
    heading: "Mails do not go out",
    words: `${mails.dead > 0 ? `${pluralize(mails.dead, "mail was", "mails were")} given up` : `${pluralize(mails.pending, "mail waits", "mails wait")}${since(mails.oldestPendingAt)}`}. Look at SMTP_URL: checkstand doctor`,
  };
}

function feedAgeing({ feed, destinations, at }: Observation): Alert | undefined {
  const failing = destinations.filter(({ failures }) => failures >= DESTINATION_FAILURES);
  if (failing.length === 0 && !waitsTooLong(feed.dueSince, at)) return undefined;
  const where = failing.map(({ name, lastGoodAt }) => `${name} was last reached ${moment(lastGoodAt)}`);
  const made = `The feed that is fetched is of ${moment(feed.builtAt)}`;
  return {
    name: "feed_ageing",
    heading: "Agents see an old feed",
    words: `${[...where, ...(waitsTooLong(feed.dueSince, at) ? [made] : [])].join("; ")}. See why: checkstand feed push --history, checkstand feed check`,
  };
}

function jobsFailing({ jobs, at }: Observation): Alert | undefined {
  const failing = jobs.filter(({ isFailing }) => isFailing).map(({ name }) => `${name} fails`);
  const hanging = jobs
    .filter(({ runningSince }) => runningSince !== undefined && at - runningSince > LONGEST_RUN)
    .map(({ name }) => `${name} does not end`);
  if (failing.length + hanging.length === 0) return undefined;
  return {
    name: "jobs_failing",
    heading: "Something that is done again and again does not work",
    words: `${[...failing, ...hanging].join(", ")}. The shop's log says why.`,
  };
}

function diskFilling({ disk }: Observation, { diskFree }: AlertThresholds): Alert | undefined {
  if (disk.free >= diskFree) return undefined;
  return {
    name: "disk_filling",
    heading: "The disk is filling up",
    words: `${Math.floor(disk.free / 1024 / 1024)} MiB are free on the database's disk. When nothing is, no order can be taken: make room.`,
  };
}

function clockOff({ clockAheadMs }: Observation): Alert | undefined {
  if (clockAheadMs === undefined || Math.abs(clockAheadMs) <= CLOCK_MAY_BE_OFF) return undefined;
  const seconds = Math.round(Math.abs(clockAheadMs) / SECOND);
  return {
    name: "clock_off",
    heading: "The clock of the shop's machine is off",
    words: `It is ${seconds} seconds ${clockAheadMs > 0 ? "ahead of" : "behind"} the payment provider's. What is signed with it will be refused: set the clock, and let NTP keep it.`,
  };
}

function certificateEnding({ certificateEndsAt, at }: Observation): Alert | undefined {
  if (certificateEndsAt === undefined || certificateEndsAt - at > CERTIFICATE_LEFT) return undefined;
  const day = toRfc3339(certificateEndsAt);
  return {
    name: "certificate_ending",
    heading: "The shop's certificate ends",
    words: `${certificateEndsAt > at ? `It ends at ${day}` : `It ended at ${day}`}, and without one neither agents nor buyers come in. Renew it, by certbot for instance, and see with: checkstand doctor`,
  };
}

function waitsTooLong(from: Instant | undefined, now: Instant): boolean {
  return from !== undefined && now - from > LONGEST_WAIT;
}

function since(from: Instant | undefined): string {
  return from === undefined ? "" : `, the longest since ${toRfc3339(from)}`;
}

function moment(at: Instant | undefined): string {
  return at === undefined ? "never" : toRfc3339(at);
}

/** An alert that was raised. It stays until it is over and everybody was told so. */
export interface RaisedAlert {
  readonly name: AlertName;
  readonly heading: string;
  readonly words: string;
  readonly state: "firing" | "over";
  readonly since: Instant;
  /** Whether the merchant's webhook took the news of this state. */
  readonly isPosted: boolean;
}

/** Raised alerts on disk, one of a name at most. Everything but `all` only in a write job. */
export interface AlertStore {
  all(): Promise<readonly RaisedAlert[]>;
  /** Inserts the alert, or replaces the one of its name. */
  put(alert: RaisedAlert): Promise<void>;
  remove(name: AlertName): Promise<void>;
}
