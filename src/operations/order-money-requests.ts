import { type Static, Type } from "@sinclair/typebox";
import { asId, type RefundId } from "../ids.ts";
import { type Minor, minor } from "../money.ts";
import type { MoneyBack } from "../orders/order-service-result.ts";
import type { RefundRequest } from "../payments/begin-refund.ts";
import { amountAboveZero, closed, oneOfWords, writtenAs } from "./fields.ts";
import { isMistake, mistake, type RequestMistake } from "./merchant-request.ts";
import {
  DescriptionField,
  type OrderRequest,
  orderRequest,
  ReasonField,
  readUnits,
  Units,
} from "./order-request.ts";

/** How much money goes back with goods that go out. */
const moneyFields = {
  refund: Type.Optional(
    writtenAs(
      "switched_off",
      "No money goes back.",
      Type.Boolean({ description: "False: no money goes back." }),
    ),
  ),
  refund_amount: Type.Optional(amountAboveZero("So much goes back, not what was paid for the units.")),
};

const cancel = orderRequest({
  name: "cancel",
  summary: "Cancel what has not left",
  description:
    "It goes back on sale, and what was paid for it back to the buyer unless `refund` or `refund_amount` say otherwise.",
  fields: closed({ line_items: Units, ...moneyFields, description: DescriptionField, reason: ReasonField }),
  read({ line_items, refund, refund_amount, description, reason }) {
    const money = moneyBack(refund, refund_amount);
    if (isMistake(money)) return money;
    return { kind: "cancel", lineItems: readUnits(line_items), money, description, reason };
  },
});

const takeBack = orderRequest({
  name: "return",
  summary: "Take goods back",
  description: "What was paid for them goes back to the buyer, unless told otherwise.",
  fields: closed({
    line_items: Units,
    ...moneyFields,
    restock: Type.Optional(Type.Boolean({ description: "They go back on sale." })),
    description: DescriptionField,
    reason: ReasonField,
  }),
  read({ line_items, refund, refund_amount, restock, description, reason }) {
    const money = moneyBack(refund, refund_amount);
    if (isMistake(money)) return money;
    return { kind: "return", lineItems: readUnits(line_items), money, restock, description, reason };
  },
});

const capture = orderRequest({
  name: "capture",
  summary: "Take money that was only authorised",
  description: "Sending or handing over goods does so by itself. Asked again, it takes nothing more.",
  fields: closed({}),
  read: () => ({ kind: "capture" }),
});

const RefundFields = closed({
  amount: Type.Optional(amountAboveZero("So much.")),
  line_items: Units,
  restock: Type.Optional(Type.Boolean({ description: "The units go back on sale." })),
  description: DescriptionField,
});

const refund = orderRequest({
  name: "refund",
  summary: "Give money back",
  description:
    "All that is left, an amount, or what was paid for units, which then leave the order. The same `Idempotency-Key` never refunds twice.",
  fields: RefundFields,
  read(said, key) {
    const of = refundOf(said);
    if (said.restock && of.kind === "amount")
      return mistake("contradiction", "Say what goes back on sale: line_items are missing.");
    return {
      kind: "refund",
      id: key === undefined ? undefined : asId<RefundId>(`ref_${key}`),
      of,
      restock: said.restock ?? false,
      reason: said.description,
    };
  },
});

const note = orderRequest({
  name: "note",
  summary: "Note a credit, a changed price or an exchange",
  description: "Buyer and agent see it. It moves no money.",
  fields: closed({
    type: oneOfWords(["credit", "price_adjustment", "exchange"], "What it was."),
    amount: Type.Optional(amountAboveZero("What the buyer gained by it.")),
    line_items: Units,
    description: DescriptionField,
    reason: ReasonField,
  }),
  read: ({ amount, line_items, ...said }) => ({
    ...said,
    kind: "note",
    amount: amountOf(amount),
    lineItems: readUnits(line_items),
  }),
});

/** What takes goods out of an order, or gives money back. */
export const orderMoneyRequests: readonly OrderRequest[] = [cancel, takeBack, capture, refund, note];

function refundOf({ line_items, amount: said }: Static<typeof RefundFields>): RefundRequest["of"] {
  const lines = readUnits(line_items);
  const amount = amountOf(said);
  if (lines) return { kind: "lines", lines, amount };
  return amount === undefined ? { kind: "rest" } : { kind: "amount", amount };
}

function moneyBack(refund: boolean | undefined, amount: number | undefined): MoneyBack | RequestMistake {
  if (refund !== false) return amount === undefined ? "price" : minor(amount);
  return amount === undefined
    ? "none"
    : mistake("contradiction", "Either no money goes back, or an amount does: not both.");
}

function amountOf(said: number | undefined): Minor | undefined {
  return said === undefined ? undefined : minor(said);
}
