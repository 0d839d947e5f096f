import type { Agent } from "../agents/agent.ts";
import { newId, type RequestId } from "../ids.ts";
import type { Admission, BodyCheck, CalledTool, ProtocolVersion } from "../protocols/protocol.ts";
import type { UnknownField } from "../protocols/unknown-fields.ts";
import { TrustedProxies } from "./client-address.ts";
import { HeldBodies } from "./held-bodies.ts";

/** Tells the address at the other end of a request's connection, as Bun's server does. */
export interface Connections {
  requestIP(request: Request): { readonly address: string } | null;
}

/** What all requests to one server have in common. */
export interface Surroundings {
  readonly trustedProxies: TrustedProxies;
  readonly bodies: HeldBodies;
}

/** A request without a server around it: believed of nobody, waited for with nobody. */
const alone: Surroundings = { trustedProxies: new TrustedProxies([]), bodies: new HeldBodies() };

const contextKey = Symbol("context");

/**
 * A request that carries its context. Elysia passes nothing but the request to all of its steps: to the reading of a
 * body and the answering of errors nothing that is derived within an app.
 */
export interface ContextualRequest extends Request {
  readonly [contextKey]: RequestContext;
}

/** Callers' request ids that are taken over into answer and log: short, and nothing either could trip over. */
const plainId = /^[\w.:-]{1,128}$/;

/** What is known of one request while it is being answered; the request pipeline fills it in, handlers and the log read it. */
export class RequestContext {
  /** The request as the apps see it: without base path, and with this context. */
  readonly request: ContextualRequest;
  /** Ours, made for this request: the log is searched by it. */
  readonly id: RequestId = newId("RequestId");
  /** The caller's own `Request-Id`, when it is short and plain enough to be logged and sent back. */
  readonly callerId: string | undefined;
  /** Path of the URL, without query, as sent. */
  readonly path: string;
  /** `performance.now()` when the request came in. */
  readonly startedAt = performance.now();
  /** The pattern of the route that answers (`/checkout_sessions/:id`): log and metrics show it, never the path. */
  route: string | undefined = undefined;
  /** Who calls; known on every route of a protocol, on an open one only where a bearer is welcome and was sent. */
  agent: Agent | undefined = undefined;
  /** What is spoken; known on every route of a protocol once the request pipeline has admitted the request. */
  version: ProtocolVersion | undefined = undefined;
  /** What shop and caller both speak, where the protocol negotiates that. */
  capabilities: readonly string[] | undefined = undefined;
  /** Where the caller is told of the orders it begins, where the protocol has each request say so. */
  webhookUrl: string | undefined = undefined;
  /** Lets in who calls, at an address where only the body says who that is. */
  letIn: ((caller: CalledTool) => Promise<Admission>) | undefined = undefined;
  /** What the body has to pass, where the request is signed as its caller's profile has it. */
  bodyCheck: BodyCheck | undefined = undefined;
  /** The `Idempotency-Key` of a request that changes something, once it was found well-formed. */
  idempotencyKey: string | undefined = undefined;
  /** Fields of the body that its schema does not know; only looked for where the sandbox is paid. */
  unknownFields: readonly UnknownField[] = [];
  /** The MCP tool called, for the log; only ever the name of one there is. */
  tool: string | undefined = undefined;
  /** The kind of problem answered, or the code of the error a tool answered, for the log. */
  problem: string | undefined = undefined;
  /** What was thrown and not expected, for the log; the caller hears only of an internal error. */
  failure: unknown = undefined;
  readonly #received: Request;
  readonly #connections: Connections;
  readonly #surroundings: Surroundings;

  /** @param received the very request that came over the connection; `request` may be a copy of it. */
  constructor(
    request: Request,
    received: Request,
    connections: Connections,
    surroundings: Surroundings = alone,
  ) {
    const callerId = request.headers.get("request-id");
    carry(request, this);
    this.request = request;
    this.callerId = callerId !== null && plainId.test(callerId) ? callerId : undefined;
    this.path = pathOf(request.url);
    this.#received = received;
    this.#connections = connections;
    this.#surroundings = surroundings;
  }

  /** The address at the other end of the connection, a proxy's perhaps; `undefined` when the connection is gone. */
  peer(): string | undefined {
    return this.#connections.requestIP(this.#received)?.address;
  }

  /** The address the request came from, as limits count it: of its connection, or as a trusted proxy passes it on. */
  clientAddress(): string {
    const forwardedFor = this.request.headers.get("x-forwarded-for");
    return this.#surroundings.trustedProxies.clientAddress(this.peer(), forwardedFor);
  }

  /** The same, in full: of an IPv6 address not only its network. `undefined` when the connection is gone. */
  callerAddress(): string | undefined {
    const forwardedFor = this.request.headers.get("x-forwarded-for");
    return this.#surroundings.trustedProxies.callerAddress(this.peer(), forwardedFor);
  }

  /**
   * Reads the request's body as it is: the only way to it.
   *
   * @throws ProblemError when it is longer than `limitBytes`, was cut off, or took too long to arrive.
   */
  readBody(limitBytes: number): Promise<Uint8Array> {
    return this.#surroundings.bodies.read(this.request, () => this.clientAddress(), limitBytes);
  }
}

/** The path of an absolute URL, without query: several times cheaper than `new URL`. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const query = url.indexOf("?", start);
  return url.slice(start, query === -1 ? undefined : query);
}

/** The context that a request carries. @throws Error for a request that did not come through the request pipeline. */
export function contextOf(request: Request): RequestContext {
  if (!isContextual(request))
    throw new Error("a request reached a handler without passing the request pipeline");
  return request[contextKey];
}

/** Has a request carry its context. */
function carry(
  request: Request & { [contextKey]?: RequestContext },
  context: RequestContext,
): asserts request is ContextualRequest {
  request[contextKey] = context;
}

function isContextual(request: Request): request is ContextualRequest {
  return contextKey in request;
}

/** What a route behind admission may rely on: the request pipeline has named the agent and the version. */
export type AdmittedContext = RequestContext & { readonly agent: Agent; readonly version: ProtocolVersion };

/** The context of a request on a protocol's route. @throws Error when the request pipeline let it through without agent or version. */
export function admittedContextOf(request: Request): AdmittedContext {
  const context = contextOf(request);
  if (!isAdmitted(context)) throw new Error("a protocol's route was reached without admission");
  return context;
}

function isAdmitted(context: RequestContext): context is AdmittedContext {
  return context.agent !== undefined && context.version !== undefined;
}
