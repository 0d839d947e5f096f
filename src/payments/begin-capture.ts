import { after, type Instant, MINUTE } from "../clock.ts";
import type { OrderId } from "../ids.ts";
import type { OrderStore } from "../orders/stores.ts";
import { unreachable } from "../problem.ts";
import type { AttemptStore, PaymentAttempt } from "./attempt.ts";
import { leftOf, type RefundStore } from "./refund.ts";

/** How a capture stands after it was asked for. */
export type CaptureAnswer =
  | { readonly kind: "captured" }
  /** The money was taken with the charge, or there was none to take. */
  | { readonly kind: "nothing_to_capture" }
  /** Asked for; the answer is not known yet. It is found out by and by. */
  | { readonly kind: "under_way" }
  | { readonly kind: "lapsed" }
  | { readonly kind: "no_such_order" }
  | { readonly kind: "other_provider"; readonly provider: string };

/** How long a capture whose answer was lost waits before it is asked for again, ms. */
export const CAPTURE_RETRY_AFTER = 5 * MINUTE;

/** What {@link beginCapture} reads and writes. */
export interface BeginCaptureStores {
  readonly orders: Pick<OrderStore, "find">;
  readonly attempts: Pick<AttemptStore, "find" | "replace">;
  readonly refunds: Pick<RefundStore, "ofAttempt">;
}

/**
 * Job 1 of a capture: from here on nothing else may happen to this money. Gives the payment whose money is to be taken,
 * or how the capture stands where there is nothing to ask for.
 *
 * @param provider the name of the one that is configured.
 */
export async function beginCapture(
  { orders, attempts, refunds }: BeginCaptureStores,
  orderId: OrderId,
  provider: string,
  now: Instant,
): Promise<PaymentAttempt | CaptureAnswer> {
  const order = await orders.find(orderId);
  const attempt = order && (await attempts.find(order.attemptId));
  if (!attempt) return { kind: "no_such_order" };
  switch (attempt.capture?.state) {
    case undefined:
    case "canceled":
      return { kind: "nothing_to_capture" };
    case "captured":
      return { kind: "captured" };
    case "lapsed":
      return { kind: "lapsed" };
    case "capturing":
      return attempt;
    case "authorized": {
      if (attempt.provider !== provider) return { kind: "other_provider", provider: attempt.provider };
      const amount = leftOf(attempt.amount, await refunds.ofAttempt(attempt.id));
      if (amount === 0) return { kind: "nothing_to_capture" };
      const { before } = attempt.capture;
      const begun: PaymentAttempt = {
        ...attempt,
        capture: { state: "capturing", amount, before },
        nextLookAt: after(now, CAPTURE_RETRY_AFTER),
      };
      await attempts.replace(begun);
      return begun;
    }
    default:
      return unreachable(attempt.capture);
  }
}
