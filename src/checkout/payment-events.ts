import { after, type Clock, type Instant, passedSince, SECOND } from "../clock.ts";
import type { AttemptId } from "../ids.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import type { AlertMerchant } from "../payments/alert.ts";
import { type AttemptStore, isHosted, type PaymentAttempt } from "../payments/attempt.ts";
import type { Captures } from "../payments/captures.ts";
import { recordDispute } from "../payments/disputes.ts";
import type { EventReading, PaymentEvent, PaymentEventStore } from "../payments/event.ts";
import { LONGEST_LOOK_AFTER, lookHorizon } from "../payments/look.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import type { Refunds } from "../payments/refunds.ts";
import type { RefundStores } from "../payments/settle-refund.ts";
import { unreachable } from "../problem.ts";
import type { Write } from "../storage.ts";
import type { Settlement } from "./settlement.ts";
import type { CheckoutStores } from "./stores.ts";

/** What events are kept in and act on. */
export type EventStores = CheckoutStores & RefundStores & { readonly paymentEvents: PaymentEventStore };

export interface PaymentEventDependencies<Stores extends EventStores> {
  readonly write: Write<Stores>;
  readonly reads: {
    readonly attempts: Pick<AttemptStore, "find" | "byReference">;
    readonly paymentEvents: Pick<PaymentEventStore, "due">;
  };
  readonly provider: PaymentProvider;
  readonly settlement: Settlement<Stores>;
  readonly refunds: Pick<Refunds<never>, "hear">;
  readonly captures: Pick<Captures<Stores>, "hear">;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
  readonly alert: AlertMerchant;
  /** Called when an event was kept that is to be acted on: wakes the job that does. */
  readonly kept?: (() => void) | undefined;
}

/** How an event that was sent here is answered. */
export type ReceivedEvent =
  | { readonly kind: "kept" }
  /** It had come before. */
  | { readonly kind: "known" }
  | Exclude<EventReading, { readonly kind: "read" }>;

/** Takes in what the payment provider sends, and acts on it later, in a job. */
export interface PaymentEvents {
  /** Verifies and keeps an event. `body` as received, byte for byte. */
  receive(body: Uint8Array, signature: string | null): Promise<ReceivedEvent>;
  /** Acts on events that are due, at most `limit`, one after the other, for some seconds at most. Gives how many. */
  process(limit: number): Promise<number>;
}

/** After so many tries in vain, over some two days, a person is told. */
const MOST_TRIES = 60;

/** How often an event about a charge nobody knows is tried: our own answer may be on its way. */
const TRIES_FOR_STRANGERS = 7;

/**
 * So long events are acted on in one go, ms. While the provider does not answer, each takes as long as a call may: the
 * rest must not keep the server from stopping, nor attempts and refunds from being looked at.
 */
const TURN = 10 * SECOND;

/** What acting on an event came to. */
type Acted = "done" | "no_such_charge" | "try_again";

