import type { Wire } from "../acp/wire.ts";
import type { Agent } from "../agents/agent.ts";
import type { RequestId } from "../ids.ts";
import type { Problem } from "../problem.ts";

/** What is known of one request while it is being answered; the front fills it in, handlers and the log read it. */
export interface Exchange {
  readonly request: Request;
  /** Ours, made for this request: the log is searched by it. */
  readonly id: RequestId;
  /** The caller's own `Request-Id`, when it is short and plain enough to be logged and sent back. */
  readonly callerId: string | undefined;
  /** Path of the URL, without query, as sent. */
  readonly path: string;
  /** `performance.now()` when the request came in. */
  readonly startedAt: number;
  /** The pattern of the route that answers (`/checkout_sessions/:id`): the log and the metrics show it, never the path. */
  route: string | undefined;
  /** Who calls; known on every ACP route, never on an open one. */
  agent: Agent | undefined;
  /** The ACP version spoken; known on every ACP route once the front has admitted the request. */
  wire: Wire | undefined;
  /** The key of a POST on an ACP route, once it was found well-formed. */
  idempotencyKey: string | undefined;
  /** The kind of problem answered, for the log. */
  problem: Problem["kind"] | undefined;
  /** What was thrown and not expected, for the log; the caller hears only of an internal error. */
  failure: unknown;
}

/**
 * Handlers get nothing but the request from Elysia, so the exchange is found by it. A WeakMap, because a context made
 * by Elysia's own `derive` costs an allocation on every request, also where nobody asks.
 */
const exchanges = new WeakMap<Request, Exchange>();

/** Remembers the exchange of `exchange.request`, for {@link exchangeOf}. */
export function keepExchange(exchange: Exchange): void {
  exchanges.set(exchange.request, exchange);
}

/** The exchange a request belongs to. @throws Error for a request that did not come through the front. */
export function exchangeOf(request: Request): Exchange {
  const exchange = exchanges.get(request);
  if (!exchange) throw new Error("a request reached a handler without passing the front");
  return exchange;
}

/** What a route behind admission may rely on: the front has named the agent and the version. */
export type AdmittedExchange = Exchange & { readonly agent: Agent; readonly wire: Wire };

/** The exchange of a request on an ACP route. @throws Error when the front let it through without agent or version. */
export function admittedExchangeOf(request: Request): AdmittedExchange {
  const exchange = exchangeOf(request);
  if (!isAdmitted(exchange)) throw new Error("an ACP route was reached without admission");
  return exchange;
}

function isAdmitted(exchange: Exchange): exchange is AdmittedExchange {
  return exchange.agent !== undefined && exchange.wire !== undefined;
}
