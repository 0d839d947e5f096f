import type { Clock } from "../clock.ts";
import { demoAdminToken } from "../demo/shop.ts";
import type { Problem } from "../problem.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { LiveNodes } from "../storage.ts";
import { type Authenticate, admit, bearerToken, identify } from "./admission.ts";
import { comesFromThisMachine, knownKeyRefused } from "./known-keys.ts";
import type { OpenApp } from "./open-app.ts";
import type { ProtocolApps } from "./protocol-apps.ts";
import { RateLimit } from "./rate-limit.ts";
import type { RequestContext } from "./request-context.ts";
import { respondProblem } from "./respond.ts";
import { firstSegment } from "./route-table.ts";
import type { TokenGuesses } from "./token-guesses.ts";

/** How callers are known and limited, and what answers them. */
export interface CallerOptions {
  /** What agents speak. */
  readonly agents: ProtocolApps;
  readonly open: OpenApp;
  readonly authenticate: Authenticate;
  readonly guesses: TokenGuesses;
  readonly clock: Clock;
  /** Requests a minute, per agent and, where nobody is known, per address. */
  readonly rateLimit: number | "off";
  /** Those that limit, too. */
  readonly nodes?: LiveNodes | undefined;
  /** The shop's address as everybody knows it, which signatures of requests name. */
  readonly publicBaseUrl: string;
  /** What opens the merchant's dashboard. */
  readonly adminToken?: string | undefined;
}

/** Answers requests by who sends them: lets them in, counts them, and passes them on to the app that they are for. */
export interface CallerAnswers {
  /** A request to a protocol. */
  answerAgent(context: RequestContext, protocol: Protocol): Promise<Response>;
  /** A request to an open route. */
  answerAnyone(context: RequestContext): Promise<Response>;
  /** Whoever guesses at keys, or asks from where nobody may, is limited like any other stranger. */
  refuseAgent(context: RequestContext, problem: Problem): Response;
  refuse(context: RequestContext, problem: Problem): Response;
}

/** Routes that a health check or a collector polls: never limited, and logged only for debugging. */
export const polled: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

/** Whether a path is of an open route where a bearer is welcome: with one the caller is an agent, without one anybody. */
export function isBearerWelcome(path: string): boolean {
  return firstSegment(path) === "/mcp";
}

/** As many callers are taken to be at one address where assistants call for people, or signatures tell them apart. */
const SHARING = 10;

/** Builds the {@link CallerAnswers} of one server. */
export function createCallerAnswers(options: CallerOptions): CallerAnswers {
  const { agents, open, authenticate, guesses, publicBaseUrl } = options;
  const agentLimit = createLimit(options);
  const addressLimit = createLimit(options);
  const sharedAddressLimit = createLimit(options, SHARING);
  const signedAddressLimit = createLimit(options, SHARING);
  const identity = { authenticate, guesses, agentLimit, addressLimit, signedAddressLimit, publicBaseUrl };

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
    if (usesKnownToken(context, options.adminToken) && !comesFromThisMachine(context))
      return refuseAgent(context, { kind: "unauthorized", detail: knownKeyRefused });
    if (isBearerWelcome(context.path) && context.request.headers.has("authorization")) {
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

  function refuseAgent(context: RequestContext, problem: Problem): Response {
    const isStranger = problem.kind === "unauthorized" || problem.kind === "address_not_allowed";
    const limited = isStranger ? limitByAddress(context) : undefined;
    return refuse(context, limited ?? problem);
  }

  function limitByAddress(context: RequestContext): Problem | undefined {
    const isShared = isBearerWelcome(context.path) && !context.request.headers.has("authorization");
    const limit = isShared ? sharedAddressLimit : addressLimit;
    const retryAfterSeconds = limit?.take(context.clientAddress());
    return retryAfterSeconds === undefined ? undefined : { kind: "rate_limited", retryAfterSeconds };
  }

  function refuse(context: RequestContext, problem: Problem): Response {
    return respondProblem(context, context.version ?? agents.protocols.main.newest, problem);
  }

  return { answerAgent, answerAnyone, refuseAgent, refuse };
}

/**
 * Whether a request may be let in by the merchant's token that everybody knows: as its bearer, or at the dashboard, whose
 * form takes it and whose cookie anybody can sign who knows it.
 */
function usesKnownToken({ path, request }: RequestContext, adminToken: string | undefined): boolean {
  if (adminToken !== demoAdminToken) return false;
  return (
    firstSegment(path) === "/admin" || bearerToken(request.headers.get("authorization")) === demoAdminToken
  );
}

function createLimit(
  { rateLimit, clock, nodes }: Pick<CallerOptions, "rateLimit" | "clock" | "nodes">,
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
