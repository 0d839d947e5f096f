import type { Instant } from "../clock.ts";
import type { Backlog, SendClaim } from "../outbox/stores.ts";

/** A letter, ready to be sent: the same words as text and as HTML. */
export interface Mail {
  /** What it tells, `shipped:ful_…`: of two mails with one key only the first is ever sent. */
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail that is to be sent now. */
export interface DueMail extends Mail {
  readonly createdAt: Instant;
  /** How often it was tried in vain, and when first. */
  readonly failures: number;
  readonly firstFailedAt?: Instant | undefined;
}

/** Mails on disk, written in the transaction of the change they tell of. Everything but reading only in a write job. */
export interface MailStore {
  /** Does nothing when a mail with this key is there already, sent or not. */
  append(mail: Mail, now: Instant): Promise<void>;
  /** Mails to send now, the longest waiting first. For `horizon` see {@link OutboxStore.due}. */
  due(now: Instant, horizon: Instant, limit: number): Promise<readonly DueMail[]>;
  nextDueAfter(now: Instant): Promise<Instant | undefined>;
  /** Takes a mail that is due, so that of several senders one sends it: see {@link OutboxStore.claim}. */
  claim(key: string, claim: SendClaim): Promise<boolean>;
  postpone(key: string, until: Instant, now: Instant): Promise<void>;
  /** Ends a mail. Of one that was sent only that fact is kept; one that was given up can be read. */
  finish(key: string, state: "sent" | "dead", now: Instant): Promise<void>;
  /** Forgets that mails were sent before `before`, the oldest first, at most `limit`. Gives how many. */
  forgetSent(before: Instant, limit: number): Promise<number>;
  /** How many were given up. */
  countGivenUp(): Promise<number>;
  /** What waits and what was given up. */
  backlog(): Promise<Backlog>;
}
