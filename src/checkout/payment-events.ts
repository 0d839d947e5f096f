import { after, type Instant, passedSince, SECOND } from "../clock.ts";
import type { EventReading, PaymentEvent, PaymentEventStore } from "../payments/event.ts";
import { LONGEST_LOOK_AFTER, lookHorizon } from "../payments/look.ts";
import {
  type Acted,
  createEventActions,
  type EventActionDependencies,
  type EventStores,
} from "./act-on-event.ts";

export interface PaymentEventDependencies<Stores extends EventStores>
  extends EventActionDependencies<Stores> {
  readonly reads: EventActionDependencies<Stores>["reads"] & {
    readonly paymentEvents: Pick<PaymentEventStore, "due">;
  };
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

/** Builds the {@link PaymentEvents} of one server. */
export function createPaymentEvents<Stores extends EventStores>(
  dependencies: PaymentEventDependencies<Stores>,
): PaymentEvents {
  const { write, reads, provider, clock, alert, kept } = dependencies;
  const act = createEventActions(dependencies);

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
