import { Type } from "@sinclair/typebox";
import { asId } from "../../ids.ts";
import type { Order } from "../../orders/order.ts";
import { orderCalls } from "../order-call.ts";
import { type AdminRoute, query } from "../route.ts";
import type { AdminServices } from "../services.ts";
import { closed, maybe } from "../shapes/fields.ts";
import {
  AdminOrderAnswer,
  AuditAnswer,
  encodeAdminOrder,
  encodeAudit,
  orderStatuses,
} from "../shapes/order.ts";

/** Orders: what was sold, and who did what with it. */
export function orderRoutes(services: AdminServices): readonly AdminRoute[] {
  const tag = "Orders";
  const { reads, shop } = services;
  const calls = orderCalls(services);
  return [
    query("/orders", {
      tag,
      summary: "List orders",
      description: "Newest first. The next page begins below `next_before`.",
      query: {
        status: { description: "Only those that stand so.", schema: { type: "string", enum: orderStatuses } },
        agent: { description: "Only those of the agent with this id.", schema: { type: "string" } },
        placed_from: {
          description: "Only those placed from this moment on.",
          schema: { type: "string", format: "date-time" },
        },
        placed_before: {
          description: "Only those placed before this moment.",
          schema: { type: "string", format: "date-time" },
        },
        search: {
          description: "An order number, an id of order or session, or a buyer's e-mail address.",
          schema: { type: "string" },
        },
        before: { description: "Only those with a lower number.", schema: { type: "integer", minimum: 1 } },
        limit: {
          description: "How many at most.",
          schema: { type: "integer", minimum: 1, maximum: 200, default: 50 },
        },
      },
      answer: closed({ orders: Type.Array(AdminOrderAnswer), next_before: maybe(Type.Integer()) }),
      async handle({ query }) {
        const limit = query.wholeNumber("limit", 200) ?? 50;
        const agent = query.text("agent");
        const filter = {
          status: query.oneOf("status", orderStatuses),
          agentId: agent === undefined ? undefined : asId<Order["agentId"]>(agent),
          placedFrom: query.moment("placed_from"),
          placedBefore: query.moment("placed_before"),
          text: query.text("search"),
        };
        const before = query.wholeNumber("before", Number.MAX_SAFE_INTEGER);
        const found = await reads.orders.search(filter, before, limit + 1);
        const page = found.slice(0, limit);
        return {
          orders: page.map((order) => encodeAdminOrder(order, shop)),
          next_before: found.length > limit ? page.at(-1)?.number : undefined,
        };
      },
    }),
    query("/orders/:order", {
      tag,
      summary: "Get an order",
      description: "By its number or its id.",
      answer: AdminOrderAnswer,
      async handle(call) {
        const order = await calls.find(call);
        return order ? encodeAdminOrder(order, shop) : calls.refused({ kind: "unknown_order" });
      },
    }),
    query("/orders/:order/history", {
      tag,
      summary: "See who did what to an order",
      description: "Every change by the merchant, at the dashboard, here or on the command line.",
      answer: closed({ entries: Type.Array(AuditAnswer) }),
      async handle(call) {
        const order = await calls.find(call);
        if (!order) return calls.refused({ kind: "unknown_order" });
        return { entries: (await reads.audit.of(order.id)).map(encodeAudit) };
      },
    }),
  ];
}
