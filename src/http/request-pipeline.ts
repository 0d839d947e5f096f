import type { Clock } from "../clock.ts";
import { demoAdminToken } from "../demo/shop.ts";
import type { Log } from "../log.ts";
import type { HttpMetrics } from "../monitoring/request-durations.ts";
import type { Problem } from "../problem.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { LiveNodes } from "../storage.ts";
import { type Authenticate, admit, bearerToken, identify } from "./admission.ts";
import type { TrustedProxies } from "./client-address.ts";
import { isPreflight, openTo, respondPreflight, welcomeOrigin } from "./cross-origin.ts";
import { HeldBodies } from "./held-bodies.ts";
import { comesFromThisMachine, knownKeyRefused } from "./known-keys.ts";
import type { OpenApp } from "./open-app.ts";
import type { ProtocolApps } from "./protocol-apps.ts";
import { RateLimit } from "./rate-limit.ts";
import { type Connections, RequestContext } from "./request-context.ts";
import { noteRequest } from "./request-log.ts";
import { respondProblem } from "./respond.ts";
import { type RouteAccess, refuseAddress } from "./route-access.ts";
import { firstSegment } from "./route-table.ts";
import type { TokenGuesses } from "./token-guesses.ts";

export interface RequestPipelineOptions {
  /** What agents speak. */
  readonly agents: ProtocolApps;
  readonly open: OpenApp;
  readonly authenticate: Authenticate;
  /** Hears of each request before anything is done about it. */
  readonly arrived?: (() => void) | undefined;
  readonly guesses: TokenGuesses;
  readonly log: Log;
  readonly metrics: HttpMetrics;
  readonly clock: Clock;
  /** Requests a minute, per agent and, where nobody is known, per address. */
  readonly rateLimit: number | "off";
  /** Those that limit, too. */
  readonly nodes?: LiveNodes | undefined;
  readonly trustedProxies: TrustedProxies;
  /** From where routes may be asked; everywhere unless told. */
  readonly access?: RouteAccess | undefined;
  /** The bodies still arriving; its own unless a test gives it some that wait less. */
  readonly bodies?: HeldBodies | undefined;
  /** The shop's address as everybody knows it, which signatures of requests name. */
  readonly publicBaseUrl: string;
  /** What may stand before every path: empty, or `/api`. Paths are understood with and without it. */
  readonly basePath: string;
  /** Origins whose pages may call what is for agents, from a browser. */
  readonly browserOrigins?: readonly string[] | undefined;
  /** What opens the merchant's dashboard. */
  readonly adminToken?: string | undefined;
}

/** Answers a request. Never throws. */
export type RequestPipeline = (request: Request, connections: Connections) => Promise<Response>;

/** Routes that a health check or a collector polls: never limited, and logged only for debugging. */
const polled: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

/** Open routes where a bearer is welcome: with one the caller is an agent and limited as such, without one anybody. */
const bearerWelcome: ReadonlySet<string> = new Set(["/mcp"]);

