import { type Static, Type } from "@sinclair/typebox";
import type { OrderId } from "../ids.ts";
import type { Order } from "../orders/order.ts";
import type { InOrderTransaction, OrderServiceResult } from "../orders/order-service-result.ts";
import { explainRefusal, type OrderChange, type OrderRefusal } from "../orders/refusal.ts";
import { findOrder } from "./call-subject.ts";
import { type AdminCall, type AdminRefusal, type IncomingCall, refuseCall } from "./route.ts";
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
export const Worked = closed({
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
  /**
   * Works on the order, and answers how it stands then, or why nothing was done. The answer is kept with the change
   * where that is handed `inSameTransaction`.
   */
  work(
    call: Pick<AdminCall<unknown, Static<typeof Worked>>, "params" | "keepAnswer">,
    change: (id: OrderId, inSameTransaction: InOrderTransaction) => Promise<OrderChange<OrderServiceResult>>,
  ): Promise<Static<typeof Worked> | AdminRefusal>;
  refused(refusal: OrderRefusal): AdminRefusal;
  /** How the order stands after it was worked on, or why nothing was done. */
  answerOf(change: OrderChange<OrderServiceResult>): Static<typeof Worked> | AdminRefusal;
}

/** Builds the {@link OrderCalls} of one server. */
export function orderCalls({ reads, shop }: Pick<AdminServices, "reads" | "shop">): OrderCalls {
  const find: OrderCalls["find"] = ({ params }) => findOrder(reads, params["order"] ?? "");

  function refused(refusal: OrderRefusal): AdminRefusal {
    return refuseCall(statusOf(refusal), refusal.kind, explainRefusal(refusal, shop.currency));
  }

  const encode = ({ order, refund, capture }: OrderServiceResult): Static<typeof Worked> => ({
    order: encodeAdminOrder(order, shop),
    refund: refund && encodeRefund(refund),
    capture: captureWord(capture),
  });

  const answerOf: OrderCalls["answerOf"] = (done) => (done.ok ? encode(done.value) : refused(done.refusal));

  return {
    find,
    refused,
    answerOf,
    async work(call, change) {
      const order = await find(call);
      if (!order) return refused({ kind: "unknown_order" });
      return answerOf(await change(order.id, (stores, result) => call.keepAnswer(stores, encode(result))));
    },
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
