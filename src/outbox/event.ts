import type { Instant } from "../clock.ts";
import type { AgentId, EventId, OrderId } from "../ids.ts";
import type { Order } from "../orders/order.ts";

/** The two kinds of events there are, by ACP's names. */
export type EventType = "order_create" | "order_update";

/** Something that happened to an order and must reach its agent, with the order as it stood right after. */
export interface OutboxEvent {
  readonly id: EventId;
  readonly agentId: AgentId;
  readonly orderId: OrderId;
  readonly type: EventType;
  readonly createdAt: Instant;
  readonly order: Order;
}

/** `pending` until its agent has accepted it (`delivered`) or it is given up (`dead`), from where a person can replay it. */
export type EventState = "pending" | "delivered" | "dead";

/** An event as a list shows it. */
export interface EventSummary extends Omit<OutboxEvent, "order"> {
  /** Where it goes, as its session's caller said; absent where that is agreed with its agent. */
  readonly webhookUrl?: string | undefined;
  readonly state: EventState;
  /** How often it was sent, over all replays. */
  readonly attempts: number;
  /** When it is sent next, long past when at once; absent behind an earlier event of its order and once not pending. */
  readonly nextAttemptAt?: Instant | undefined;
  /** When it was delivered or given up. */
  readonly finishedAt?: Instant | undefined;
}

/** An event that may be sent now. */
export interface DueEvent extends EventSummary {
  /** How often it was sent in vain, and when first, since it last became pending. */
  readonly failures: number;
  readonly firstFailedAt?: Instant | undefined;
  /** The bytes that every delivery repeats, as JSON text, or the order they are still to be made from. */
  readonly content: { readonly body: string } | { readonly order: Order };
}

/** One try at delivering one event. */
export interface DeliveryAttempt {
  /** From 1 on, over all replays. */
  readonly number: number;
  readonly at: Instant;
  readonly durationMs: number;
  /** The HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  /** What went wrong, with the beginning of the answer where there was one; absent when it was accepted. */
  readonly reason?: string | undefined;
}
