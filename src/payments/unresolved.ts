import { after, DAY, type Instant, instant, MINUTE } from "../clock.ts";
import type { AttemptId, OrderId, SessionId } from "../ids.ts";
import type { Currency, Minor } from "../money.ts";
import {
  type AttemptStore,
  CAPTURE_WARNING,
  type HostedPaymentAttempt,
  isHosted,
  type PaymentAttempt,
} from "./attempt.ts";
import type { Refund, RefundStore } from "./refund.ts";

/** Money that is not where it should be yet. */
export interface UnresolvedPayment {
  readonly kind: /** A charge whose outcome nobody knows, or that the bank has not decided. */
    | "charge"
    /** A payment that came too late to become an order, and is not given back yet. */
    | "late_payment"
    | "refund"
    /** Authorised with an order, and not captured yet. */
    | "authorization";
  readonly attemptId: AttemptId;
  readonly sessionId?: SessionId | undefined;
  readonly orderId?: OrderId | undefined;
  /** The provider's own name for it, to find it there. */
  readonly reference?: string | undefined;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly since: Instant;
  readonly nextLookAt?: Instant | undefined;
  /** Until when an authorisation can be captured. */
  readonly captureBefore?: Instant | undefined;
  /** Whether it has been so for longer than it should: a person should look. */
  readonly isOverdue: boolean;
}

/** After so long a charge should have ended, ms: its request has, and recovery has looked a few times. */
const CHARGE_SHOULD_END = 2 * MINUTE;
/** A page that the buyer may pay on should have ended so long after its time, ms. */
const PAGE_SHOULD_END = 5 * MINUTE;
/** A bank that takes its time takes some days, ms. */
const BANK_SHOULD_DECIDE = 14 * DAY;
/** Later than anything is planned for. */
const END_OF_TIME = instant(Number.MAX_SAFE_INTEGER);
/** Banks take some days over a refund at times. */
const REFUND_SHOULD_END = 3 * DAY;

export interface UnresolvedReads {
  readonly attempts: Pick<AttemptStore, "unresolved" | "capturesDue">;
  readonly refunds: Pick<RefundStore, "pending">;
}

/** What is unresolved, the longest first; at most `limit` of each kind. Outside any write job. */
export async function unresolvedPayments(
  { attempts, refunds }: UnresolvedReads,
  now: Instant,
  limit: number,
): Promise<readonly UnresolvedPayment[]> {
  const [open, authorized, pending] = await Promise.all([
    attempts.unresolved(limit),
    attempts.capturesDue(END_OF_TIME, END_OF_TIME, limit),
    refunds.pending(limit),
  ]);
  return [
    ...open.map((attempt) => ofAttempt(attempt, now)),
    ...pending
      // The other kind is its payment's, listed above.
      .filter(({ origin }) => origin !== "late_payment")
      .map((refund) => ofRefund(refund, now)),
    ...authorized.map((attempt) => ofAuthorization(attempt, now)),
  ].sort((one, other) => one.since - other.since);
}

function ofAttempt(attempt: PaymentAttempt, now: Instant): UnresolvedPayment {
  const isOpen = attempt.state === "open";
  const since = isOpen ? attempt.openedAt : (attempt.settledAt ?? attempt.openedAt);
  return {
    ...common(attempt),
    kind: isOpen ? "charge" : "late_payment",
    since,
    isOverdue:
      (isOpen && isHosted(attempt) ? pageShouldEnd(attempt) : after(since, CHARGE_SHOULD_END)) <= now,
  };
}

/** A buyer may take all the time there is; and once they are done, the bank may. */
function pageShouldEnd({ hosted, reference, openedAt }: HostedPaymentAttempt): Instant {
  return reference === undefined
    ? after(hosted.expiresAt, PAGE_SHOULD_END)
    : after(openedAt, BANK_SHOULD_DECIDE);
}

function ofAuthorization(attempt: PaymentAttempt, now: Instant): UnresolvedPayment {
  const { capture } = attempt;
  const captureBefore = capture && "before" in capture ? capture.before : undefined;
  return {
    ...common(attempt),
    kind: "authorization",
    orderId: attempt.orderId,
    since: attempt.settledAt ?? attempt.openedAt,
    captureBefore,
    isOverdue: captureBefore !== undefined && after(captureBefore, -CAPTURE_WARNING) <= now,
  };
}

function common({ id, sessionId, reference, amount, currency, nextLookAt }: PaymentAttempt) {
  return { attemptId: id, sessionId, reference, amount, currency, nextLookAt };
}

function ofRefund(refund: Refund, now: Instant): UnresolvedPayment {
  return {
    kind: "refund",
    attemptId: refund.attemptId,
    orderId: refund.orderId,
    reference: refund.reference,
    amount: refund.amount,
    currency: refund.currency,
    since: refund.openedAt,
    nextLookAt: refund.nextLookAt,
    isOverdue: after(refund.openedAt, REFUND_SHOULD_END) <= now,
  };
}
