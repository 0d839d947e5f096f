import { after, type Clock, HOUR, type Instant, SECOND } from "../clock.ts";
import type { RecurringJob } from "../jobs/job.ts";
import type { Log } from "../log.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import type { PaymentSettings } from "../settings/payments.ts";

/** How far the machine's clock is from the payment provider's. */
export interface ProviderClock {
  /** How far ours is ahead, ms, as last seen; absent while the provider was not heard. */
  aheadMs(): number | undefined;
  readonly job: RecurringJob;
}

const stripeApi = "https://api.stripe.com";
const TIMEOUT = 5 * SECOND;
/** HTTP's dates have no fractions of a second, and an answer takes a moment: less than this is nothing. */
const FINEST = 2 * SECOND;

/**
 * Compares clocks by the Date header of the provider's answers, at the start of the server and every hour. What kind of
 * answer it is does not matter, and no key is sent. The sandbox is no other machine: there is nothing to compare with.
 */
export function compareClocks(
  payments: PaymentSettings,
  { outgoing, clock, log }: { readonly outgoing: Outgoing; readonly clock: Clock; readonly log: Log },
): ProviderClock | undefined {
  if (payments.mode !== "stripe") return undefined;
  const url = new URL("/", payments.apiBase ?? stripeApi).href;
  let ahead: number | undefined;
  let lookedAt: Instant | undefined;

  async function run(): Promise<void> {
    const asked = clock.now();
    const outcome = await outgoing.request({
      method: "GET",
      url,
      headers: { "user-agent": "Checkstand" },
      timeoutMs: TIMEOUT,
      answerLimitBytes: 0,
    });
    const answered = clock.now();
    lookedAt = answered;
    const date = outcome.kind === "answered" ? Date.parse(outcome.headers.get("date") ?? "") : Number.NaN;
    if (Number.isNaN(date)) return log.warn("the payment provider's clock could not be read", {});
    const difference = (asked + answered) / 2 - (date + SECOND / 2);
    ahead = Math.abs(difference) < FINEST ? 0 : difference;
  }

  return {
    aheadMs: () => ahead,
    job: {
      name: "compare-clocks",
      interval: HOUR,
      jitter: 0,
      // Whatever an earlier server saw, this one has not.
      due: async () => (lookedAt === undefined ? clock.now() : after(lookedAt, HOUR)),
      run,
    },
  };
}
