import { after, type Clock, HOUR, type Instant, MINUTE, toRfc3339 } from "../clock.ts";
import type { AttemptId, OrderId } from "../ids.ts";
import type { Minor } from "../money.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import { unreachable } from "../problem.ts";
import type { Write } from "../storage.ts";
import type { AlertMerchant, MerchantAlert } from "./alert.ts";
import { type AttemptStore, CAPTURE_WARNING, type Capture, type PaymentAttempt } from "./attempt.ts";
import { isLookDue, LONGEST_LOOK_AFTER, lookHorizon } from "./look.ts";
import type { CaptureOutcome, LookUpOutcome, PaymentProvider } from "./provider.ts";
import { leftOf } from "./refund.ts";
import { settleAll } from "./settle-all.ts";
import type { RefundStores } from "./settle-refund.ts";
import { reconcileUncaptured } from "./uncaptured.ts";

export interface CaptureDependencies {
  readonly write: Write<RefundStores>;
  readonly reads: { readonly attempts: Pick<AttemptStore, "find" | "capturesDue"> };
  readonly provider: PaymentProvider;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
  readonly alert: AlertMerchant;
}

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

/** Takes money that was only authorised with the order, and watches that it is taken in time. */
export interface Captures {
  /** Takes all of it that was not refunded meanwhile. For when goods are handed over, or by the merchant's hand. */
  capture(order: OrderId): Promise<CaptureAnswer>;
  /** Warns of authorisations that end soon, notes those that have, and finishes captures left open. Gives how many. */
  recover(limit: number): Promise<number>;
  /** Takes over what the provider says of a charge that made its order already. */
  hear(attempt: PaymentAttempt, found: LookUpOutcome): Promise<void>;
}

/** How long a capture whose answer was lost waits before it is asked for again, ms. */
const RETRY_AFTER = 5 * MINUTE;

