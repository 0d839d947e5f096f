import type { WebhookSettings } from "../agents/agent.ts";
import type { Order } from "../orders/order.ts";
import { wireFor } from "../protocols/acp/versions.ts";
import type { Shop } from "../shop.ts";
import type { EventType } from "./event.ts";

/**
 * The body of an event's request: the order as the version of its session spells it, under the name that the agent
 * wants the event called by. A version that was served once is spelled for good, also when it was never released.
 *
 * @throws Error when the version is not spoken here.
 */
export function deliveryBody(type: EventType, order: Order, webhook: WebhookSettings, shop: Shop): string {
  const wire = wireFor(order.apiVersion, true);
  if (!wire) throw new Error(`ACP ${order.apiVersion} is not spoken here`);
  return JSON.stringify({ ...wire.orderEvent.encode(type, order, shop), type: nameOf(type, webhook) });
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
