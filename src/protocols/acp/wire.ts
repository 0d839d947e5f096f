import type { TSchema } from "@sinclair/typebox";
import type { CancelCommand, CompleteCommand, CreateCommand, UpdateCommand } from "../../checkout/command.ts";
import type { CheckoutView } from "../../checkout/view.ts";
import type { Order } from "../../orders/order.ts";
import type { EventType } from "../../outbox/event.ts";
import type { Place, Problem } from "../../problem.ts";
import type { Shop } from "../../shop.ts";
import type { AgentRequests } from "./words/agent-requests.ts";
import type { CartWire } from "./words/carts.ts";
import type { DelegatedPaymentWire } from "./words/delegated-payment.ts";
import type { AcpErrorAnswer } from "./words/errors.ts";
import type { RequestShape } from "./words/request-shape.ts";

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
  /** `path` spells the place of a problem, where the request had another shape than this version's. */
  readonly error: {
    readonly schema: TSchema;
    readonly encode: (problem: Problem, path?: Wire["path"]) => AcpErrorAnswer;
  };
  /** What webhooks say of orders: the body of the request to the agent's endpoint. */
  readonly orderEvent: {
    readonly schema: TSchema;
    readonly encode: (type: EventType, order: Order, shop: Shop) => object;
  };
  readonly delegatedPayment: DelegatedPaymentWire;
  /** From 2026-04-17 on. */
  readonly carts?: CartWire | undefined;
  /** The JSONPath of a place in this version's requests, `$.items[0].quantity`; `undefined` when it has none. */
  readonly path: (place: Place) => string | undefined;
  /** The other side: how an agent asks. */
  readonly agentRequests: AgentRequests;
}
