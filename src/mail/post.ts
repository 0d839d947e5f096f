import { after, type Clock, type Instant, MINUTE } from "../clock.ts";
import type { Log } from "../log.ts";
import { LONGEST_WAIT, nextAttempt } from "../outbox/retry.ts";
import type { Write } from "../storage.ts";
import type { DueMail, MailStore } from "./mail.ts";
import type { MailFailure, MailOutcome, MailTransport } from "./smtp.ts";

/** How many mails one run sends at most. */
const AT_ONCE = 50;
/** Whoever has taken a mail for so long, ms, has sent it or is gone. */
const SENT_WITHIN = 2 * MINUTE;

/** Sends the mails that are written. */
export interface Post {
  /** When a mail can be sent next. */
  due(): Promise<Instant | undefined>;
  /** Sends what is due, one after the other, until `signal` says to stop. Throws when the database gives way. */
  run(signal: AbortSignal): Promise<void>;
}

export interface PostDependencies {
  readonly write: Write<{ readonly mails: MailStore }>;
  readonly reads: { readonly mails: Pick<MailStore, "due" | "nextDueAfter"> };
  readonly transport: MailTransport;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether no other process sends mails of this shop. */
  readonly isAlone?: boolean | undefined;
  /** What to wait before the first retry, ms. */
  readonly retryBaseMs: number;
  readonly random?: (() => number) | undefined;
  /** Counts attempts by what came of them. */
  readonly attempted?: ((outcome: MailOutcome["kind"]) => void) | undefined;
}

/**
 * Builds the {@link Post} of one server. A mail is marked as sent after the mail server has taken it. A crash between
 * the two sends it once more, under the same Message-ID, by which mail programs know it: SMTP has no better promise.
 */
export function createPost({
  write,
  reads,
  transport,
  clock,
  log,
  isAlone = true,
  retryBaseMs,
  random = Math.random,
  attempted,
}: PostDependencies): Post {
  function dueMails(limit: number): Promise<readonly DueMail[]> {
    const now = clock.now();
    return reads.mails.due(now, after(now, LONGEST_WAIT + MINUTE), limit);
  }

  /** False where another process has it: this one was taken to be gone. */
  async function claim({ key }: DueMail): Promise<boolean> {
    if (isAlone) return true;
    const now = clock.now();
    const horizon = after(now, LONGEST_WAIT + MINUTE);
    return await write(({ mails }) => mails.claim(key, { now, horizon, until: after(now, SENT_WITHIN) }));
  }

  async function send(mail: DueMail): Promise<void> {
    const outcome = await transport.send(mail);
    attempted?.(outcome.kind);
    const now = clock.now();
    switch (outcome.kind) {
      case "sent":
        return write(({ mails }) => mails.finish(mail.key, "sent", now));
      case "refused":
        return giveUp(mail, outcome);
      case "failed": {
        const { failures, firstFailedAt = now } = mail;
        const until = nextAttempt(
          { failures: failures + 1, firstFailedAt, now },
          { baseMs: retryBaseMs, random },
        );
        if (until === undefined) return giveUp(mail, outcome);
        const { why, status } = outcome;
        log.warn("a mail could not be sent and will be tried again", {
          kind: why,
          status,
          count: failures + 1,
        });
        return write(({ mails }) => mails.postpone(mail.key, until, now));
      }
    }
  }

  async function giveUp({ key }: DueMail, { why, status }: MailFailure): Promise<void> {
    log.error("a mail was given up", { kind: why, status });
    await write(({ mails }) => mails.finish(key, "dead", clock.now()));
  }

  return {
    async due() {
      const [first] = await dueMails(1);
      return first ? clock.now() : reads.mails.nextDueAfter(clock.now());
    },
    async run(signal) {
      for (const mail of await dueMails(AT_ONCE)) {
        if (signal.aborted) return;
        if (await claim(mail)) await send(mail);
      }
    },
  };
}
