import type { Log } from "../log.ts";
import type { HttpMetrics } from "../monitoring/request-durations.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { type CallerOptions, createCallerAnswers, isBearerWelcome, polled } from "./caller-answers.ts";
import type { TrustedProxies } from "./client-address.ts";
import { isPreflight, openTo, respondPreflight, welcomeOrigin } from "./cross-origin.ts";
import { HeldBodies } from "./held-bodies.ts";
import { type Connections, RequestContext } from "./request-context.ts";
import { noteRequest } from "./request-log.ts";
import { type RouteAccess, refuseAddress } from "./route-access.ts";
import { withoutNul } from "./without-nul.ts";

export interface RequestPipelineOptions extends CallerOptions {
  /** Hears of each request before anything is done about it. */
  readonly arrived?: (() => void) | undefined;
  readonly log: Log;
  readonly metrics: HttpMetrics;
  readonly trustedProxies: TrustedProxies;
  /** From where routes may be asked; everywhere unless told. */
  readonly access?: RouteAccess | undefined;
  /** The bodies still arriving; its own unless a test gives it some that wait less. */
  readonly bodies?: HeldBodies | undefined;
  /** What may stand before every path: empty, or `/api`. Paths are understood with and without it. */
  readonly basePath: string;
  /** Origins whose pages may call what is for agents, from a browser. */
  readonly browserOrigins?: readonly string[] | undefined;
}

/** Answers a request. Never throws. */
export type RequestPipeline = (request: Request, connections: Connections) => Promise<Response>;

/**
 * The one way in: everything that every request has in common, before and after the Elysia app that answers it. It
 * makes the request id, names agent and version, limits, and writes one log line and one measurement.
 *
 * A plain function rather than Elysia hooks: these would run per app, cannot choose between apps, and would run
 * authentication after validation.
 */
export function createRequestPipeline(options: RequestPipelineOptions): RequestPipeline {
  const { agents, open, log, metrics, basePath, browserOrigins = [], access = new Map() } = options;
  const surroundings = { trustedProxies: options.trustedProxies, bodies: options.bodies ?? new HeldBodies() };
  const callers = createCallerAnswers(options);
  const { protocols } = agents;

  async function answer(
    context: RequestContext,
    protocol: Protocol | undefined,
    origin: string | undefined,
  ): Promise<Response> {
    const refused = refuseAddress(context, access, protocol !== undefined);
    if (refused) return callers.refuseAgent(context, refused);
    if (origin && isPreflight(context.request)) return respondPreflight(context);
    return protocol ? callers.answerAgent(context, protocol) : callers.answerAnyone(context);
  }

  function patternOf(path: string): string {
    const owner = protocols.owner(path);
    const { routes } = owner ? agents.appOf(owner.newest) : open;
    return routes.find(path)?.pattern ?? "unknown";
  }

  const logging = { log, metrics, polled, patternOf };

  return async function pipeline(received, connections) {
    options.arrived?.();
    const context = new RequestContext(asAppsSeeIt(received, basePath), received, connections, surroundings);
    const protocol = protocols.owner(context.path);
    // The dashboard and buyers' pages are never opened to pages of other sites.
    const isForAgents = protocol !== undefined || isBearerWelcome(context.path);
    const origin = isForAgents ? welcomeOrigin(context.request, browserOrigins) : undefined;
    let response: Response;
    try {
      const preparing = protocol ? undefined : open.prepare(context.path);
      if (preparing) await preparing;
      response = await answer(context, protocol, origin);
    } catch (error) {
      context.failure = error;
      response = callers.refuse(context, { kind: "internal" });
    }
    noteRequest(context, response.status, logging);
    return origin ? openTo(origin, response) : response;
  };
}

/**
 * The request as the apps see it: without base path, and as if it had come by http. Elysia, told that hosts may be short
 * (see any-host.ts), begins to look for the path at the eighth character, which in an https address is a slash already.
 * A shop with a base path or TLS of its own pays for one copy of each request; the others for a comparison.
 *
 * No address has the character U+0000: see {@link withoutNul}.
 */
function asAppsSeeIt(request: Request, basePath: string): Request {
  const address = withoutNul(request.url);
  if (address === request.url && basePath === "" && address.startsWith("http:")) return request;
  const url = new URL(address);
  url.protocol = "http:";
  if (basePath !== "" && (url.pathname === basePath || url.pathname.startsWith(`${basePath}/`)))
    url.pathname = url.pathname.slice(basePath.length) || "/";
  if (url.href === request.url) return request;
  const { method, headers, body, signal } = request;
  return new Request(url.href, { method, headers, body, signal });
}