/** As many callers are taken to be at one address where assistants call for people, or signatures tell them apart. */
const SHARING = 10;

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
  const agentLimit = createLimit(options);
  const addressLimit = createLimit(options);
  const sharedAddressLimit = createLimit(options, SHARING);
  const { authenticate, guesses } = options;
  const signedAddressLimit = createLimit(options, SHARING);
  const { publicBaseUrl } = options;
  const identity = { authenticate, guesses, agentLimit, addressLimit, signedAddressLimit, publicBaseUrl };
  const { protocols } = agents;

  async function answer(
    context: RequestContext,
    protocol: Protocol | undefined,
    origin: string | undefined,
  ): Promise<Response> {
    const refused = refuseAddress(context, access, protocol !== undefined);
    if (refused) return refuseAgent(context, refused);
    if (origin && isPreflight(context.request)) return respondPreflight(context);
    return protocol ? answerAgent(context, protocol) : answerAnyone(context);
  }

  async function answerAgent(context: RequestContext, protocol: Protocol): Promise<Response> {
    if (context.path === protocol.toolEndpoint?.path) return answerToolCaller(context, protocol);
    const admission = await admit(context, protocol, identity);
    return admission.ok
      ? pass(context, agents.appOf(admission.version))
      : refuseAgent(context, admission.problem);
  }

  /** Who calls a tool says so in the body: it is read first, within the limits of addresses that many may share. */
  async function answerToolCaller(context: RequestContext, protocol: Protocol): Promise<Response> {
    const retryAfterSeconds = sharedAddressLimit?.take(context.clientAddress());
    if (retryAfterSeconds !== undefined) return refuse(context, { kind: "rate_limited", retryAfterSeconds });
    context.version = protocol.newest;
    context.letIn = async (tool) => {
      const admission = await admit(context, protocol, identity, tool);
      if (admission.ok || admission.problem.kind !== "unauthorized") return admission;
      return { ...admission, problem: limitByAddress(context) ?? admission.problem };
    };
    return pass(context, open);
  }

  async function answerAnyone(context: RequestContext): Promise<Response> {
    if (usesKnownToken(context) && !comesFromThisMachine(context))
      return refuseAgent(context, { kind: "unauthorized", detail: knownKeyRefused });
    if (bearerWelcome.has(firstSegment(context.path)) && context.request.headers.has("authorization")) {
      const caller = await identify(context, identity);
      return caller.ok ? pass(context, open) : refuseAgent(context, caller.problem);
    }
    const limited = polled.has(context.path) ? undefined : limitByAddress(context);
    return limited ? refuse(context, limited) : pass(context, open);
  }

  /** Elysia hands `null` to handlers for a parameter that is no percent-encoded UTF-8 (`/orders/%ff`). */
  function pass(context: RequestContext, app: Pick<OpenApp, "fetch">): Response | Promise<Response> {
    if (!isDecodable(context.path)) return refuse(context, { kind: "not_found", what: "route" });
    return app.fetch(context.request);
  }

  /**
   * Whether a request may be let in by the merchant's token that everybody knows: as its bearer, or at the dashboard, whose
   * form takes it and whose cookie anybody can sign who knows it.
   */
  function usesKnownToken({ path, request }: RequestContext): boolean {
    if (options.adminToken !== demoAdminToken) return false;
    return (
      firstSegment(path) === "/admin" || bearerToken(request.headers.get("authorization")) === demoAdminToken
    );
  }

  /** Whoever guesses at keys, or asks from where nobody may, is limited like any other stranger. */
  function refuseAgent(context: RequestContext, problem: Problem): Response {
    const isStranger = problem.kind === "unauthorized" || problem.kind === "address_not_allowed";
    const limited = isStranger ? limitByAddress(context) : undefined;
    return refuse(context, limited ?? problem);
  }

  function limitByAddress(context: RequestContext): Problem | undefined {
    const isShared =
      bearerWelcome.has(firstSegment(context.path)) && !context.request.headers.has("authorization");
    const limit = isShared ? sharedAddressLimit : addressLimit;
    const retryAfterSeconds = limit?.take(context.clientAddress());
    return retryAfterSeconds === undefined ? undefined : { kind: "rate_limited", retryAfterSeconds };
  }

  function refuse(context: RequestContext, problem: Problem): Response {
    return respondProblem(context, context.version ?? protocols.main.newest, problem);
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
    const isForAgents = protocol !== undefined || bearerWelcome.has(firstSegment(context.path));
    const origin = isForAgents ? welcomeOrigin(context.request, browserOrigins) : undefined;
    let response: Response;
    try {
      const preparing = protocol ? undefined : open.prepare(context.path);
      if (preparing) await preparing;
      response = await answer(context, protocol, origin);
    } catch (error) {
      context.failure = error;
      response = refuse(context, { kind: "internal" });
    }
    noteRequest(context, response.status, logging);
    return origin ? openTo(origin, response) : response;
  };
}

function createLimit(
  { rateLimit, clock, nodes }: Pick<RequestPipelineOptions, "rateLimit" | "clock" | "nodes">,
  times = 1,
): RateLimit | undefined {
  return rateLimit === "off" ? undefined : new RateLimit(rateLimit * times, clock, nodes);
}

function isDecodable(path: string): boolean {
  if (!path.includes("%")) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * The request as the apps see it: without base path, and as if it had come by http. Elysia, told that hosts may be short
 * (see any-host.ts), begins to look for the path at the eighth character, which in an https address is a slash already.
 * A shop with a base path or TLS of its own pays for one copy of each request; the others for a comparison.
 */
function asAppsSeeIt(request: Request, basePath: string): Request {
  if (basePath === "" && request.url.startsWith("http:")) return request;
  const url = new URL(request.url);
  url.protocol = "http:";
  if (basePath !== "" && (url.pathname === basePath || url.pathname.startsWith(`${basePath}/`)))
    url.pathname = url.pathname.slice(basePath.length) || "/";
  if (url.href === request.url) return request;
  const { method, headers, body, signal } = request;
  return new Request(url.href, { method, headers, body, signal });
}
