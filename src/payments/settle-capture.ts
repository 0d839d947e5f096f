import { after, type Instant } from "../clock.ts";
import type { AttemptId } from "../ids.ts";
import type { Minor } from "../money.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import { unreachable } from "../problem.ts";
import type { PaymentAttempt } from "./attempt.ts";
import { CAPTURE_RETRY_AFTER, type CaptureAnswer } from "./begin-capture.ts";
import { isLookDue, LONGEST_LOOK_AFTER } from "./look.ts";
import type { CaptureOutcome } from "./provider.ts";
import { leftOf } from "./refund.ts";
import type { RefundStores } from "./settle-refund.ts";
import { taxOfTakenMoney } from "./tax-due.ts";
import { reconcileUncaptured } from "./uncaptured.ts";

/** A capture after an outcome. */
export interface SettledCapture {
  readonly attempt: PaymentAttempt;
  readonly answer: CaptureAnswer;
  /** Whether it was this outcome that ended an authorisation whose money is still owed. */
  readonly hasLapsed: boolean;
}

/**
 * Job 2 of a capture: takes over what the provider said, a compare-and-set like every settlement. In a write job.
 *
 * @throws Error for an attempt that is not there.
 */
export async function settleCapture(
  stores: RefundStores,
  id: AttemptId,
  outcome: CaptureOutcome,
  now: Instant,
  notifications: OrderNotifications,
): Promise<SettledCapture> {
  const { attempts, refunds } = stores;
  const attempt = await attempts.find(id);
  if (!attempt) throw new Error(`attempt ${id} is never deleted`);
  const left = leftOf(attempt.amount, await refunds.ofAttempt(id));
  const next = nextCapture(attempt, left, outcome, now);
  if (!next) return { attempt, answer: answerOf(attempt), hasLapsed: false };
  await attempts.replace(next);
  if (next.capture?.state === "captured")
    await reconcileUncaptured(stores, next, next.capture.amount, now, notifications);
  return { attempt: next, answer: answerOf(next), hasLapsed: next.capture?.state === "lapsed" };
}

function answerOf({ capture }: PaymentAttempt): CaptureAnswer {
  switch (capture?.state) {
    case "captured":
      return { kind: "captured" };
    case "lapsed":
      return { kind: "lapsed" };
    case "capturing":
      return { kind: "under_way" };
    case "authorized":
    case "canceled":
    case undefined:
      return { kind: "nothing_to_capture" };
    default:
      return unreachable(capture);
  }
}

/** Whether money is to be looked at. What is only authorised may wait for days: no moment is too far ahead for it. */
export function isCaptureDue({ capture, nextLookAt }: PaymentAttempt, now: Instant): boolean {
  if (nextLookAt === undefined) return false;
  return capture?.state === "capturing" ? isLookDue(nextLookAt, now) : nextLookAt <= now;
}

/** The attempt after an outcome; `undefined` when it changes nothing. */
function nextCapture(
  attempt: PaymentAttempt,
  left: Minor,
  outcome: CaptureOutcome,
  now: Instant,
): PaymentAttempt | undefined {
  const { capture } = attempt;
  if (capture?.state !== "authorized" && capture?.state !== "capturing") return undefined;
  switch (outcome.kind) {
    case "captured": {
      const amount = outcome.taken ?? (capture.state === "capturing" ? capture.amount : attempt.amount);
      return {
        ...attempt,
        capture: { state: "captured", amount, at: now },
        nextLookAt: undefined,
        ...taxOfTakenMoney(attempt, now),
      };
    }
    case "lapsed": {
      // Canceled from here when everything was refunded, or ended by itself.
      const state = left === 0 ? "canceled" : "lapsed";
      return { ...attempt, capture: { state, at: now }, nextLookAt: undefined };
    }
    case "unknown":
      return isCaptureDue(attempt, now)
        ? {
            ...attempt,
            nextLookAt: after(now, capture.state === "capturing" ? CAPTURE_RETRY_AFTER : LONGEST_LOOK_AFTER),
          }
        : undefined;
    default:
      return unreachable(outcome);
  }
}
