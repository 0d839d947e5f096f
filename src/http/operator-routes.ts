import { Elysia } from "elysia";
import type { Metrics } from "../metrics.ts";
import type { Observe } from "../monitoring/observation.ts";
import { type Problem, ProblemError } from "../problem.ts";
import { bearerToken } from "./admission.ts";
import { type HealthCheck, readiness } from "./health.ts";
import { contextOf, type RequestContext } from "./request-context.ts";
import { respond, respondJson } from "./respond.ts";
import { isSameSecret } from "./same-secret.ts";
import type { TokenGuesses } from "./token-guesses.ts";

export interface OperatorServices {
  readonly checks: readonly HealthCheck[];
  readonly metrics: Pick<Metrics, "contentType" | "text">;
  readonly observe: Observe;
  readonly adminToken: string | undefined;
  readonly guesses: TokenGuesses;
  /**
   * Whether the shop is reached over loopback alone. Of any other, a request over loopback may be one that a proxy on
   * this machine passes on without saying so, as nginx does unless it is told to.
   */
  readonly isLocal: boolean;
}

/** Routes for whoever keeps the server running: is it alive, can it sell, what does it count. */
export function operatorRoutes({ checks, metrics, observe, ...access }: OperatorServices) {
  /** One at a time, for all who ask meanwhile: it looks at the whole shop, and is a long text. */
  let gathering: Promise<string> | undefined;
  function gather(): Promise<string> {
    gathering ??= metrics.text(observe).finally(() => {
      gathering = undefined;
    });
    return gathering;
  }
  return new Elysia({ normalize: false })
    .get("/healthz", ({ request }) => respondJson(contextOf(request), 200, '{"status":"ok"}'))
    .get("/readyz", async ({ request }) => {
      const found = await readiness(checks);
      return respondJson(contextOf(request), found.status === "ready" ? 200 : 503, JSON.stringify(found));
    })
    .get("/metrics", async ({ request }) => {
      const context = contextOf(request);
      const problem = refusalOf(context, access);
      if (problem) throw new ProblemError(problem);
      const body = await gather();
      return respond(context, { status: 200, body, headers: { "content-type": metrics.contentType } });
    });
}

/** Metrics are for whoever has the merchant's token, and in a local shop for this machine itself. */
function refusalOf(
  context: RequestContext,
  { adminToken, guesses, isLocal }: Pick<OperatorServices, "adminToken" | "guesses" | "isLocal">,
): Problem | undefined {
  if (isLocal && isFromThisMachine(context)) return undefined;
  const token = bearerToken(context.request.headers.get("authorization"));
  if (adminToken !== undefined && token !== undefined && isSameSecret(token, adminToken)) return undefined;
  const detail = isLocal
    ? "metrics are for loopback, or for the bearer of ADMIN_TOKEN"
    : "metrics are for the bearer of ADMIN_TOKEN";
  return token === undefined ? { kind: "unauthorized", detail } : guesses.wrong(context, "metrics", detail);
}

/** Whether a request comes from this machine, and not through a proxy on it that says so. */
function isFromThisMachine(context: RequestContext): boolean {
  const { headers } = context.request;
  return isLoopback(context.peer()) && !headers.has("x-forwarded-for") && !headers.has("forwarded");
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::1|(?:::ffff:)?127\.[\d.]+)$/.test(address);
}
