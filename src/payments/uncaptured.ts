import type { Instant } from "../clock.ts";
import { type Minor, minor } from "../money.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import type { PaymentAttempt } from "./attempt.ts";
import { heardRefundId, type Refund } from "./refund.ts";
import { type RefundStores, recordHeardRefund, reopenRefund, settleRefund } from "./settle-refund.ts";

/** What a refund is called that was made by taking less of an authorisation: the provider has no name for it. */
export function uncapturedReference(of: string): string {
  return `uncaptured_${of}`;
}

/**
 * Makes the refunds of an authorisation agree with what was taken of it. What was not taken was given back by that: it
 * covers refunds written down before, the earliest first, whether or not their own process lived to see it. One it does
 * not cover, since more was taken at the provider's dashboard, becomes pending again, and is asked for like any other. What is
 * left over, since less was taken there, is a refund we hear of. In a write job, in the job that notes the capture.
 *
 * @param taken what the provider holds now, minor units.
 */
export async function reconcileUncaptured(
  stores: RefundStores,
  attempt: PaymentAttempt,
  taken: Minor,
  now: Instant,
  notifications: OrderNotifications,
): Promise<void> {
  let uncaptured: number = attempt.amount - taken;
  for (const refund of await stores.refunds.ofAttempt(attempt.id)) {
    if (!isOfAuthorization(refund)) continue;
    if (refund.amount <= uncaptured) {
      uncaptured -= refund.amount;
      const reference = uncapturedReference(refund.id);
      await settleRefund(stores, refund.id, { kind: "refunded", reference }, now, notifications);
    } else if (refund.state === "succeeded") {
      await reopenRefund(stores, refund, now, notifications);
    }
  }
  if (uncaptured <= 0) return;
  const reference = uncapturedReference(attempt.reference ?? attempt.id);
  await recordHeardRefund(
    stores,
    {
      id: heardRefundId(reference),
      attemptId: attempt.id,
      orderId: attempt.orderId,
      origin: "provider",
      state: "succeeded",
      reference,
      amount: minor(uncaptured),
      currency: attempt.currency,
      lines: [],
      restock: false,
      goodsDone: true,
      openedAt: now,
      settledAt: now,
    },
    now,
    notifications,
  );
}

/** Before a capture the provider can refund nothing: whatever is not its own refund is of the authorisation. */
function isOfAuthorization({ id, state, reference }: Refund): boolean {
  return state !== "failed" && (reference === undefined || reference === uncapturedReference(id));
}
