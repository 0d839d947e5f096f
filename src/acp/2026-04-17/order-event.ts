import type { Static } from "@sinclair/typebox";
import type { Order } from "../../orders/order.ts";
import type { EventType } from "../../outbox/event.ts";
import type { Shop } from "../../shop.ts";
import { closed, enumeration } from "../shared/fields.ts";
import type { OrderEventWire } from "../wire.ts";
import { encodeOrder, OrderAnswer } from "./order.ts";

const OrderEvent = closed({ type: enumeration(["order_create", "order_update"]), data: OrderAnswer });

/** Without the buyer's notes: the JSON Schema knows them in a confirmation, the OpenAPI file of the webhook refuses them. */
function encodeOrderEvent(type: EventType, order: Order, shop: Shop): Static<typeof OrderEvent> {
  return { type, data: encodeOrder({ ...order, orderNotes: undefined }, shop) };
}

/** Order events since 2026-04-17: the whole order each time. */
export const orderEvent: OrderEventWire = { schema: OrderEvent, encode: encodeOrderEvent };
