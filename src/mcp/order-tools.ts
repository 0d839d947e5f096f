import { type Static, Type } from "@sinclair/typebox";
import type { Agent } from "../agents/agent.ts";
import { comparableEmail } from "../buyers/comparable-email.ts";
import type { SessionStore } from "../checkout/stores.ts";
import { toRfc3339 } from "../clock.ts";
import { asId, type OrderId, type SessionId } from "../ids.ts";
import type { Order } from "../orders/order.ts";
import { permalinkOf } from "../orders/permalink.ts";
import type { OrderStore } from "../orders/stores.ts";
import type { Problem } from "../problem.ts";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import type { Shop } from "../shop.ts";
import { type ReadableOrder, sayOrder } from "./read-aloud.ts";
import { checker, looksOnly, type OpenTool, problemOf, type ToolAnswer } from "./tool.ts";
import { widgets } from "./widgets/widgets.ts";

export interface OrderToolServices {
  readonly orders: Pick<OrderStore, "find" | "byNumber" | "byPermalinkToken">;
  readonly sessions: Pick<SessionStore, "find">;
  readonly shop: Shop;
  readonly newest: ProtocolVersion;
}

const OrderArguments = Type.Object(
  {
    link: Type.Optional(
      Type.String({ minLength: 1, maxLength: 2048, description: "The address of the order's page." }),
    ),
    number: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "With email, in its place.",
      }),
    ),
    email: Type.Optional(
      Type.String({ minLength: 3, maxLength: 254, description: "Which the order was placed with." }),
    ),
    id: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        description: "For agents with a key: the order's id, or its checkout session's.",
      }),
    ),
  },
  { additionalProperties: true },
);
type OrderArguments = Static<typeof OrderArguments>;

/** Of who names number and e-mail no more is told than the status: both can be guessed. */
const OrderAnswer = Type.Object({
  status: Type.String(),
  id: Type.Optional(Type.String()),
  number: Type.Optional(Type.Integer()),
});

const nothingNamed: Problem = {
  kind: "missing",
  place: { at: "path", path: "$.link" },
  detail: "required: link, the address of the order's page; or number and email, both as in the buyer's mail",
};
const noKey: Problem = {
  kind: "unauthorized",
  detail: "an order's id is for agents with a key; send link, or number and email",
};

/**
 * Asking after an order. Its page's address is a secret, and answers all that is on that page. An agent asks by id, and
 * sees its own orders only. What may not be seen looks like none.
 */
export function orderTools({ orders, sessions, shop, newest }: OrderToolServices): OpenTool[] {
  const check = checker(OrderArguments);
  const unknown = problemOf(newest, { kind: "not_found", what: "order" });

  async function find(id: string): Promise<Order | undefined> {
    const direct = await orders.find(asId<OrderId>(id));
    if (direct) return direct;
    const session = await sessions.find(asId<SessionId>(id));
    return session?.orderId && orders.find(session.orderId);
  }

  /** A token of another shop's page is none of ours: only the last step of the path is looked at. */
  function byLink(link: string): Promise<Order | undefined> {
    const token = link.trim().split(/[?#]/)[0]?.split("/").filter(Boolean).at(-1);
    return token === undefined ? Promise.resolve(undefined) : orders.byPermalinkToken(token);
  }

  async function byNumber(number: number, email: string): Promise<ToolAnswer> {
    const order = await orders.byNumber(number);
    const placedWith = order?.buyer?.email ?? order?.fulfillmentDetails?.email;
    const isBuyers = placedWith !== undefined && comparableEmail(placedWith) === comparableEmail(email);
    return order && isBuyers ? told({ status: order.status }) : unknown;
  }

  async function answer(input: OrderArguments, agent: Agent | undefined): Promise<ToolAnswer> {
    const { id, link, number, email } = input;
    if (link !== undefined) {
      const order = await byLink(link);
      return order ? told(statusOf(order, shop)) : unknown;
    }
    if (number !== undefined && email !== undefined) return byNumber(number, email);
    if (id === undefined) return problemOf(newest, nothingNamed);
    if (!agent) return problemOf(newest, noKey);
    const order = await find(id);
    return order?.agentId === agent.id ? told(statusOf(order, shop)) : unknown;
  }

  return [
    {
      name: "get_order_status",
      title: "Where is my order?",
      description:
        "Answers how an order stands, after it was paid. Needs link, the address of the order's page from the buyer's mail: then with items, parcels and refunds. Or number and email, both as the buyer tells them: then only its stage. Ask the buyer for them, never guess.",
      inputSchema: OrderArguments,
      outputSchema: OrderAnswer,
      widget: widgets.order,
      annotations: looksOnly,
      access: "anybody",
      afterRefusal: {
        not_found:
          "Ask the buyer for the link in their mail, or for number and e-mail address once more; guess neither.",
      },
      async call(input, { agent }) {
        const wrong = check(input ?? {});
        if (wrong) return problemOf(newest, wrong);
        // Checked above: the one place where these arguments get their type.
        return answer((input ?? {}) as OrderArguments, agent);
      },
    },
  ];
}

function told(value: ReadableOrder): ToolAnswer {
  return { ok: true, value, text: sayOrder(value) };
}

function statusOf(order: Order, shop: Shop) {
  return {
    id: order.id,
    order_number: String(order.number),
    status: order.status,
    permalink_url: permalinkOf(order, shop),
    line_items: order.lineItems.map(({ title, quantity }) => ({ title, quantity })),
    fulfillments: order.fulfillments.map((fulfillment) => ({
      type: fulfillment.type,
      status: fulfillment.status,
      carrier: fulfillment.carrier,
      tracking_number: fulfillment.trackingNumber,
      tracking_url: fulfillment.trackingUrl,
    })),
    adjustments: order.adjustments.map((adjustment) => ({
      type: adjustment.type,
      status: adjustment.status,
      amount: adjustment.amount,
      occurred_at: toRfc3339(adjustment.occurredAt),
    })),
    currency: order.currency,
    created_at: toRfc3339(order.createdAt),
    updated_at: toRfc3339(order.updatedAt),
  };
}
