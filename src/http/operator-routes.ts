import { Elysia } from "elysia";
import type { Metrics } from "../metrics.ts";
import { ProblemError } from "../problem.ts";
import { bearerToken } from "./admission.ts";
import { type Exchange, exchangeOf } from "./exchange.ts";
import { type HealthCheck, readiness } from "./health.ts";
import { respond, respondJson } from "./respond.ts";
import { isSameSecret } from "./same-secret.ts";

export interface OperatorServices {
  readonly checks: readonly HealthCheck[];
  readonly metrics: Pick<Metrics, "contentType" | "text">;
  readonly adminToken: string | undefined;
}

/** Routes for whoever keeps the server running: is it alive, can it sell, what does it count. */
export function operatorRoutes({ checks, metrics, adminToken }: OperatorServices) {
  return new Elysia({ normalize: false })
    .get("/healthz", ({ request }) => respondJson(exchangeOf(request), 200, '{"status":"ok"}'))
    .get("/readyz", async ({ request }) => {
      const found = await readiness(checks);
      return respondJson(exchangeOf(request), found.status === "ready" ? 200 : 503, JSON.stringify(found));
    })
    .get("/metrics", async ({ request }) => {
      const exchange = exchangeOf(request);
      if (!mayCollect(exchange, adminToken))
        throw new ProblemError({ kind: "unauthorized", detail: mayCollectRule });
      const body = await metrics.text();
      return respond(exchange, { status: 200, body, headers: { "content-type": metrics.contentType } });
    });
}

const mayCollectRule = "metrics are for loopback, or for the bearer of ADMIN_TOKEN";

/** A request from this machine itself, not one a proxy on it passes on; or anyone with the merchant's token. */
function mayCollect(exchange: Exchange, adminToken: string | undefined): boolean {
  const { request } = exchange;
  if (
    isLoopback(exchange.peer()) &&
    !request.headers.has("x-forwarded-for") &&
    !request.headers.has("forwarded")
  )
    return true;
  const token = bearerToken(request.headers.get("authorization"));
  return adminToken !== undefined && token !== undefined && isSameSecret(token, adminToken);
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::1|(?:::ffff:)?127\.[\d.]+)$/.test(address);
}