/** Builds the {@link Captures} of one process. */
export function createCaptures({
  write,
  reads,
  provider,
  notifications,
  clock,
  alert,
}: CaptureDependencies): Captures {
  /** Job 1: from here on nothing else may happen to this money. */
  function begin(orderId: OrderId): Promise<PaymentAttempt | CaptureAnswer> {
    return write(async ({ orders, attempts, refunds }) => {
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
          if (attempt.provider !== provider.name)
            return { kind: "other_provider", provider: attempt.provider };
          const amount = leftOf(attempt.amount, await refunds.ofAttempt(attempt.id));
          if (amount === 0) return { kind: "nothing_to_capture" };
          const { before } = attempt.capture;
          const begun: PaymentAttempt = {
            ...attempt,
            capture: { state: "capturing", amount, before },
            nextLookAt: after(clock.now(), RETRY_AFTER),
          };
          await attempts.replace(begun);
          return begun;
        }
        default:
          return unreachable(attempt.capture);
      }
    });
  }

  async function finish(attempt: PaymentAttempt): Promise<CaptureAnswer> {
    const { id, capture, reference, currency } = attempt;
    if (capture?.state !== "capturing" || reference === undefined)
      throw new Error(`attempt ${id} is not being captured`);
    const outcome = await provider.capture({ id, reference, amount: capture.amount, currency });
    const answer = await settle(id, outcome);
    if (answer.kind === "under_way") worry(attempt, capture, outcome);
    return answer;
  }

  /** Goods may have left for this money: what keeps it from being taken must not pass unseen. */
  function worry(
    attempt: PaymentAttempt,
    { before }: Capture & { state: "capturing" },
    outcome: CaptureOutcome,
  ): void {
    if (outcome.kind === "unknown" && outcome.isRefused)
      tell(
        attempt,
        "capture_refused",
        `a payment could not be captured, and is tried again: ${outcome.detail}`,
      );
    if (before !== undefined && after(before, -CAPTURE_WARNING) <= clock.now())
      tell(
        attempt,
        "authorization_ending",
        `an authorisation ends at ${toRfc3339(before)} and could not be captured yet; capture it at the provider, or its order is not paid`,
      );
  }

  /** Job 2: a compare-and-set like every settlement. */
  async function settle(id: AttemptId, outcome: CaptureOutcome): Promise<CaptureAnswer> {
    const { attempt, changed } = await write(async (stores) => {
      const { attempts, refunds } = stores;
      const attempt = await attempts.find(id);
      if (!attempt) throw new Error(`attempt ${id} is never deleted`);
      const left = leftOf(attempt.amount, await refunds.ofAttempt(id));
      const next = nextCapture(attempt, left, outcome, clock.now());
      if (!next) return { attempt, changed: false };
      await attempts.replace(next);
      if (next.capture?.state === "captured")
        await reconcileUncaptured(stores, next, next.capture.amount, clock.now(), notifications);
      return { attempt: next, changed: true };
    });
    if (changed && attempt.capture?.state === "lapsed")
      tell(
        attempt,
        "authorization_lapsed",
        "an authorisation ended before it was captured: its order is not paid",
      );
    switch (attempt.capture?.state) {
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
        return unreachable(attempt.capture);
    }
  }

  function tell(
    { id, sessionId, orderId }: PaymentAttempt,
    kind: MerchantAlert["kind"],
    words: string,
    error?: unknown,
  ): void {
    alert({ kind, words, attemptId: id, sessionId, orderId, error });
  }

  function putOff({ id }: PaymentAttempt): Promise<void> {
    return write(async ({ attempts }) => {
      const attempt = await attempts.find(id);
      const now = clock.now();
      if (!attempt || !isDue(attempt, now)) return;
      await attempts.replace({ ...attempt, nextLookAt: after(now, RETRY_AFTER) });
    });
  }

  async function watch(attempt: PaymentAttempt): Promise<void> {
    const { capture } = attempt;
    if (attempt.provider !== provider.name) {
      await settle(attempt.id, { kind: "unknown", detail: "its provider is not configured" });
    } else if (capture?.state === "capturing") {
      await finish(attempt);
    } else if (capture?.state === "authorized" && !capture.warned) {
      await warn(attempt, capture);
    } else if (capture?.state === "authorized") {
      await hear(attempt, await provider.lookUp(attempt));
    }
  }

  async function warn(attempt: PaymentAttempt, capture: Capture & { state: "authorized" }): Promise<void> {
    const { before } = capture;
    await write(async ({ attempts }) => {
      const current = await attempts.find(attempt.id);
      if (current?.capture?.state !== "authorized") return;
      await attempts.replace({
        ...current,
        capture: { ...capture, warned: true },
        nextLookAt: before ?? after(clock.now(), 24 * HOUR),
      });
    });
    const when = before === undefined ? "soon" : `at ${toRfc3339(before)}`;
    tell(
      attempt,
      "authorization_ending",
      `an authorisation ends ${when}: send the order, or take its money with “checkstand orders capture ${attempt.orderId}”; otherwise it is not paid`,
    );
  }

  async function hear({ id, amount }: PaymentAttempt, found: LookUpOutcome): Promise<void> {
    switch (found.kind) {
      case "paid":
        if (found.captured) await settle(id, { kind: "captured", taken: found.taken ?? amount });
        else await settle(id, { kind: "unknown", detail: "still authorised" });
        return;
      case "declined":
        await settle(id, { kind: "lapsed" });
        return;
      case "absent":
      case "pending":
      case "needs_action":
      case "unknown":
        await settle(id, { kind: "unknown", detail: found.kind });
        return;
      default:
        unreachable(found);
    }
  }

  return {
    async capture(order) {
      const begun = await begin(order);
      return "kind" in begun ? begun : finish(begun);
    },
    async recover(limit) {
      const now = clock.now();
      const due = await reads.attempts.capturesDue(now, lookHorizon(now), limit);
      await settleAll(due, watch, async (attempt, error) => {
        tell(attempt, "unexpected", "a capture could not be taken further; it is tried again", error);
        await putOff(attempt);
      });
      return due.length;
    },
    hear,
  };
}

/** Whether money is to be looked at. What is only authorised may wait for days: no moment is too far ahead for it. */
function isDue({ capture, nextLookAt }: PaymentAttempt, now: Instant): boolean {
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
      return { ...attempt, capture: { state: "captured", amount, at: now }, nextLookAt: undefined };
    }
    case "lapsed": {
      // Canceled from here when everything was refunded, or ended by itself.
      const state = left === 0 ? "canceled" : "lapsed";
      return { ...attempt, capture: { state, at: now }, nextLookAt: undefined };
    }
    case "unknown":
      return isDue(attempt, now)
        ? {
            ...attempt,
            nextLookAt: after(now, capture.state === "capturing" ? RETRY_AFTER : LONGEST_LOOK_AFTER),
          }
        : undefined;
    default:
      return unreachable(outcome);
  }
}
