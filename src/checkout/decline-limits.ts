import { countedAs, isProfileAgentId, isStranger } from "../agents/profile-agent.ts";
import { after, HOUR, MINUTE, SECOND } from "../clock.ts";
import type { PaymentAttempt } from "../payments/attempt.ts";
import type { Problem } from "../problem.ts";
import type { CallContext } from "./checkout.ts";
import type { Settled } from "./settle.ts";
import type { CheckoutStores } from "./stores.ts";

/** Over how long declined payments are counted, ms. */
const WINDOW = HOUR;
/** After how long one who has had too many may ask again, s: by then some of them are over. */
const RETRY_SECONDS = (10 * MINUTE) / SECOND;

type DeclineStores = Pick<CheckoutStores, "strangerPayments">;

/**
 * Whether an agent that nobody vouches for has to wait before it may try to pay: it, or all such agents together, had too
 * many payments declined. Stolen cards are tried out so. In a write job.
 */
export async function tooManyDeclines(
  { strangerPayments }: DeclineStores,
  { agent, terms, now }: Pick<CallContext, "agent" | "terms" | "now">,
): Promise<Problem | undefined> {
  const limits = terms.limits.strangerDeclines;
  if (!limits || !isStranger(agent)) return undefined;
  const { ofAgent, together } = await strangerPayments.recent(countedAs(agent), after(now, -WINDOW));
  return ofAgent >= limits.perHost || together >= limits.together
    ? { kind: "too_many_declines", retryAfterSeconds: RETRY_SECONDS }
    : undefined;
}

/** Counts a payment that is about to be sent, until it is known not to be declined. In the job that opens it. */
export async function countStrangerPayment(
  { strangerPayments }: DeclineStores,
  { id }: Pick<PaymentAttempt, "id">,
  { agent, now }: Pick<CallContext, "agent" | "now">,
): Promise<void> {
  if (isStranger(agent)) await strangerPayments.put(id, countedAs(agent), now);
}

/** Counts it no more where it was not declined. In the job that settles it. */
export async function settleStrangerPayment(
  { strangerPayments }: DeclineStores,
  { attempt: { id, agentId, result }, change }: Pick<Settled, "attempt" | "change">,
): Promise<void> {
  if (!isProfileAgentId(agentId) || change === "kept_open" || change === "none") return;
  const isDeclined = change === "released" && (result?.kind === "declined" || result?.kind === "rejected");
  if (!isDeclined) await strangerPayments.remove(id);
}
