import type { Instant } from "../clock.ts";
import type { PaymentAttempt } from "./attempt.ts";
import type { Refund, RefundStore } from "./refund.ts";

/**
 * What becomes of an attempt's tax once its money is taken. A charge names the calculation, and the provider books it by
 * itself; a page cannot. To be spread into the attempt, in the job that notes the money.
 */
export function taxOfTakenMoney(
  { hosted, taxCalculation, tax }: PaymentAttempt,
  now: Instant,
): Pick<PaymentAttempt, "tax" | "nextLookAt"> {
  return hosted && taxCalculation !== undefined && !tax ? { tax: { state: "due" }, nextLookAt: now } : {};
}

/**
 * A refund with what is to become of its tax: taken out of the books as soon as the money is back and the sale is in
 * them. One that failed before that needs nothing; what was taken out stays so, and whoever asks for it again finds it.
 */
export function withTaxReversal(refund: Refund, { tax }: Pick<PaymentAttempt, "tax">, now: Instant): Refund {
  const { state, taxReversal, nextLookAt } = refund;
  if (state === "failed" && taxReversal?.state === "due")
    return { ...refund, taxReversal: undefined, nextLookAt: undefined };
  const isOwed = state === "succeeded" && tax?.state === "booked" && !taxReversal;
  return isOwed ? { ...refund, taxReversal: { state: "due" }, nextLookAt: nextLookAt ?? now } : refund;
}

/** Has the taxes of all refunds taken out that went back before their sale was booked. In the job that books it. */
export async function reverseEarlierRefunds(
  refunds: Pick<RefundStore, "ofAttempt" | "replace">,
  attempt: PaymentAttempt,
  now: Instant,
): Promise<void> {
  for (const refund of await refunds.ofAttempt(attempt.id)) {
    const next = withTaxReversal(refund, attempt, now);
    if (next !== refund) await refunds.replace(next);
  }
}
