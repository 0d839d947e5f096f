import { after, type Clock, MINUTE, SECOND } from "../clock.ts";
import type { EventId } from "../ids.ts";
import type { Log } from "../log.ts";
import type { Order } from "../orders/order.ts";
import type { Write } from "../storage.ts";
import type { EventSender } from "./deliver-event.ts";
import { deliveryBody, type EncodeOrderEvent } from "./delivery-body.ts";
import type { Endpoint } from "./endpoint.ts";
import type { DueEvent } from "./event.ts";
import { LONGEST_WAIT } from "./retry.ts";
import type { OutboxStore } from "./stores.ts";

/** Whoever has taken an event for so long, ms, has sent it or is gone: two tries of ten seconds, and what is written of them. */
const SENT_WITHIN = 30 * SECOND;

/** An event with the bytes that are sent of it. */
export interface FrozenEvent {
  readonly event: DueEvent;
  readonly body: string;
}

/**
 * Makes the bytes of events that are sent for the first time, and keeps them before anybody sees them. Where several
 * processes send, takes the events first; those that another one has are not among what it gives.
 */
export type FreezeBodies = (
  endpoint: Endpoint,
  events: readonly DueEvent[],
) => Promise<readonly FrozenEvent[]>;

/** Builds the {@link FreezeBodies} of one server. */
export function createFreezing({
  write,
  encodeOrderEvent,
  sender,
  clock,
  isAlone,
  log,
}: {
  readonly write: Write<{ readonly outbox: Pick<OutboxStore, "freeze" | "claim"> }>;
  readonly encodeOrderEvent: EncodeOrderEvent;
  /** Refuses what cannot be spelled. */
  readonly sender: Pick<EventSender, "refuse">;
  readonly clock: Pick<Clock, "now">;
  /** Whether no other process sends events of this shop. */
  readonly isAlone: boolean;
  readonly log: Log;
}): FreezeBodies {
  return async (endpoint, events) => {
    const ready: FrozenEvent[] = [];
    const made: { id: EventId; body: string }[] = [];
    for (const event of isAlone ? events : await claimed(events)) {
      const { content } = event;
      if ("body" in content) {
        ready.push({ event, body: content.body });
        continue;
      }
      const body = await bytesOf(endpoint, event, content.order);
      if (body === undefined) continue;
      made.push({ id: event.id, body });
      ready.push({ event, body });
    }
    if (made.length > 0) {
      await write(async ({ outbox }) => {
        for (const { id, body } of made) await outbox.freeze(id, body);
      });
    }
    return ready;
  };

  async function claimed(events: readonly DueEvent[]): Promise<readonly DueEvent[]> {
    if (events.length === 0) return [];
    const now = clock.now();
    const claim = { now, horizon: after(now, LONGEST_WAIT + MINUTE), until: after(now, SENT_WITHIN) };
    return await write(async ({ outbox }) => {
      const taken: DueEvent[] = [];
      for (const event of events) if (await outbox.claim(event.id, claim)) taken.push(event);
      return taken;
    });
  }

  /** `undefined` when the event cannot be spelled; then it is given up, and nobody has to wait for it. */
  async function bytesOf(endpoint: Endpoint, event: DueEvent, order: Order): Promise<string | undefined> {
    try {
      return deliveryBody(event.type, order, endpoint.agreed, encodeOrderEvent);
    } catch (error) {
      log.error("an event cannot be written in its session's version", { eventId: event.id, error });
      await sender.refuse(endpoint, event, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
