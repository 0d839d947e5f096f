import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { Log } from "../log.ts";
import type { HttpMetrics } from "../metrics.ts";
import type { Problem } from "../problem.ts";
import { type Authenticate, admit } from "./admission.ts";
import type { TrustedProxies } from "./client-address.ts";
import { type Exchange, keepExchange } from "./exchange.ts";
import { RateLimit } from "./rate-limit.ts";
import { respondProblem } from "./respond.ts";
import type { RouteTable } from "./route-table.ts";
import type { VersionApps } from "./version-apps.ts";

/** The app of everything that is not ACP: health, documentation, pages. */
export interface OpenApp {
  readonly routes: RouteTable;
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

export interface FrontOptions {
  readonly versions: VersionApps;
  readonly open: OpenApp;
  readonly authenticate: Authenticate;
  readonly log: Log;
  readonly metrics: HttpMetrics;
  readonly clock: Clock;
  /** Requests a minute, per agent and, where nobody is known, per address. */
  readonly rateLimit: number | "off";
  readonly trustedProxies: TrustedProxies;
  /** What may stand before every path: empty, or `/api`. Paths are understood with and without it. */
  readonly basePath: string;
}

/** Tells the address at the other end of a request's connection, as Bun's server does. */
export interface Connections {
  requestIP(request: Request): { readonly address: string } | null;
}

/** Answers a request. Never throws. */
export type Front = (request: Request, connections: Connections) => Promise<Response>;

/** Callers' request ids that are taken over into answer and log: short, and nothing a log or a header could trip over. */
const plainId = /^[\w.:-]{1,128}$/;

/** Routes that a health check or a collector polls: never limited, and logged only for debugging. */
const polled: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

/**
 * The one way in: everything that every request has in common, before and after the Elysia app that answers it. It
 * makes the request id, names agent and version, limits, and writes one log line and one measurement.
 *
 * A plain function rather than Elysia hooks: these would run per app, cannot choose between apps, and would run
 * authentication after validation.
 */
export function createFront(options: FrontOptions): Front {
  const { versions, open, log, metrics, trustedProxies, basePath } = options;
  const limits = options.rateLimit === "off" ? undefined : options.rateLimit;
  const agentLimit = limits === undefined ? undefined : new RateLimit(limits, options.clock);
  const addressLimit = limits === undefined ? undefined : new RateLimit(limits, options.clock);
  const admission = { authenticate: options.authenticate, versions, agentLimit };

  return async function front(received, connections) {
    const request = withoutBasePath(received, basePath);
    const exchange = begin(request);
    let response: Response;
    try {
      response = versions.owns(exchange.path) ? await answerAgent(exchange) : await answerAnyone(exchange);
    } catch (error) {
      exchange.failure = error;
      response = refuse(exchange, { kind: "internal" });
    }
    finish(exchange, response.status);
    return response;

    async function answerAgent(exchange: Exchange): Promise<Response> {
      const admitted = await admit(exchange, admission);
      if (!("kind" in admitted)) return admitted.fetch(request);
      // Whoever guesses at keys is limited like any other stranger.
      const limited = admitted.kind === "unauthorized" ? limitAddress() : undefined;
      return refuse(exchange, limited ?? admitted);
    }

    async function answerAnyone(exchange: Exchange): Promise<Response> {
      const limited = polled.has(exchange.path) ? undefined : limitAddress();
      return limited ? refuse(exchange, limited) : open.fetch(request);
    }

    function limitAddress(): Problem | undefined {
      if (!addressLimit) return undefined;
      const peer = connections.requestIP(received)?.address;
      const address = trustedProxies.clientAddress(peer, received.headers.get("x-forwarded-for"));
      const retryAfterSeconds = addressLimit.take(address);
      return retryAfterSeconds === undefined ? undefined : { kind: "rate_limited", retryAfterSeconds };
    }
  };

  function refuse(exchange: Exchange, problem: Problem): Response {
    return respondProblem(exchange, exchange.wire ?? versions.newest.wire, problem);
  }

  /** One line and one measurement a request. Neither holds the path, which may be a buyer's secret link. */
  function finish(exchange: Exchange, status: number): void {
    const milliseconds = performance.now() - exchange.startedAt;
    const { method } = exchange.request;
    exchange.route ??= patternOf(exchange.path);
    metrics.observe(exchange.route, method, status, milliseconds / 1000);
    const level = status >= 500 ? "error" : polled.has(exchange.route) ? "debug" : "info";
    log[level]("request", {
      requestId: exchange.id,
      callerRequestId: exchange.callerId,
      agentId: exchange.agent?.id,
      version: exchange.wire?.version,
      method,
      route: exchange.route,
      status,
      ms: Math.round(milliseconds * 100) / 100,
      kind: exchange.problem,
      error: exchange.failure,
    });
  }

  function patternOf(path: string): string {
    const app = versions.owns(path) ? versions.newest : open;
    return app.routes.find(path)?.pattern ?? "unknown";
  }
}

function begin(request: Request): Exchange {
  const callerId = request.headers.get("request-id");
  const exchange: Exchange = {
    request,
    id: newId("RequestId"),
    callerId: callerId !== null && plainId.test(callerId) ? callerId : undefined,
    path: pathOf(request.url),
    startedAt: performance.now(),
    route: undefined,
    agent: undefined,
    wire: undefined,
    idempotencyKey: undefined,
    problem: undefined,
    failure: undefined,
  };
  keepExchange(exchange);
  return exchange;
}

/** The path of an absolute URL, without query: several times cheaper than `new URL`. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const query = url.indexOf("?", start);
  return url.slice(start, query === -1 ? undefined : query);
}

/** A shop behind a base path pays for one copy of each request; the others for a comparison. */
function withoutBasePath(request: Request, basePath: string): Request {
  if (basePath === "") return request;
  const url = new URL(request.url);
  if (url.pathname !== basePath && !url.pathname.startsWith(`${basePath}/`)) return request;
  url.pathname = url.pathname.slice(basePath.length) || "/";
  const { method, headers, body, signal } = request;
  return new Request(url.href, { method, headers, body, signal });
}
