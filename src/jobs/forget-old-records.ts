import type { CartStore } from "../carts/cart.ts";
import type { EndedSession, SessionStore } from "../checkout/stores.ts";
import { after, type Clock, DAY, HOUR, MINUTE } from "../clock.ts";
import type { IdempotencyStore } from "../idempotency/stores.ts";
import { DELIVERED_EVENTS_KEPT } from "../outbox/replay.ts";
import type { OutboxStore } from "../outbox/stores.ts";
import type { PaymentEventStore } from "../payments/event.ts";
import type { Write } from "../storage.ts";
import type { RecurringJob } from "./job.ts";

/** How long an answer can be repeated. The idempotency RFC asks for 24 hours at least; retries may straddle them. */
const CLAIMS_KEPT = 2 * DAY;

/** How long a provider's event is recognised when it comes again. Stripe sends one for three days by itself, and for thirty when asked to. */
const PAYMENT_EVENTS_KEPT = 35 * DAY;

/** How long a checkout that came to nothing can be looked at (`checkstand sessions`), to find out why. */
const ABANDONED_SESSIONS_KEPT = 90 * DAY;

/** A cart whose time is over is shown to nobody; the day is for a clock that is set back. */
const CARTS_KEPT = DAY;

/** Records forgotten in one transaction, so that the job never holds up a request for long. */
const AT_ONCE = 500;

interface ForgettingStores {
  readonly idempotency: Pick<IdempotencyStore, "forget">;
  readonly paymentEvents: Pick<PaymentEventStore, "forget">;
  readonly outbox: Pick<OutboxStore, "forgetDelivered">;
  readonly carts: Pick<CartStore, "forget">;
  readonly sessions: Pick<SessionStore, "forgetAbandoned">;
}

/**
 * Forgets what has served its purpose, so that the database does not grow for ever, nor keep buyers' data that nobody
 * needs: answers that are not repeated any more, the provider's events, events that agents have accepted, carts, and
 * checkouts that were left without a try at paying.
 *
 * Kept for good, as the merchant's books: orders with their sessions, payment attempts (declined ones too) and refunds,
 * what they reserved and took off, buyers (until erased) and the audit trail. Kept until a person sees to it: events and
 * mails that were given up. Of a mail that was sent only its key is kept, as long as its order can still change: it sees
 * to it that nobody is written to twice. What else is written again and again bounds itself: jobs have a row each, feed
 * pushes the last ones of each destination, and the sandbox's books are for development.
 */
export function forgetOldRecords(write: Write<ForgettingStores>, clock: Clock): RecurringJob {
  const ago = (age: number) => after(clock.now(), -age);
  const forgettings = [
    () => write(({ idempotency }) => idempotency.forget(ago(CLAIMS_KEPT), AT_ONCE)),
    () => write(({ paymentEvents }) => paymentEvents.forget(ago(PAYMENT_EVENTS_KEPT), AT_ONCE)),
    () => write(({ outbox }) => outbox.forgetDelivered(ago(DELIVERED_EVENTS_KEPT), AT_ONCE)),
    () => write(({ carts }) => carts.forget(ago(CARTS_KEPT), AT_ONCE)),
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
          sessions.forgetAbandoned(ago(ABANDONED_SESSIONS_KEPT), AT_ONCE, last),
        );
      } while (last !== undefined && !signal.aborted);
    },
  };
}
