import type { Static } from "@sinclair/typebox";
import type { Order } from "../../../orders/order.ts";
import type { EventType } from "../../../outbox/event.ts";
import type { Shop } from "../../../shop.ts";
import { closed, enumeration } from "./fields.ts";
import { encodeOrderSince20260417, OrderAnswerSince20260417 } from "./order-since-20260417.ts";

const OrderEvent = closed({
  type: enumeration(["order_create", "order_update"]),
  data: OrderAnswerSince20260417,
});

/** Without the buyer's notes: the JSON Schema knows them in a confirmation, the OpenAPI file of the webhook refuses them. */
function encodeOrderEvent(type: EventType, order: Order, shop: Shop): Static<typeof OrderEvent> {
  return { type, data: encodeOrderSince20260417({ ...order, orderNotes: undefined }, shop) };
}

/** Order events since 2026-04-17: the whole order each time. */
export const orderEventSince20260417 = { schema: OrderEvent, encode: encodeOrderEvent };
