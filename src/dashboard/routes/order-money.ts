import { type Static, Type } from "@sinclair/typebox";
import { asId, type RefundId } from "../../ids.ts";
import { minor } from "../../money.ts";
import type { MoneyBack } from "../../orders/order-service-result.ts";
import type { RefundRequest } from "../../payments/begin-refund.ts";
import { OptionalWords, orderWork, Units } from "../order-call.ts";
import type { AdminRoute } from "../route.ts";
import type { AdminServices } from "../services.ts";
import { AmountAboveZero, closed, oneOfWords } from "../shapes/fields.ts";
import { readUnits } from "../shapes/order.ts";

/** How much money goes back with goods that go out. */
const moneyFields = {
  refund: Type.Optional(Type.Boolean({ description: "False: no money goes back." })),
  refund_amount: Type.Optional(AmountAboveZero),
};

const Refund = closed({
  amount: Type.Optional(AmountAboveZero),
  line_items: Units,
  restock: Type.Optional(Type.Boolean({ description: "The units go back on sale." })),
  description: OptionalWords,
});

/** What takes goods out of an order, or gives money back. */
export function orderMoneyRoutes(services: AdminServices): readonly AdminRoute[] {
  return [
    orderWork(services, "cancel", {
      summary: "Cancel what has not left",
      description:
        "It goes back on sale, and what was paid for it back to the buyer unless `refund` or `refund_amount` say otherwise.",
      body: closed({ line_items: Units, ...moneyFields, description: OptionalWords, reason: OptionalWords }),
      read: ({ body }) => ({
        kind: "cancel",
        lineItems: readUnits(body.line_items),
        money: moneyOf(body),
        description: body.description,
        reason: body.reason,
      }),
    }),
    orderWork(services, "return", {
      summary: "Take goods back",
      description: "What was paid for them goes back to the buyer, unless told otherwise.",
      body: closed({
        line_items: Units,
        ...moneyFields,
        restock: Type.Optional(Type.Boolean({ description: "They go back on sale." })),
        description: OptionalWords,
        reason: OptionalWords,
      }),
      read: ({ body }) => ({
        kind: "return",
        lineItems: readUnits(body.line_items),
        money: moneyOf(body),
        restock: body.restock,
        description: body.description,
        reason: body.reason,
      }),
    }),
    orderWork(services, "capture", {
      summary: "Take money that was only authorised",
      description: "Sending or handing over goods does so by itself. Asked again, it takes nothing more.",
      body: closed({}),
      read: () => ({ kind: "capture" }),
    }),
    orderWork(services, "refund", {
      summary: "Give money back",
      description:
        "All that is left, an amount, or what was paid for units, which then leave the order. The same `Idempotency-Key` never refunds twice.",
      body: Refund,
      read: ({ body, key }) => ({
        kind: "refund",
        id: key === undefined ? undefined : asId<RefundId>(`ref_${key}`),
        of: refundOf(body),
        restock: body.restock ?? false,
        reason: body.description,
      }),
    }),
    note(services),
  ];
}

function note(services: AdminServices): AdminRoute {
  return orderWork(services, "note", {
    summary: "Note a credit, a changed price or an exchange",
    description: "Buyer and agent see it. It moves no money.",
    body: closed({
      type: oneOfWords(["credit", "price_adjustment", "exchange"]),
      amount: Type.Optional(AmountAboveZero),
      line_items: Units,
      description: OptionalWords,
      reason: OptionalWords,
    }),
    read: ({ body: { type, amount, line_items, description, reason } }) => ({
      kind: "note",
      type,
      amount: amount === undefined ? undefined : minor(amount),
      lineItems: readUnits(line_items),
      description,
      reason,
    }),
  });
}

function refundOf(body: Static<typeof Refund>): RefundRequest["of"] {
  const lines = readUnits(body.line_items);
  const amount = body.amount === undefined ? undefined : minor(body.amount);
  if (lines) return { kind: "lines", lines, amount };
  return amount === undefined ? { kind: "rest" } : { kind: "amount", amount };
}

function moneyOf(body: {
  readonly refund?: boolean | undefined;
  readonly refund_amount?: number | undefined;
}): MoneyBack {
  if (body.refund === false) return "none";
  return body.refund_amount === undefined ? "price" : minor(body.refund_amount);
}
