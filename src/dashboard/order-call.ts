import type { Static } from "@sinclair/typebox";
import { closed, maybe, oneOfWords } from "../operations/fields.ts";
import { isMistake } from "../operations/merchant-request.ts";
import { mapBegun } from "../operations/operation.ts";
import { orderGoodsRequests, withdrawRequest } from "../operations/order-goods-requests.ts";
import { orderMoneyRequests } from "../operations/order-money-requests.ts";
import type { OrderRequest } from "../operations/order-request.ts";
import { changeOrder } from "../operations/orders.ts";
import type { Order } from "../orders/order.ts";
import type { OrderServiceResult } from "../orders/order-service-result.ts";
import { explainRefusal, type OrderChange, type OrderRefusal } from "../orders/refusal.ts";
import { succeed } from "../problem.ts";
import type { Shop } from "../shop.ts";
import { findOrder } from "./call-subject.ts";
import {
  type AdminRefusal,
  type AdminRoute,
  type IncomingCall,
  moneyMutation,
  refuseCall,
  refuseMistake,
} from "./route.ts";
import type { AdminServices } from "./services.ts";
import { AdminOrderAnswer, encodeAdminOrder, encodeRefund, RefundAnswer } from "./shapes/order.ts";

/** What working on an order answers. */
const Worked = closed({
  order: AdminOrderAnswer,
  refund: maybe(RefundAnswer),
  capture: maybe(
    oneOfWords(
      ["captured", "nothing_to_capture", "under_way"],
      "What became of money that was only authorised.",
    ),
  ),
});

/** Calls about one order, which their address names by number or id. */
export interface OrderCalls {
  find(call: Pick<IncomingCall, "params">): Promise<Order | undefined>;
  refused(refusal: OrderRefusal): AdminRefusal;
}

/** Builds the {@link OrderCalls} of one server. */
export function orderCalls({ reads, shop }: Pick<AdminServices, "reads" | "shop">): OrderCalls {
  return {
    find: ({ params }) => findOrder(reads, params["order"] ?? ""),
    refused: (refusal) => refuseCall(statusOf(refusal), refusal.kind, explainRefusal(refusal, shop.currency)),
  };
}

/** Everything that is done with an order, `/orders/:order/<name>` each: answered with how it stands then, or why nothing was done. */
export function orderWorkRoutes(
  services: Pick<AdminServices, "reads" | "shop" | "orderService">,
): readonly AdminRoute[] {
  return [...orderGoodsRequests, withdrawRequest, ...orderMoneyRequests].map((request) =>
    orderWorkRoute(services, request),
  );
}

function orderWorkRoute(
  { reads, shop, orderService }: Pick<AdminServices, "reads" | "shop" | "orderService">,
  { name, summary, description, fields, read }: OrderRequest,
): AdminRoute {
  const { find, refused } = orderCalls({ reads, shop });
  const answerOf = (done: OrderChange<OrderServiceResult>): Static<typeof Worked> | AdminRefusal =>
    done.ok ? encodeResult(done.value, shop) : refused(done.refusal);
  return moneyMutation(`/orders/:order/${name}`, {
    tag: "Orders",
    summary,
    description,
    body: fields,
    answer: Worked,
    prepare: find,
    async begin(stores, { body, key, actor }, order) {
      if (!order) return { kind: "ended", outcome: succeed(refused({ kind: "unknown_order" })) };
      const work = read(body, key);
      if (isMistake(work)) return { kind: "ended", outcome: succeed(refuseMistake(work)) };
      const task = { orderId: order.id, work };
      const context = { orderService, actor };
      return mapBegun(await changeOrder.begin(stores, task, context, undefined, undefined), answerOf);
    },
  });
}

function encodeResult({ order, refund, capture }: OrderServiceResult, shop: Shop): Static<typeof Worked> {
  return {
    order: encodeAdminOrder(order, shop),
    refund: refund && encodeRefund(refund),
    capture: captureWord(capture),
  };
}

function captureWord(capture: OrderServiceResult["capture"]): Static<typeof Worked>["capture"] {
  switch (capture?.kind) {
    case "captured":
    case "nothing_to_capture":
    case "under_way":
      return capture.kind;
    case "lapsed":
    case "no_such_order":
    case "other_provider":
    case undefined:
      return undefined;
  }
}

function statusOf({ kind }: OrderRefusal): AdminRefusal["status"] {
  switch (kind) {
    case "unknown_order":
    case "unknown_fulfillment":
      return 404;
    case "unknown_line":
    case "not_a_quantity":
    case "not_an_amount":
    case "not_an_address":
      return 422;
    case "wrong_status":
    case "wrong_fulfillment":
    case "too_many_units":
    case "nothing_left":
    case "no_change":
    case "more_than_left":
    case "not_paid":
    case "no_refund":
      return 409;
  }
}
