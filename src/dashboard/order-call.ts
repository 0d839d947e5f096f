import { type Static, type TObject, Type } from "@sinclair/typebox";
import { mapBegun } from "../operations/operation.ts";
import { changeOrder } from "../operations/orders.ts";
import type { Order } from "../orders/order.ts";
import type { OrderServiceResult } from "../orders/order-service-result.ts";
import type { OrderWork } from "../orders/order-work.ts";
import { explainRefusal, type OrderChange, type OrderRefusal } from "../orders/refusal.ts";
import { succeed } from "../problem.ts";
import type { Shop } from "../shop.ts";
import { findOrder } from "./call-subject.ts";
import {
  type AdminRefusal,
  type AdminRoute,
  type ChangeCall,
  type IncomingCall,
  moneyMutation,
  refuseCall,
} from "./route.ts";
import type { AdminServices } from "./services.ts";
import { closed, maybe, oneOfWords, Words } from "./shapes/fields.ts";
import {
  AdminOrderAnswer,
  encodeAdminOrder,
  encodeRefund,
  LineItemUnits,
  RefundAnswer,
} from "./shapes/order.ts";

/** Units of lines in a body. */
export const Units = Type.Optional(
  Type.Array(LineItemUnits, { maxItems: 1000, description: "Which units; all that are left, when absent." }),
);
/** Words in a body. */
export const OptionalWords = Type.Optional(Words);

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

/**
 * Declares a call by which an order is worked on, `/orders/:order/<name>`: answered with how the order stands then, or
 * why nothing was done.
 *
 * @param read makes the work of a body.
 */
export function orderWork<Body extends TObject>(
  { reads, shop, orderService }: Pick<AdminServices, "reads" | "shop" | "orderService">,
  name: string,
  declared: Pick<AdminRoute, "summary" | "description"> & {
    readonly body: Body;
    readonly read: (call: ChangeCall<Body>) => OrderWork;
  },
): AdminRoute {
  const { read, ...described } = declared;
  const { find, refused } = orderCalls({ reads, shop });
  const answerOf = (done: OrderChange<OrderServiceResult>): Static<typeof Worked> | AdminRefusal =>
    done.ok ? encodeResult(done.value, shop) : refused(done.refusal);
  return moneyMutation(`/orders/:order/${name}`, {
    ...described,
    tag: "Orders",
    answer: Worked,
    prepare: find,
    async begin(stores, call, order) {
      if (!order) return { kind: "ended", outcome: succeed(refused({ kind: "unknown_order" })) };
      const task = { orderId: order.id, work: read(call) };
      const context = { orderService, actor: call.actor };
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
