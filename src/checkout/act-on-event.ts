import type { Clock } from "../clock.ts";
import type { AttemptId } from "../ids.ts";
import type { OrderNotifications } from "../orders/record-order-event.ts";
import type { AlertMerchant } from "../payments/alert.ts";
import { type AttemptStore, isHosted, type PaymentAttempt } from "../payments/attempt.ts";
import type { Captures } from "../payments/captures.ts";
import { type DisputeStore, recordDispute } from "../payments/disputes.ts";
import type { PaymentEvent, PaymentEventStore } from "../payments/event.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import type { Refunds } from "../payments/refunds.ts";
import type { RefundStores } from "../payments/settle-refund.ts";
import { unreachable } from "../problem.ts";
import type { Write } from "../storage.ts";
import type { Settlement } from "./settlement.ts";
import type { CheckoutStores } from "./stores.ts";

/** What events are kept in and act on. */
export type EventStores = CheckoutStores &
  RefundStores & { readonly paymentEvents: PaymentEventStore; readonly disputes: DisputeStore };

/** What acting on events works with. */
export interface EventActionDependencies<Stores extends EventStores> {
  readonly write: Write<Stores>;
  readonly reads: { readonly attempts: Pick<AttemptStore, "find" | "byReference"> };
  readonly provider: PaymentProvider;
  readonly settlement: Pick<Settlement<Stores>, "look">;
  readonly refunds: Pick<Refunds<never>, "hear">;
  readonly captures: Pick<Captures<Stores>, "hear">;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
  readonly alert: AlertMerchant;
}

/** What acting on an event came to. */
export type Acted = "done" | "no_such_charge" | "try_again";

/** Finds out what an event of the payment provider's is about, and takes over what the provider says of that. */
export type ActOnEvent = (event: PaymentEvent) => Promise<Acted>;

/** Builds the {@link ActOnEvent} of one server. */
export function createEventActions<Stores extends EventStores>(
  dependencies: EventActionDependencies<Stores>,
): ActOnEvent {
  const { reads, refunds } = dependencies;
  const { lookAtCharge, lookAtPage } = looksAtCharges(dependencies);
  const lookAtDispute = looksAtDisputes(dependencies);

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

  return act;
}

/** Looks at what became of charges, on a page or not. */
function looksAtCharges<Stores extends EventStores>({
  reads,
  provider,
  settlement,
  captures,
}: EventActionDependencies<Stores>) {
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

  return { lookAtCharge, lookAtPage };
}

/** Looks at disputes, and tells of them. */
function looksAtDisputes<Stores extends EventStores>({
  write,
  reads,
  provider,
  notifications,
  clock,
  alert,
}: EventActionDependencies<Stores>) {
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

  return lookAtDispute;
}
