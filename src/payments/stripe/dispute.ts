import type { Stripe } from "stripe";
import type { Dispute } from "../provider.ts";
import { fromStripe } from "./amounts.ts";
import type { StripeCalls } from "./calls.ts";
import { fromUnix } from "./outcomes.ts";

/** In which the money stays, or was never taken; `prevented` was settled before it became a dispute. */
const closedDisputes: ReadonlySet<Stripe.Dispute.Status> = new Set<Stripe.Dispute.Status>([
  "won",
  "warning_closed",
  "prevented",
]);

/** In which the bank, or Stripe for it, waits for what the merchant has to say. */
const wantsAnswer: ReadonlySet<Stripe.Dispute.Status> = new Set<Stripe.Dispute.Status>([
  "needs_response",
  "warning_needs_response",
]);

/** How a dispute stands; `undefined` when it could not be asked. */
export async function dispute(
  { stripe, call, budgets }: StripeCalls,
  reference: string,
): Promise<Dispute | undefined> {
  const answer = await call(
    (options) => stripe.disputes.retrieve(reference, {}, options),
    budgets.other,
    (found) => found.object === "dispute",
  );
  if (!answer.ok) return undefined;
  const { id, amount, currency, created, reason, status, evidence_details: evidence } = answer.result;
  const deadline = wantsAnswer.has(status) ? evidence?.due_by : undefined;
  return {
    reference: id,
    amount: fromStripe(amount, currency),
    openedAt: fromUnix(created),
    reason,
    state: status === "lost" ? "lost" : closedDisputes.has(status) ? "closed" : "open",
    respondBy: deadline ? fromUnix(deadline) : undefined,
  };
}
