import type { TSchema } from "@sinclair/typebox";
import type { Cart } from "../../carts/cart.ts";
import type { CartCommand } from "../../carts/carts.ts";
import type { CancelCommand, CompleteCommand, CreateCommand, UpdateCommand } from "../../checkout/command.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import type { Order } from "../../orders/order.ts";
import type { EventType } from "../../outbox/event.ts";
import type { DelegateCommand } from "../../payments/sandbox/delegate-payment.ts";
import type { DelegatedToken } from "../../payments/sandbox/token.ts";
import type { Outcome, Place, Problem } from "../../problem.ts";
import type { Shop } from "../../shop.ts";
import type { ErrorAnswer } from "../error-answer.ts";

/** The flat ACP error object. What is undefined is not sent. */
export type ErrorBody = {
  readonly type: string;
  readonly code: string;
  readonly message: string;
  /** JSONPath of the field in the request. */
  readonly param?: string | undefined;
  readonly supported_versions?: readonly string[] | undefined;
};

/** A protocol error, ready to send. */
export interface AcpErrorAnswer extends ErrorAnswer {
  readonly body: ErrorBody;
}

/** A request of one kind: its schema, examples that really run against the demo shop, and its way into the domain. */
export interface RequestShape<Command> {
  readonly schema: TSchema;
  readonly examples: Readonly<Record<string, unknown>>;
  /** `body` has passed `schema`. Finds what a schema cannot say, with the JSONPath of this version. */
  readonly decode: (body: unknown) => Outcome<Command>;
}

/** How a version speaks of carts. */
export interface CartWire {
  readonly create: RequestShape<CartCommand>;
  /** Replaces all of the cart. */
  readonly update: RequestShape<CartCommand>;
  readonly cart: { readonly schema: TSchema; readonly encode: (cart: Cart, shop: Shop) => object };
}

/** How a version's delegated payment is spoken: it has a schema, and errors, of its own. */
export interface DelegatedPaymentWire {
  readonly delegate: RequestShape<DelegateCommand>;
  readonly answer: {
    readonly schema: TSchema;
    readonly encode: (token: DelegatedToken, idempotencyKey: string | undefined) => object;
  };
  readonly error: { readonly schema: TSchema; readonly encode: (problem: Problem) => AcpErrorAnswer };
}

/** How a version's webhooks speak of orders. */
export interface OrderEventWire {
  readonly schema: TSchema;
  /** The body of the request to the agent's endpoint. */
  readonly encode: (type: EventType, order: Order, shop: Shop) => object;
}

/** One ACP version, whole: the only place that knows how it spells things. */
export interface Wire {
  /** `YYYY-MM-DD`, as in the `API-Version` header. */
  readonly version: string;
  /** From 2026-04-17 on every POST needs an `Idempotency-Key`. */
  readonly requiresIdempotencyKey: boolean;
  /** How a decline or a shortage at completion is answered: as a 200 session with a message, or as a flat error. */
  readonly declineAnswer: "session" | "error";
  readonly create: RequestShape<CreateCommand>;
  readonly update: RequestShape<UpdateCommand>;
  readonly complete: RequestShape<CompleteCommand>;
  /** The body is optional. */
  readonly cancel: RequestShape<CancelCommand>;
  /** The session's answer: schema for the docs and tests, and the encoder. `page`: where its buyer goes on by hand. */
  readonly session: {
    readonly schema: TSchema;
    readonly encode: (view: CheckoutView, page?: string) => object;
  };
  readonly error: { readonly schema: TSchema; readonly encode: (problem: Problem) => AcpErrorAnswer };
  readonly orderEvent: OrderEventWire;
  readonly delegatedPayment: DelegatedPaymentWire;
  /** From 2026-04-17 on. */
  readonly carts?: CartWire | undefined;
  /** The JSONPath of a place in this version's requests, `$.items[0].quantity`; `undefined` when it has none. */
  readonly path: (place: Place) => string | undefined;
}
