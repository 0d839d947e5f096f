import type { WebhookSettings } from "../agents/agent.ts";
import type { Order } from "../orders/order.ts";
import type { EventType } from "./event.ts";

/** Tells of an order as the protocol of its session spells it. @throws Error when that is not spoken here. */
export type EncodeOrderEvent = (type: EventType, order: Order) => object;

/**
 * The body of an event's request: the order as the version of its session spells it. Where events are agreed on, under the
 * name that the agent wants them called by; else the order alone. A version that was served once is spelled for good, also
 * when it was never released.
 *
 * @throws Error when the version is not spoken here.
 */
export function deliveryBody(
  type: EventType,
  order: Order,
  agreed: WebhookSettings | undefined,
  encode: EncodeOrderEvent,
): string {
  const told = encode(type, order);
  return JSON.stringify(agreed ? { ...told, type: nameOf(type, agreed) } : told);
}

/** How the agent calls an event of this type: as ACP does, or as one of two other readings of it. */
function nameOf(type: EventType, { eventNames }: WebhookSettings): string {
  switch (eventNames) {
    case "order_create":
      return type;
    case "order_created":
      return `${type}d`;
    case "order.created":
      return `${type.replace("_", ".")}d`;
  }
}
