import type { PaymentServices } from "../checkout/payment-services.ts";
import { type Clock, type Instant, instant, SECOND } from "../clock.ts";
import { lookHorizon } from "../payments/look.ts";
import type { RecurringJob } from "./job.ts";

/** Of each kind, taken up in one go. */
const AT_ONCE = 50;

/** The name of the job: to wake it when an event has come. */
export const recoverPaymentsJob = "recover-payments";

/** Anything that knows when it is next to be looked at. */
interface Waiting {
  nextDue(horizon: Instant): Promise<Instant | undefined>;
}

/**
 * Takes money that was left under way to its end: attempts whose answer was lost or whose process died, captures,
 * refunds, and the provider's events.
 *
 * @param waiting the stores of all of these.
 */
export function recoverPayments(
  payments: Pick<PaymentServices<never>, "recover">,
  waiting: readonly Waiting[],
  clock: Clock,
): RecurringJob {
  return {
    name: recoverPaymentsJob,
    interval: 5 * SECOND,
    jitter: SECOND,
    async due() {
      const horizon = lookHorizon(clock.now());
      const moments = await Promise.all(waiting.map((store) => store.nextDue(horizon)));
      const known = moments.filter((moment) => moment !== undefined);
      return known.length > 0 ? instant(Math.min(...known)) : undefined;
    },
    async run() {
      await payments.recover(AT_ONCE);
    },
  };
}
