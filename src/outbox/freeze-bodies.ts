import type { EventId } from "../ids.ts";
import type { Log } from "../log.ts";
import type { Order } from "../orders/order.ts";
import type { Write } from "../storage.ts";
import type { EventSender } from "./deliver-event.ts";
import { deliveryBody, type EncodeOrderEvent } from "./delivery-body.ts";
import type { Endpoint } from "./endpoint.ts";
import type { DueEvent } from "./event.ts";
import type { OutboxStore } from "./stores.ts";

/** An event with the bytes that are sent of it. */
export interface FrozenEvent {
  readonly event: DueEvent;
  readonly body: string;
}

/** Makes the bytes of events that are sent for the first time, and keeps them before anybody sees them. */
export type FreezeBodies = (
  endpoint: Endpoint,
  events: readonly DueEvent[],
) => Promise<readonly FrozenEvent[]>;

/** Builds the {@link FreezeBodies} of one server. */
export function createFreezing({
  write,
  encodeOrderEvent,
  sender,
  log,
}: {
  readonly write: Write<{ readonly outbox: Pick<OutboxStore, "freeze"> }>;
  readonly encodeOrderEvent: EncodeOrderEvent;
  /** Refuses what cannot be spelled. */
  readonly sender: Pick<EventSender, "refuse">;
  readonly log: Log;
}): FreezeBodies {
  return async (endpoint, events) => {
    const ready: FrozenEvent[] = [];
    const made: { id: EventId; body: string }[] = [];
    for (const event of events) {
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

  /** `undefined` when the event cannot be spelled; then it is given up, and nobody has to wait for it. */
  async function bytesOf(endpoint: Endpoint, event: DueEvent, order: Order): Promise<string | undefined> {
    try {
      return deliveryBody(event.type, order, endpoint.webhook, encodeOrderEvent);
    } catch (error) {
      log.error("an event cannot be written in its session's version", { eventId: event.id, error });
      await sender.refuse(endpoint, event, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
