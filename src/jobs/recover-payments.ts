import type { PaymentServices } from "../checkout/payment-services.ts";
import { type Instant, instant, SECOND } from "../clock.ts";
import type { RecurringJob } from "./job.ts";

/** Of each kind, taken up in one go. */
const AT_ONCE = 50;

/** The name of the job: to wake it when an event has come. */
export const recoverPaymentsJob = "recover-payments";

/** Anything that knows when it is next to be looked at. */
interface Waiting {
  nextDue(): Promise<Instant | undefined>;
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
): RecurringJob {
  return {
    name: recoverPaymentsJob,
    interval: 5 * SECOND,
    jitter: SECOND,
    async due() {
      const moments = await Promise.all(waiting.map((store) => store.nextDue()));
      const known = moments.filter((moment) => moment !== undefined);
      return known.length > 0 ? instant(Math.min(...known)) : undefined;
    },
    async run() {
      await payments.recover(AT_ONCE);
    },
  };
}
