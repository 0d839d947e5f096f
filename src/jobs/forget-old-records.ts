import { after, type Clock, DAY, HOUR, MINUTE } from "../clock.ts";
import type { IdempotencyStore } from "../idempotency/stores.ts";
import type { PaymentEventStore } from "../payments/event.ts";
import type { Write } from "../storage.ts";
import type { RecurringJob } from "./job.ts";

/** How long an answer can be repeated. The idempotency RFC asks for 24 hours at least; retries may straddle them. */
const CLAIMS_KEPT = 2 * DAY;

/** How long a provider's event is recognised when it comes again. Stripe sends one again for three days at most. */
const EVENTS_KEPT = 30 * DAY;

/** Records forgotten in one transaction, so that the job never holds up a request for long. */
const AT_ONCE = 500;

interface ForgettingStores {
  readonly idempotency: Pick<IdempotencyStore, "forget">;
  readonly paymentEvents: Pick<PaymentEventStore, "forget">;
}

/** Forgets what was only kept to recognise a repetition, so that the database does not grow for ever. */
export function forgetOldRecords(write: Write<ForgettingStores>, clock: Clock): RecurringJob {
  const forgetClaims = () =>
    write(({ idempotency }) => idempotency.forget(after(clock.now(), -CLAIMS_KEPT), AT_ONCE));
  const forgetEvents = () =>
    write(({ paymentEvents }) => paymentEvents.forget(after(clock.now(), -EVENTS_KEPT), AT_ONCE));
  return {
    name: "forget-old-records",
    interval: HOUR,
    jitter: 10 * MINUTE,
    async run({ signal }) {
      for (const forget of [forgetClaims, forgetEvents]) {
        while (!signal.aborted && (await forget()) === AT_ONCE);
      }
    },
  };
}
