import { Type } from "@sinclair/typebox";
import { asId } from "../../ids.ts";
import { closed, maybe } from "../../operations/fields.ts";
import { isMistake } from "../../operations/merchant-request.ts";
import { ParcelFields, shipRequest } from "../../operations/order-goods-requests.ts";
import type { Order } from "../../orders/order.ts";
import { orderSorts } from "../../orders/order-list.ts";
import { explainRefusal } from "../../orders/refusal.ts";
import { findOrder } from "../call-subject.ts";
import { orderCalls } from "../order-call.ts";
import { purchaseWays, readPlace } from "../pages/orders/list-query.ts";
import { type AdminRoute, mutation, query, refuseCall, refuseMistake } from "../route.ts";
import type { AdminServices } from "../services.ts";
import {
  AdminOrderAnswer,
  AuditAnswer,
  encodeAdminOrder,
  encodeAudit,
  orderStatuses,
} from "../shapes/order.ts";
import { type OrderToShip, shipOrders } from "../ship-orders.ts";

const tag = "Orders";
const OrderName = Type.String({ minLength: 1, maxLength: 100, description: "Its number or id." });

/** Orders: what was sold, and who did what with it. */
export function orderRoutes(services: AdminServices): readonly AdminRoute[] {
  return [listOrders(services), showOrder(services), showHistory(services), shipSeveral(services)];
}

function listOrders({ reads, shop, orderList }: AdminServices): AdminRoute {
  return query("/orders", {
    tag,
    summary: "List orders",
    description: "The next page begins behind what `next` names.",
    query: {
      status: { description: "Only those that stand so.", schema: { type: "string", enum: orderStatuses } },
      agent: { description: "Only those of the agent with this id.", schema: { type: "string" } },
      way: {
        description: "Only those that began so.",
        schema: { type: "string", enum: purchaseWays },
      },
      placed_from: {
        description: "Only those placed from this moment on.",
        schema: { type: "string", format: "date-time" },
      },
      placed_before: {
        description: "Only those placed before this moment.",
        schema: { type: "string", format: "date-time" },
      },
      search: {
        description:
          "Words that an order has, or their beginnings: number, name, e-mail address, item, SKU, tracking number, id of order, session or payment.",
        schema: { type: "string" },
      },
      sort: {
        description: "By when they were placed, or by what was charged.",
        schema: { type: "string", enum: orderSorts, default: "newest" },
      },
      behind: {
        description: "Only those that come after the order with this number.",
        schema: { type: "integer", minimum: 1 },
      },
      behind_total: {
        description: "What was charged for that order, in minor units, where they are sorted by it.",
        schema: { type: "integer", minimum: 0 },
      },
      limit: {
        description: "How many at most.",
        schema: { type: "integer", minimum: 1, maximum: 200, default: 50 },
      },
    },
    answer: closed({
      orders: Type.Array(AdminOrderAnswer),
      next: maybe(closed({ behind: Type.Integer(), behind_total: Type.Integer() })),
    }),
    async handle({ query }) {
      const limit = query.wholeNumber("limit", 200) ?? 50;
      const agent = query.text("agent");
      const status = query.oneOf("status", orderStatuses);
      const filter = {
        statuses: status && [status],
        way: query.oneOf("way", purchaseWays),
        agentId: agent === undefined ? undefined : asId<Order["agentId"]>(agent),
        placedFrom: query.moment("placed_from"),
        placedBefore: query.moment("placed_before"),
        text: query.text("search"),
      };
      const sort = query.oneOf("sort", orderSorts) ?? "newest";
      const page = await orderList.page({ filter, sort, behind: readPlace(query), limit });
      const orders = await Promise.all(page.orders.map(({ number }) => reads.orders.byNumber(number)));
      return {
        orders: orders.flatMap((order) => (order ? [encodeAdminOrder(order, shop)] : [])),
        next: page.next && { behind: page.next.number, behind_total: page.next.total },
      };
    },
  });
}

function showOrder(services: AdminServices): AdminRoute {
  const calls = orderCalls(services);
  return query("/orders/:order", {
    tag,
    summary: "Get an order",
    description: "By its number or its id.",
    answer: AdminOrderAnswer,
    async handle(call) {
      const order = await calls.find(call);
      return order ? encodeAdminOrder(order, services.shop) : calls.refused({ kind: "unknown_order" });
    },
  });
}

function showHistory(services: AdminServices): AdminRoute {
  const calls = orderCalls(services);
  return query("/orders/:order/history", {
    tag,
    summary: "See who did what to an order",
    description: "Every change by the merchant, at the dashboard, here or on the command line.",
    answer: closed({ entries: Type.Array(AuditAnswer) }),
    async handle(call) {
      const order = await calls.find(call);
      if (!order) return calls.refused({ kind: "unknown_order" });
      return { entries: (await services.reads.audit.of(order.id)).map(encodeAudit) };
    },
  });
}

function shipSeveral(services: AdminServices): AdminRoute {
  return mutation("/orders/ship", {
    tag,
    summary: "Send a parcel of each of several orders",
    description: `Each as by itself: what is refused of one keeps no other. ${shipRequest.description}`,
    body: closed({
      orders: Type.Array(closed({ order: OrderName, ...ParcelFields.properties }), {
        minItems: 1,
        maxItems: 100,
      }),
    }),
    answer: closed({
      orders: Type.Array(
        closed({
          order: Type.String({ description: "As you named it." }),
          refused: maybe(Type.String({ description: "Why it was left as it is." })),
        }),
      ),
    }),
    async handle({ body, actor, key, keepAnswer }) {
      const named: { readonly name: string; readonly toShip: OrderToShip | undefined }[] = [];
      for (const { order: name, ...said } of body.orders) {
        const parcel = shipRequest.read(said);
        if (isMistake(parcel)) return refuseMistake(parcel);
        const order = await findOrder(services.reads, name);
        named.push({ name, toShip: order && { order, parcel } });
      }
      const toShip = named.flatMap((each) => each.toShip ?? []);
      if (new Set(toShip.map(({ order }) => order.id)).size < toShip.length)
        return refuseCall(422, "order_named_twice", "Name each order once.");
      const reasons = await shipOrders(services, toShip, { actor, key });
      const unknown = explainRefusal({ kind: "unknown_order" }, services.shop.currency);
      const answer = {
        orders: named.map(({ name, toShip: one }) => ({
          order: name,
          refused: one ? reasons[toShip.indexOf(one)] : unknown,
        })),
      };
      await services.write((stores) => keepAnswer(stores, answer));
      return answer;
    },
  });
}
