import type { Agent } from "../agents/agent.ts";
import { demoApiKey } from "../demo/shop.ts";
import type { Problem } from "../problem.ts";
import { comesFromThisMachine, knownKeyRefused } from "./known-keys.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { RequestContext } from "./request-context.ts";
import type { TokenGuesses } from "./token-guesses.ts";
import type { VersionApp, VersionApps } from "./version-apps.ts";

/** Finds the agent a bearer token belongs to; `undefined` when it is nobody's or was revoked. */
export type Authenticate = (token: string) => Agent | undefined | Promise<Agent | undefined>;

/** How agents are known and limited. */
export interface IdentityRules {
  readonly authenticate: Authenticate;
  readonly guesses: TokenGuesses;
  /** By agent; `undefined` when limits are off. */
  readonly agentLimit: RateLimit | undefined;
}

/** What stands before every ACP route. */
export interface AdmissionRules extends IdentityRules {
  readonly versions: VersionApps;
}

/** Finds who calls, by the bearer, and how often. Writes the agent on the request's context; gives the problem if there is one. */
export async function identify(
  context: RequestContext,
  { authenticate, guesses, agentLimit }: IdentityRules,
): Promise<Problem | undefined> {
  const token = bearerToken(context.request.headers.get("authorization"));
  if (token === undefined) {
    return { kind: "unauthorized", detail: "the Authorization header must be a bearer token: Bearer <key>" };
  }
  if (token === demoApiKey && !comesFromThisMachine(context))
    return { kind: "unauthorized", detail: knownKeyRefused };
  const agent = await authenticate(token);
  if (!agent) return guesses.wrong(context, "agent", "the bearer token is not known, or was revoked");
  context.agent = agent;

  const retryAfterSeconds = agentLimit?.take(agent.id);
  return retryAfterSeconds === undefined ? undefined : { kind: "rate_limited", retryAfterSeconds };
}

/**
 * Who calls, how often, and in which version, in this order: a stranger hears nothing but 401, however wrong the rest
 * of the request is. Writes agent and wire on the request's context.
 *
 * @returns the version's app, or the problem that ends the request.
 */
export async function admit(context: RequestContext, rules: AdmissionRules): Promise<VersionApp | Problem> {
  const { versions } = rules;
  const { headers } = context.request;
  // An error speaks the version asked for, where that is one of ours, also before anything else is known.
  const named = headers.get("api-version");
  const app = versions.ofPath(context.path) ?? (named === null ? undefined : versions.get(named));
  context.wire = app?.wire;

  const problem = await identify(context, rules);
  if (problem) return problem;
  if (app) return app;
  if (named !== null) return { kind: "unsupported_api_version", found: named, supported: versions.supported };
  const standing = context.agent?.defaultApiVersion;
  const standard = standing === undefined ? undefined : versions.get(standing);
  if (!standard) return { kind: "missing_api_version", supported: versions.supported };
  context.wire = standard.wire;
  return standard;
}

/** The token of `Bearer <token>` (RFC 6750 §2.1; the scheme in any letter case, RFC 9110 §11.1). */
export function bearerToken(authorization: string | null): string | undefined {
  if (authorization?.slice(0, 7).toLowerCase() !== "bearer ") return undefined;
  const token = authorization.slice(7).trim();
  return token === "" ? undefined : token;
}
