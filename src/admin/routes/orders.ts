import { type Static, Type } from "@sinclair/typebox";
import { asId, type FulfillmentId, type OrderId, type RefundId } from "../../ids.ts";
import { minor } from "../../money.ts";
import type { Order } from "../../orders/order.ts";
import type { DeskResult, MoneyBack } from "../../orders/order-desk.ts";
import { explainRefusal, type OrderChange, type OrderRefusal } from "../../orders/refusal.ts";
import type { RefundRequest } from "../../payments/begin-refund.ts";
import { type AdminRefusal, type AdminRoute, changing, looking, refuse } from "../route.ts";
import type { AdminServices } from "../services.ts";
import { AmountAboveZero, closed, maybe, Words, words } from "../shapes/fields.ts";
import {
  AuditAnswer,
  encodeAudit,
  encodeOrder,
  encodeRefund,
  LineItemUnits,
  OrderAnswer,
  orderStatuses,
  RefundAnswer,
  readUnits,
} from "../shapes/order.ts";

const Units = Type.Optional(
  Type.Array(LineItemUnits, { maxItems: 1000, description: "Which units; all that are left, when absent." }),
);
const Description = Type.Optional(Words);

const Worked = closed({
  order: OrderAnswer,
  refund: maybe(RefundAnswer),
  capture: maybe(
    words(["captured", "nothing_to_capture", "under_way"], "What became of money that was only authorised."),
  ),
});

/** How much money goes back with goods that go out. */
const moneyFields = {
  refund: Type.Optional(Type.Boolean({ description: "False: no money goes back." })),
  refund_amount: Type.Optional(AmountAboveZero),
};

