import type { Order } from "../src/orders/order.ts";
import { orderDocument } from "./documents.ts";

/** The columns of an order, on either engine; most of them are never changed. */
export function orderRow(order: Order) {
  return {
    id: order.id,
    number: order.number,
    sessionId: order.sessionId,
    agentId: order.agentId,
    attemptId: order.attemptId,
    permalinkToken: order.permalinkToken,
    status: order.status,
    way: order.way ?? "agent",
    total: order.totals.find(({ type }) => type === "total")?.amount ?? 0,
    buyerId: order.buyerId ?? null,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    document: orderDocument.write(order),
  };
}

/** The order that a row holds. */
export function orderIn(row: { readonly document: string }): Order {
  return orderDocument.read(row.document);
}
