import type { ProfileAgentStore } from "../agents/stores.ts";
import type { AuditStore } from "../audit/audit.ts";
import type { CartStore } from "../carts/cart.ts";
import type { EndedSession, SessionStore } from "../checkout/stores.ts";
import { after, type Clock, HOUR, type Instant, MINUTE } from "../clock.ts";
import type { IdempotencyStore } from "../idempotency/stores.ts";
import type { MailStore } from "../mail/mail.ts";
import type { OutboxStore } from "../outbox/stores.ts";
import type { PaymentEventStore } from "../payments/event.ts";
import { defaultRetention, type Retention } from "../retention.ts";
import type { SigningKeyStore } from "../signing/stores.ts";
import type { Write } from "../storage.ts";
import { givingWay } from "./give-way.ts";
import type { RecurringJob } from "./job.ts";

/** Records forgotten in one transaction, so that a request never waits for longer than for another request's. */
const AT_ONCE = 25;

/**
 * Agents made from profiles that are remembered though they have neither an order nor an open checkout: anybody makes as many
 * as they like, and who is forgotten is made again at the next sight.
 */
const PROFILE_AGENTS_KEPT = 1_000;

interface ForgettingStores {
  readonly idempotency: Pick<IdempotencyStore, "forget">;
  readonly paymentEvents: Pick<PaymentEventStore, "forget">;
  readonly outbox: Pick<OutboxStore, "forgetDelivered">;
  readonly carts: Pick<CartStore, "forget">;
  readonly mails: Pick<MailStore, "forgetSent">;
  readonly audit: Pick<AuditStore, "forget">;
  readonly signingKeys: Pick<SigningKeyStore, "forget">;
  readonly sessions: Pick<SessionStore, "forgetAbandoned">;
  readonly profileAgents: Pick<ProfileAgentStore, "forget">;
}

/**
 * Forgets what has served its purpose, so that the database does not grow for ever, nor keep buyers' data that nobody
 * needs: answers that are not repeated any more, the provider's events, events that agents have accepted, carts, signing
 * keys that were withdrawn, checkouts that were left without a try at paying, and agents of whom only a profile is known.
 *
 * Kept for good, as the merchant's books: orders with their sessions, payment attempts (declined ones too) and refunds,
 * what they reserved and took off, buyers (until erased) and the audit trail. Kept until a person sees to it: events and
 * mails that were given up. Of a mail that was sent only its key is kept, as long as its order can still change: it sees
 * to it that nobody is written to twice. What else is written again and again bounds itself: jobs have a row each, feed
 * pushes the last ones of each destination, and the sandbox's books are for development.
 */
export function forgetOldRecords(
  writeAtOnce: Write<ForgettingStores>,
  clock: Clock,
  retention: Retention = defaultRetention,
): RecurringJob {
  const write = givingWay(writeAtOnce);
  const ago = (age: number) => after(clock.now(), -age);
  const forgettings = [
    () => write(({ idempotency }) => idempotency.forget(ago(retention.answers), AT_ONCE)),
    () => write(({ paymentEvents }) => paymentEvents.forget(ago(retention.paymentEvents), AT_ONCE)),
    () => write(({ outbox }) => outbox.forgetDelivered(ago(retention.deliveredEvents), AT_ONCE)),
    () => write(({ carts }) => carts.forget(ago(retention.carts), AT_ONCE)),
    () => write(({ profileAgents }) => profileAgents.forget(PROFILE_AGENTS_KEPT, AT_ONCE)),
    () => write(({ signingKeys }) => signingKeys.forget(clock.now())),
    ...forgettingBooks(write, ago, retention),
  ];
  return {
    name: "forget-old-records",
    interval: HOUR,
    jitter: 10 * MINUTE,
    async run({ signal }) {
      for (const forget of forgettings) {
        while (!signal.aborted && (await forget()) === AT_ONCE);
      }
      let last: EndedSession | undefined;
      do {
        last = await write(({ sessions }) =>
          sessions.forgetAbandoned(ago(retention.abandonedCheckouts), AT_ONCE, last),
        );
      } while (last !== undefined && !signal.aborted);
    },
  };
}

/** What is kept for good unless a merchant says for how long. */
function forgettingBooks(
  write: Write<ForgettingStores>,
  ago: (age: number) => Instant,
  { sentMails, audit: trail }: Retention,
): (() => Promise<number>)[] {
  return [
    ...(sentMails === undefined
      ? []
      : [() => write(({ mails }) => mails.forgetSent(ago(sentMails), AT_ONCE))]),
    ...(trail === undefined ? [] : [() => write(({ audit }) => audit.forget(ago(trail), AT_ONCE))]),
  ];
}
