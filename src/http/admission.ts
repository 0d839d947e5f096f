import type { Agent } from "../agents/agent.ts";
import { demoApiKey } from "../demo/shop.ts";
import { fail, type Outcome, type Problem, succeed } from "../problem.ts";
import type { Admission, CallerRequest, Protocol } from "../protocols/protocol.ts";
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
 * @param caller what says who calls, where that is not the request's own path and headers.
 */
export async function admit(
  context: RequestContext,
  protocol: Protocol,
  rules: IdentityRules,
  caller: CallerRequest = { path: context.path, headers: context.request.headers },
): Promise<Admission> {
  const { request } = context;
  const admission = await protocol.admit(caller, {
    byBearer: () => identify(context, rules),
    async byAnyKey() {
      const key = request.headers.get("x-api-key") ?? bearerToken(request.headers.get("authorization"));
      return key === undefined ? undefined : identify(context, rules, key);
    },
    countStranger: (host) => countStranger(context, host, rules),
  });
  context.version = admission.version;
  if (admission.ok) {
    context.agent = admission.agent;
    context.capabilities = admission.capabilities;
  }
  return admission;
}

function countStranger(
  context: RequestContext,
  host: string,
  { agentLimit, addressLimit }: IdentityRules,
): Problem | undefined {
  const retryAfterSeconds =
    addressLimit?.take(context.clientAddress()) ?? agentLimit?.take(`host of strangers ${host}`);
  return retryAfterSeconds === undefined ? undefined : { kind: "rate_limited", retryAfterSeconds };
}

/** The token of `Bearer <token>` (RFC 6750 §2.1; the scheme in any letter case, RFC 9110 §11.1). */
export function bearerToken(authorization: string | null): string | undefined {
  if (authorization?.slice(0, 7).toLowerCase() !== "bearer ") return undefined;
  const token = authorization.slice(7).trim();
  return token === "" ? undefined : token;
}