/** Orders: what was sold, and everything a merchant does with it. */
export function orderRoutes({ reads, desk, shop }: AdminServices): readonly AdminRoute[] {
  const tag = "Orders";

  async function find(which: string | undefined): Promise<Order | undefined> {
    if (which === undefined) return undefined;
    return /^\d{1,15}$/.test(which)
      ? reads.orders.byNumber(Number(which))
      : reads.orders.find(asId<OrderId>(which));
  }

  /** Finds the order that the address names, and works on it. */
  async function on(
    which: string | undefined,
    work: (id: OrderId) => Promise<OrderChange<DeskResult>>,
  ): Promise<Static<typeof Worked> | AdminRefusal> {
    const order = await find(which);
    const done = order ? await work(order.id) : undefined;
    if (!done) return refused({ kind: "unknown_order" });
    if (!done.ok) return refused(done.refusal);
    const { order: after, refund, capture } = done.value;
    return {
      order: encodeOrder(after, shop),
      refund: refund && encodeRefund(refund),
      capture: captureWord(capture),
    };
  }

  function refused(refusal: OrderRefusal): AdminRefusal {
    return refuse(statusOf(refusal), refusal.kind, explainRefusal(refusal, shop.currency));
  }

  return [
    looking("/orders", {
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
      answer: closed({ orders: Type.Array(OrderAnswer), next_before: maybe(Type.Integer()) }),
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
          orders: page.map((order) => encodeOrder(order, shop)),
          next_before: found.length > limit ? page.at(-1)?.number : undefined,
        };
      },
    }),
    looking("/orders/:order", {
      tag,
      summary: "Get an order",
      description: "By its number or its id.",
      answer: OrderAnswer,
      async handle({ params }) {
        const order = await find(params["order"]);
        return order ? encodeOrder(order, shop) : refused({ kind: "unknown_order" });
      },
    }),
    looking("/orders/:order/history", {
      tag,
      summary: "See who did what to an order",
      answer: closed({ entries: Type.Array(AuditAnswer) }),
      async handle({ params }) {
        const order = await find(params["order"]);
        if (!order) return refused({ kind: "unknown_order" });
        return { entries: (await reads.audit.of(order.id)).map(encodeAudit) };
      },
    }),
    changing("/orders/:order/ship", {
      tag,
      summary: "Send a parcel",
      description: "Money that was only authorised is captured first.",
      body: closed({
        line_items: Units,
        carrier: Description,
        tracking_number: Description,
        tracking_url: Type.Optional(Type.String({ pattern: "^https?://[^\\s]+$", maxLength: 2000 })),
        description: Description,
        location: Description,
      }),
      answer: Worked,
      handle: ({ params, body, actor }) =>
        on(params["order"], (id) =>
          desk.ship(
            id,
            {
              lineItems: readUnits(body.line_items),
              carrier: body.carrier,
              trackingNumber: body.tracking_number,
              trackingUrl: body.tracking_url,
              description: body.description,
              location: body.location,
            },
            actor,
          ),
        ),
    }),
    changing("/orders/:order/ready", {
      tag,
      summary: "Tell that goods can be picked up",
      body: closed({ line_items: Units, description: Description }),
      answer: Worked,
      handle: ({ params, body, actor }) =>
        on(params["order"], (id) =>
          desk.makeReady(id, { lineItems: readUnits(body.line_items), description: body.description }, actor),
        ),
    }),
    changing("/orders/:order/deliver", {
      tag,
      summary: "Note that goods have arrived",
      description:
        "Everything that was sent or is ready, or one fulfillment. Digital goods have to be named.",
      body: closed({
        fulfillment_id: Description,
        access_url: Type.Optional(Type.String({ pattern: "^https?://[^\\s]+$", maxLength: 2000 })),
        license_key: Description,
        description: Description,
        location: Description,
      }),
      answer: Worked,
      handle: ({ params, body, actor }) =>
        on(params["order"], (id) =>
          desk.deliver(
            id,
            {
              fulfillmentId:
                body.fulfillment_id === undefined ? undefined : asId<FulfillmentId>(body.fulfillment_id),
              digital:
                body.access_url === undefined && body.license_key === undefined
                  ? undefined
                  : { accessUrl: body.access_url, licenseKey: body.license_key },
              description: body.description,
              location: body.location,
            },
            actor,
          ),
        ),
    }),
    changing("/orders/:order/track", {
      tag,
      summary: "Note a step of a parcel on its way",
      description: "One that comes back or is lost puts its goods back among those to be sent.",
      body: closed({
        fulfillment_id: Words,
        type: words([
          "processing",
          "in_transit",
          "out_for_delivery",
          "failed_attempt",
          "returned_to_sender",
          "undeliverable",
        ]),
        description: Description,
        location: Description,
      }),
      answer: Worked,
      handle: ({ params, body, actor }) =>
        on(params["order"], (id) =>
          desk.track(
            id,
            {
              fulfillmentId: asId<FulfillmentId>(body.fulfillment_id),
              type: body.type,
              description: body.description,
              location: body.location,
            },
            actor,
          ),
        ),
    }),
    changing("/orders/:order/cancel", {
      tag,
      summary: "Cancel what has not left",
      description:
        "It goes back on sale, and what was paid for it back to the buyer unless `refund` or `refund_amount` say otherwise.",
      body: closed({ line_items: Units, ...moneyFields, description: Description, reason: Description }),
      answer: Worked,
      handle: ({ params, body, actor }) =>
        on(params["order"], (id) =>
          desk.cancel(
            id,
            {
              lineItems: readUnits(body.line_items),
              money: moneyOf(body),
              description: body.description,
              reason: body.reason,
            },
            actor,
          ),
        ),
    }),
    changing("/orders/:order/return", {
      tag,
      summary: "Take goods back",
      description: "What was paid for them goes back to the buyer, unless told otherwise.",
      body: closed({
        line_items: Units,
        ...moneyFields,
        restock: Type.Optional(Type.Boolean({ description: "They go back on sale." })),
        description: Description,
        reason: Description,
      }),
      answer: Worked,
      handle: ({ params, body, actor }) =>
        on(params["order"], (id) =>
          desk.takeBack(
            id,
            {
              lineItems: readUnits(body.line_items),
              money: moneyOf(body),
              restock: body.restock,
              description: body.description,
              reason: body.reason,
            },
            actor,
          ),
        ),
    }),
    changing("/orders/:order/refund", {
      tag,
      summary: "Give money back",
      description:
        "All that is left, an amount, or what was paid for units, which then leave the order. The same `Idempotency-Key` never refunds twice.",
      body: closed({
        amount: Type.Optional(AmountAboveZero),
        line_items: Units,
        restock: Type.Optional(Type.Boolean({ description: "The units go back on sale." })),
        description: Description,
      }),
      answer: Worked,
      handle: ({ params, body, actor, key }) => {
        const lines = readUnits(body.line_items);
        const amount = body.amount === undefined ? undefined : minor(body.amount);
        const of: RefundRequest["of"] = lines
          ? { kind: "lines", lines, amount }
          : amount === undefined
            ? { kind: "rest" }
            : { kind: "amount", amount };
        return on(params["order"], (id) =>
          desk.refund(
            id,
            {
              id: key === undefined ? undefined : asId<RefundId>(`ref_${key}`),
              of,
              restock: body.restock ?? false,
              reason: body.description,
            },
            actor,
          ),
        );
      },
    }),
    changing("/orders/:order/hold", {
      tag,
      summary: "Hold an order for review",
      description: "Nothing of it can be sent until it is confirmed.",
      body: closed({}),
      answer: Worked,
      handle: ({ params, actor }) => on(params["order"], (id) => desk.hold(id, actor)),
    }),
    changing("/orders/:order/confirm", {
      tag,
      summary: "Let a held order go on",
      body: closed({}),
      answer: Worked,
      handle: ({ params, actor }) => on(params["order"], (id) => desk.confirm(id, actor)),
    }),
    changing("/orders/:order/note", {
      tag,
      summary: "Note a credit, a changed price or an exchange",
      description: "Buyer and agent see it. It moves no money.",
      body: closed({
        type: words(["credit", "price_adjustment", "exchange"]),
        amount: Type.Optional(AmountAboveZero),
        line_items: Units,
        description: Description,
        reason: Description,
      }),
      answer: Worked,
      handle: ({ params, body, actor }) =>
        on(params["order"], (id) =>
          desk.note(
            id,
            {
              type: body.type,
              amount: body.amount === undefined ? undefined : minor(body.amount),
              lineItems: readUnits(body.line_items),
              description: body.description,
              reason: body.reason,
            },
            actor,
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

function captureWord(capture: DeskResult["capture"]): Static<typeof Worked>["capture"] {
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
