import type { Instant } from "../clock.ts";
import type { AttemptId } from "../ids.ts";

/**
 * What an event is about. Never what it says happened: events come twice and out of order, so whoever acts on one asks
 * the provider how things stand now.
 */
export type EventSubject =
  | { readonly kind: "charge"; readonly attemptId?: AttemptId | undefined; readonly reference: string }
  /** A page of the provider's; absent attempt: not one of ours. */
  | { readonly kind: "hosted"; readonly attemptId?: AttemptId | undefined; readonly pageId: string }
  | { readonly kind: "refund"; readonly chargeReference: string }
  | { readonly kind: "dispute"; readonly reference: string; readonly chargeReference: string }
  /** A payment token changed at its agent's. Kept for the record: a charge with it tells on its own. */
  | { readonly kind: "token" }
  /** Nothing that concerns a shop. */
  | { readonly kind: "other" };

/** An event from the provider, kept until it is acted on, and afterwards so that its twin is recognised. */
export interface PaymentEvent {
  /** The provider's own id. */
  readonly id: string;
  readonly provider: string;
  /** The provider's name for it: `payment_intent.succeeded`. */
  readonly type: string;
  readonly subject: EventSubject;
  readonly createdAt: Instant;
  readonly receivedAt: Instant;
  /** When it is to be acted on, if it is. */
  readonly dueAt?: Instant | undefined;
  /** How often acting on it did not work. */
  readonly failures: number;
}

/** What came of reading an event. */
export type EventReading =
  | {
      readonly kind: "read";
      readonly event: Pick<PaymentEvent, "id" | "type" | "subject" | "createdAt">;
    }
  /** From the provider, and yet no event that can be read. `why` says what is wrong with it. */
  | { readonly kind: "malformed"; readonly why: string }
  /** Not from the provider, or not for now. `why` may be told to whoever sent it. */
  | { readonly kind: "refused"; readonly why: string };

/** Events on disk. Writing only in a write job. */
export interface PaymentEventStore {
  /** Keeps the event. False, and nothing changes, when it was kept before. */
  add(event: PaymentEvent): Promise<boolean>;
  replace(event: PaymentEvent): Promise<void>;
  /** Events to act on, the oldest first; and those put off beyond `horizon`, since the clock was set back. */
  due(now: Instant, horizon: Instant, limit: number): Promise<readonly PaymentEvent[]>;
  /** When the next event is to be acted on; long ago where one lies beyond `horizon`. */
  nextDue(horizon: Instant): Promise<Instant | undefined>;
  countDue(): Promise<number>;
  /** Forgets events received before `before` and acted on; at most `limit`. Gives how many. */
  forget(before: Instant, limit: number): Promise<number>;
}
