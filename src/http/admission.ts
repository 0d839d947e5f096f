import type { Agent } from "../agents/agent.ts";
import type { SignedMessage } from "../agents/message-signature.ts";
import { countedAs } from "../agents/profile-agent.ts";
import { demoApiKey } from "../demo/shop.ts";
import { fail, type Outcome, type Problem, succeed } from "../problem.ts";
import type { Admission, CalledTool, CallerRequest, Protocol } from "../protocols/protocol.ts";
import { comesFromThisMachine, knownKeyRefused } from "./known-keys.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { RequestContext } from "./request-context.ts";
import type { TokenGuesses } from "./token-guesses.ts";

/** Finds the agent a bearer token belongs to; `undefined` when it is nobody's or was revoked. */
export type Authenticate = (token: string) => Agent | undefined | Promise<Agent | undefined>;

/** How agents are known and limited. */
export interface IdentityRules {
  readonly authenticate: Authenticate;
  readonly guesses: TokenGuesses;
  /** By agent; `undefined` when limits are off. */
  readonly agentLimit: RateLimit | undefined;
  /** By address; `undefined` when limits are off. */
  readonly addressLimit: RateLimit | undefined;
  /** By address, of requests whose signatures tell those behind it apart. */
  readonly signedAddressLimit: RateLimit | undefined;
  /** The shop's address as everybody knows it, base path and all. */
  readonly publicBaseUrl: string;
}

/** Finds who calls, by the bearer or another spelling of the key, and how often. Writes the agent on the request's context, also where it called too often. */
export async function identify(
  context: RequestContext,
  { authenticate, guesses, agentLimit }: IdentityRules,
  token = bearerToken(context.request.headers.get("authorization")),
): Promise<Outcome<Agent>> {
  if (token === undefined) {
    return fail({
      kind: "unauthorized",
      detail: "the Authorization header must be a bearer token: Bearer <key>",
    });
  }
  if (token === demoApiKey && !comesFromThisMachine(context))
    return fail({ kind: "unauthorized", detail: knownKeyRefused });
  const agent = await authenticate(token);
  if (!agent) return fail(guesses.wrong(context, "agent", "the bearer token is not known, or was revoked"));
  context.agent = agent;

  const retryAfterSeconds = agentLimit?.take(agent.id);
  return retryAfterSeconds === undefined ? succeed(agent) : fail({ kind: "rate_limited", retryAfterSeconds });
}

/**
 * Who calls, how often, and in which version, as the protocol finds it out. Writes agent and version on the request's
 * context, the version also where the request is refused.
 *
 * @param tool what says who calls, where that is not the request's own path and headers.
 */
export async function admit(
  context: RequestContext,
  protocol: Protocol,
  rules: IdentityRules,
  tool?: CalledTool,
): Promise<Admission> {
  const { request, path } = context;
  const message = signedMessageOf(context, rules.publicBaseUrl);
  const caller: CallerRequest = tool
    ? { ...tool, message, isTool: true }
    : { path, headers: request.headers, message };
  const admission = await protocol.admit(caller, {
    byBearer: () => identify(context, rules),
    async byAnyKey() {
      const key = request.headers.get("x-api-key") ?? bearerToken(request.headers.get("authorization"));
      return key === undefined ? undefined : identify(context, rules, key);
    },
    countAddress(isSigned) {
      const limit = isSigned ? rules.signedAddressLimit : rules.addressLimit;
      return limitedBy(limit?.take(context.clientAddress()));
    },
    countAgent: (agent) => limitedBy(rules.agentLimit?.take(countedAs(agent))),
  });
  context.version = admission.version;
  if (admission.ok) {
    context.agent = admission.agent;
    context.capabilities = admission.capabilities;
    context.bodyCheck = admission.bodyCheck;
    context.webhookUrl = admission.webhookUrl;
  }
  return admission;
}

function limitedBy(retryAfterSeconds: number | undefined): Problem | undefined {
  return retryAfterSeconds === undefined ? undefined : { kind: "rate_limited", retryAfterSeconds };
}

/** The request as whoever signed it knows it: sent to the address that everybody is told, whatever a proxy made of that. */
function signedMessageOf({ request, path }: RequestContext, publicBaseUrl: string): SignedMessage {
  const { method, url, headers } = request;
  const query = url.indexOf("?");
  return { method, url: `${publicBaseUrl}${path}${query === -1 ? "" : url.slice(query)}`, headers };
}

/** The token of `Bearer <token>` (RFC 6750 §2.1; the scheme in any letter case, RFC 9110 §11.1). */
export function bearerToken(authorization: string | null): string | undefined {
  if (authorization?.slice(0, 7).toLowerCase() !== "bearer ") return undefined;
  const token = authorization.slice(7).trim();
  return token === "" ? undefined : token;
}
