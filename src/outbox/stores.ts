import type { Instant } from "../clock.ts";
import type { AgentId, EventId, OrderId } from "../ids.ts";
import type { DeliveryAttempt, DueEvent, EventState, EventSummary, OutboxEvent } from "./event.ts";

/** Whom events are for: an agent where it is agreed with them, or at the address that came with their session. */
export interface Recipient {
  readonly agentId: AgentId;
  /** Absent: where it is agreed. */
  readonly webhookUrl?: string | undefined;
}

/** A recipient at an address that came with sessions. */
export interface AddressedRecipient extends Recipient {
  readonly webhookUrl: string;
}

/** Where events are written, in the transaction of the change they tell of. All a use case needs. */
export interface OutboxAppender {
  /** Comes after every event of the same order that is there already. */
  append(event: OutboxEvent): Promise<void>;
}

/** From when to when whoever takes something that is due is at work on it. For `horizon` see {@link OutboxStore.due}. */
export interface SendClaim {
  readonly now: Instant;
  readonly horizon: Instant;
  readonly until: Instant;
}

/**
 * Events on disk. Of each order's pending events only the oldest can be due: the next becomes so when it is delivered
 * or given up. Everything but reading only in a write job.
 */
export interface OutboxStore extends OutboxAppender {
  /**
   * A recipient's events to send now, the longest waiting first. One that waits for a moment after `horizon` is among
   * them: nothing waits so long, so the clock was set back.
   */
  due(recipient: Recipient, now: Instant, horizon: Instant, limit: number): Promise<readonly DueEvent[]>;
  /** When the next of a recipient's events that wait beyond `now` becomes due. */
  nextDueAfter(recipient: Recipient, now: Instant): Promise<Instant | undefined>;
  /** The recipients whose addresses came with sessions, of whatever is pending, each once. */
  addresses(): Promise<readonly AddressedRecipient[]>;
  /**
   * Takes an event that is due, so that of several senders one sends it: it is due again at `until`, when whoever took it
   * has sent it or is gone. Gives false where another was first.
   */
  claim(id: EventId, claim: SendClaim): Promise<boolean>;
  /** Keeps the bytes of an event, and lets go of the order they were made from. */
  freeze(id: EventId, body: string): Promise<void>;
  addAttempt(id: EventId, attempt: DeliveryAttempt): Promise<void>;
  /** Lets an event wait for its next attempt, after one that failed at `now`; behind an earlier pending one of its order for that. */
  postpone(id: EventId, until: Instant, now: Instant): Promise<void>;
  /** Ends an event that is pending, and makes its order's next one due. */
  finish(id: EventId, state: Exclude<EventState, "pending">, now: Instant): Promise<void>;
  /** Makes an event pending and due, whatever became of it, ahead of its order's later ones. Its bytes stay the same. */
  replay(id: EventId): Promise<void>;

  find(id: EventId): Promise<EventSummary | undefined>;
  /** The bytes as sent; absent until the first delivery. */
  bodyOf(id: EventId): Promise<string | undefined>;
  /** The bytes, or the order they are still to be made from; absent when there is no such event. */
  contentOf(id: EventId): Promise<DueEvent["content"] | undefined>;
  /** Oldest first. */
  attemptsOf(id: EventId): Promise<readonly DeliveryAttempt[]>;
  /** Newest first, those before the event `before` when given. */
  page(filter: EventFilter, before: EventId | undefined, limit: number): Promise<readonly EventSummary[]>;
  /**
   * Forgets events delivered before `before` with every attempt at them, the longest delivered first, at most `limit`.
   * Gives how many. What waits or was given up stays.
   */
  forgetDelivered(before: Instant, limit: number): Promise<number>;
  /** How many events were given up and not replayed. */
  countGivenUp(): Promise<number>;
  /**
   * What waits, but for events that are kept for agents who are to be told nothing, and what was given up.
   *
   * @param toldNothing the ids of those agents.
   */
  backlog(toldNothing: readonly AgentId[]): Promise<Backlog>;
}

/** What waits to be told, and what was given up. */
export interface Backlog {
  readonly pending: number;
  readonly dead: number;
  /** When the one that waits longest was written; absent when none does. */
  readonly oldestPendingAt?: Instant | undefined;
}

/** Which events a list shows; what is absent does not matter. */
export interface EventFilter {
  readonly agentId?: AgentId | undefined;
  readonly orderId?: OrderId | undefined;
  readonly state?: EventState | undefined;
}

/** Endpoints that asked not to be called any more (410 Gone), on disk. */
export interface SuspendedEndpointStore {
  isSuspended(agent: AgentId, url: string): Promise<boolean>;
  pause(agent: AgentId, url: string, now: Instant): Promise<void>;
  /** Lifts the pause of whatever endpoint the agent has. */
  resume(agent: AgentId): Promise<void>;
}