/** Builds the {@link PaymentEvents} of one server. */
export function createPaymentEvents<Stores extends EventStores>(
  dependencies: PaymentEventDependencies<Stores>,
): PaymentEvents {
  const { write, reads, provider, settlement, refunds, captures, notifications, clock, alert, kept } =
    dependencies;

  async function act({ subject }: PaymentEvent): Promise<Acted> {
    switch (subject.kind) {
      case "charge":
        return lookAtCharge(
          subject.reference,
          subject.attemptId && (await reads.attempts.find(subject.attemptId)),
        );
      case "hosted":
        return lookAtPage(subject.pageId, subject.attemptId);
      case "refund":
        if (!(await reads.attempts.byReference(subject.chargeReference))) return "no_such_charge";
        return (await refunds.hear(subject.chargeReference)) ? "done" : "try_again";
      case "dispute":
        return lookAtDispute(subject.reference, subject.chargeReference);
      case "token":
      case "other":
        return "done";
      default:
        return unreachable(subject);
    }
  }

  async function lookAtCharge(reference: string, named: PaymentAttempt | undefined): Promise<Acted> {
    const attempt = named ?? (await reads.attempts.byReference(reference));
    if (!attempt) return "no_such_charge";
    return lookAtAttempt(
      isHosted(attempt) ? attempt : { ...attempt, reference: attempt.reference ?? reference },
    );
  }

  async function lookAtAttempt(attempt: PaymentAttempt): Promise<Acted> {
    switch (attempt.state) {
      case "open":
      case "failed": {
        const waitFor = await settlement.look(attempt);
        // Who asks while the charge is at work hears what that heard, which may be nothing.
        return waitFor.kind === "unknown" ? "try_again" : "done";
      }
      case "succeeded":
        if (attempt.capture) await captures.hear(attempt, await provider.lookUp(attempt));
        return "done";
      case "refund_due":
      case "refunded":
        return "done";
      default:
        return unreachable(attempt.state);
    }
  }

  /** A page the merchant opened for something else tells nothing of this shop. */
  async function lookAtPage(pageId: string, attemptId: AttemptId | undefined): Promise<Acted> {
    const attempt = attemptId && (await reads.attempts.find(attemptId));
    if (!attempt) return attemptId === undefined ? "done" : "no_such_charge";
    const { hosted } = attempt;
    if (!hosted) return "done";
    // The event may be the first to name a page whose opening was never answered.
    const page = hosted.page ?? { id: pageId, url: "" };
    return lookAtAttempt({ ...attempt, hosted: { ...hosted, page } });
  }

  async function lookAtDispute(reference: string, chargeReference: string): Promise<Acted> {
    const attempt = await reads.attempts.byReference(chargeReference);
    if (!attempt) return "no_such_charge";
    const dispute = await provider.dispute(reference);
    if (!dispute) return "try_again";
    const order = await write((stores) =>
      recordDispute(stores, attempt, dispute, clock.now(), notifications),
    );
    if (order) {
      alert({
        kind: "dispute",
        words: `a dispute is ${dispute.state}: ${dispute.reason}`,
        attemptId: attempt.id,
        orderId: order.id,
      });
    }
    return "done";
  }

  async function processOne(event: PaymentEvent): Promise<void> {
    const acted = await act(event).catch((error: unknown): Acted => {
      alert({ kind: "unexpected", words: `acting on ${event.type} failed; it is tried again`, error });
      return "try_again";
    });
    const now = clock.now();
    const failures = event.failures + 1;
    const isOver =
      acted === "done" ||
      (acted === "no_such_charge" && failures >= TRIES_FOR_STRANGERS) ||
      failures >= MOST_TRIES;
    if (isOver && acted === "try_again")
      alert({
        kind: "unexpected",
        words: `${event.type} (${event.id}) could not be acted on and is given up`,
      });
    await write(({ paymentEvents }) =>
      paymentEvents.replace(
        isOver ? { ...event, dueAt: undefined } : { ...event, failures, dueAt: retryAt(failures, now) },
      ),
    );
  }

  return {
    async receive(body, signature) {
      const now = clock.now();
      const reading = await provider.readEvent(body, signature, now);
      if (reading.kind !== "read") return reading;
      const { subject } = reading.event;
      const isNew = await write(({ paymentEvents }) =>
        paymentEvents.add({
          ...reading.event,
          provider: provider.name,
          receivedAt: now,
          dueAt: subject.kind === "other" || subject.kind === "token" ? undefined : now,
          failures: 0,
        }),
      );
      if (isNew) kept?.();
      return { kind: isNew ? "kept" : "known" };
    },
    async process(limit) {
      const now = clock.now();
      const due = await reads.paymentEvents.due(now, lookHorizon(now), limit);
      const began = clock.tick();
      let acted = 0;
      for (const event of due) {
        if (passedSince(began, clock) > TURN) break;
        await processOne(event);
        acted += 1;
      }
      return acted;
    },
  };
}

/** Doubling from five seconds to an hour. */
function retryAt(failures: number, now: Instant): Instant {
  return after(now, Math.min(LONGEST_LOOK_AFTER, 5 * SECOND * 2 ** (failures - 1)));
}
