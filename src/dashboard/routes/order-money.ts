import { Type } from "@sinclair/typebox";
import { asId, type RefundId } from "../../ids.ts";
import { minor } from "../../money.ts";
import { mapBegun } from "../../operations/operation.ts";
import { refundOrder } from "../../operations/order-refund.ts";
import type { MoneyBack } from "../../orders/order-service-result.ts";
import type { RefundRequest } from "../../payments/begin-refund.ts";
import { succeed } from "../../problem.ts";
import { OptionalWords, orderCalls, Units, Worked } from "../order-call.ts";
import { type AdminRoute, moneyMutation, mutation } from "../route.ts";
import type { AdminServices } from "../services.ts";
import { AmountAboveZero, closed, oneOfWords } from "../shapes/fields.ts";
import { readUnits } from "../shapes/order.ts";

/** How much money goes back with goods that go out. */
const moneyFields = {
  refund: Type.Optional(Type.Boolean({ description: "False: no money goes back." })),
  refund_amount: Type.Optional(AmountAboveZero),
};

/** What takes goods out of an order, or gives money back. */
export function orderMoneyRoutes(services: AdminServices): readonly AdminRoute[] {
  const tag = "Orders";
  const { orderService } = services;
  const calls = orderCalls(services);
  return [
    mutation("/orders/:order/cancel", {
      tag,
      summary: "Cancel what has not left",
      description:
        "It goes back on sale, and what was paid for it back to the buyer unless `refund` or `refund_amount` say otherwise.",
      body: closed({ line_items: Units, ...moneyFields, description: OptionalWords, reason: OptionalWords }),
      answer: Worked,
      handle: (call) =>
        calls.work(call, (id, inSameTransaction) =>
          orderService.cancel(
            id,
            {
              lineItems: readUnits(call.body.line_items),
              money: moneyOf(call.body),
              description: call.body.description,
              reason: call.body.reason,
            },
            call.actor,
            inSameTransaction,
          ),
        ),
    }),
    mutation("/orders/:order/return", {
      tag,
      summary: "Take goods back",
      description: "What was paid for them goes back to the buyer, unless told otherwise.",
      body: closed({
        line_items: Units,
        ...moneyFields,
        restock: Type.Optional(Type.Boolean({ description: "They go back on sale." })),
        description: OptionalWords,
        reason: OptionalWords,
      }),
      answer: Worked,
      handle: (call) =>
        calls.work(call, (id, inSameTransaction) =>
          orderService.takeBack(
            id,
            {
              lineItems: readUnits(call.body.line_items),
              money: moneyOf(call.body),
              restock: call.body.restock,
              description: call.body.description,
              reason: call.body.reason,
            },
            call.actor,
            inSameTransaction,
          ),
        ),
    }),
    mutation("/orders/:order/capture", {
      tag,
      summary: "Take money that was only authorised",
      description: "Sending or handing over goods does so by itself. Asked again, it takes nothing more.",
      body: closed({}),
      answer: Worked,
      handle: (call) =>
        calls.work(call, (id, inSameTransaction) => orderService.capture(id, call.actor, inSameTransaction)),
    }),
    moneyMutation("/orders/:order/refund", {
      tag,
      summary: "Give money back",
      description:
        "All that is left, an amount, or what was paid for units, which then leave the order. The same `Idempotency-Key` never refunds twice.",
      body: closed({
        amount: Type.Optional(AmountAboveZero),
        line_items: Units,
        restock: Type.Optional(Type.Boolean({ description: "The units go back on sale." })),
        description: OptionalWords,
      }),
      answer: Worked,
      prepare: (call) => calls.find(call),
      async begin(stores, { body, actor, key }, order) {
        if (!order) return { kind: "ended", outcome: succeed(calls.refused({ kind: "unknown_order" })) };
        const lines = readUnits(body.line_items);
        const amount = body.amount === undefined ? undefined : minor(body.amount);
        const of: RefundRequest["of"] = lines
          ? { kind: "lines", lines, amount }
          : amount === undefined
            ? { kind: "rest" }
            : { kind: "amount", amount };
        const wanted = {
          id: key === undefined ? undefined : asId<RefundId>(`ref_${key}`),
          of,
          restock: body.restock ?? false,
          reason: body.description,
        };
        const refund = { orderId: order.id, wanted };
        const begun = await refundOrder.begin(stores, refund, { orderService, actor }, undefined, undefined);
        return mapBegun(begun, calls.answerOf);
      },
    }),
    mutation("/orders/:order/note", {
      tag,
      summary: "Note a credit, a changed price or an exchange",
      description: "Buyer and agent see it. It moves no money.",
      body: closed({
        type: oneOfWords(["credit", "price_adjustment", "exchange"]),
        amount: Type.Optional(AmountAboveZero),
        line_items: Units,
        description: OptionalWords,
        reason: OptionalWords,
      }),
      answer: Worked,
      handle: (call) =>
        calls.work(call, (id, inSameTransaction) =>
          orderService.note(
            id,
            {
              type: call.body.type,
              amount: call.body.amount === undefined ? undefined : minor(call.body.amount),
              lineItems: readUnits(call.body.line_items),
              description: call.body.description,
              reason: call.body.reason,
            },
            call.actor,
            inSameTransaction,
          ),
        ),
    }),
  ];
}

function moneyOf(body: {
  readonly refund?: boolean | undefined;
  readonly refund_amount?: number | undefined;
}): MoneyBack {
  if (body.refund === false) return "none";
  return body.refund_amount === undefined ? "price" : minor(body.refund_amount);
}
