import type { Clock } from "../clock.ts";
import { demoAdminToken, demoApiKey } from "../demo/shop.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Observe } from "../monitoring/observation.ts";
import type { CartOperations } from "../protocols/acp/cart-operations.ts";
import type { DelegatedPaymentOperations } from "../protocols/acp/delegated-payment-operations.ts";
import type { SessionOperations } from "../protocols/acp/operations.ts";
import { newestWire, servedWires } from "../protocols/acp/versions.ts";
import type { Settings } from "../settings.ts";
import type { Authenticate } from "./admission.ts";
import { TrustedProxies } from "./client-address.ts";
import type { HealthCheck } from "./health.ts";
import { createOpenApp, type OpenServices } from "./open-app.ts";
import { createRequestPipeline } from "./request-pipeline.ts";
import type { TokenGuesses } from "./token-guesses.ts";
import { createVersionApps, versionRoutes } from "./version-apps.ts";

export interface HttpServices extends Pick<OpenServices, "findOrder" | "findCart" | "openDownload" | "more"> {
  readonly settings: Settings;
  readonly operations: SessionOperations;
  readonly carts: CartOperations;
  /** Only while the sandbox is paid. */
  readonly delegatedPayments?: DelegatedPaymentOperations | undefined;
  readonly authenticate: Authenticate;
  readonly guesses: TokenGuesses;
  readonly checks: readonly HealthCheck[];
  readonly observe: Observe;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
}

/** The shop, listening on the network. */
export interface HttpServer {
  /** `http://HOST:PORT`, with the port it really got. */
  readonly url: string;
  /** Takes no new connections and settles when every request in flight is answered. */
  stop(): Promise<void>;
}

/** The address and port cannot be had. The message says why and what to do. */
export class CannotListen extends Error {
  override readonly name = "CannotListen";
}

/**
 * A body announced as this large is still refused with an error that says so, none of it read; from here on Bun refuses
 * it itself, with a bare 413. How much is read of any is the reader's affair: {@link HeldBodies}.
 */
const maxRequestBodySize = 16 * 1024 * 1024;

/** Above the 15 s a payment may take: a connection must not be cut while its answer is being worked for. Seconds. */
const idleTimeout = 60;

/**
 * Puts the request pipeline and its apps together and listens.
 *
 * @throws CannotListen when somebody else has the port, or it is not ours to have.
 */
export function startHttp(services: HttpServices): HttpServer {
  const { settings, operations, clock, metrics } = services;
  const { host, port, rateLimit, basePath, trustedProxies } = settings.server;
  const { carts, delegatedPayments } = services;
  const isSandbox = settings.payments.mode === "sandbox";
  const acp = { operations, carts, delegatedPayments, clock, isSandbox };
  const versions = createVersionApps(acp, settings);
  const open = createOpenApp(
    {
      shop: settings.shop,
      isDemo: settings.isDemo,
      adminToken: settings.adminToken,
      guesses: services.guesses,
      isLocal: settings.server.isLocal,
      findOrder: services.findOrder,
      findCart: services.findCart,
      openDownload: services.openDownload,
      clock,
      more: services.more,
      checks: services.checks,
      observe: services.observe,
      metrics,
      documented: servedWires(settings.unreleased).map((wire) => ({
        wire,
        routes: () => versionRoutes(wire, acp),
      })),
      otherDocuments:
        settings.adminToken === undefined
          ? []
          : [
              {
                name: "admin",
                demoToken:
                  settings.isDemo && settings.adminToken === demoAdminToken ? demoAdminToken : undefined,
              },
            ],
      demoKey: settings.isDemo && settings.agentSeed.apiKey === demoApiKey ? demoApiKey : undefined,
    },
    newestWire,
  );
  const pipeline = createRequestPipeline({
    versions,
    open,
    authenticate: services.authenticate,
    guesses: services.guesses,
    log: services.log,
    metrics: metrics.http,
    clock,
    rateLimit,
    trustedProxies: new TrustedProxies(trustedProxies),
    basePath,
    browserOrigins: settings.server.browserOrigins,
    adminToken: settings.adminToken,
  });
  const server = listen(host, port, pipeline);
  return { url: urlOf(host, server.port ?? port), stop: () => server.stop() };
}

function listen(
  hostname: string,
  port: number,
  pipeline: ReturnType<typeof createRequestPipeline>,
): Bun.Server<undefined> {
  try {
    // Not `reusePort`: two servers would share the port, each with half of the requests, and nobody would notice.
    return Bun.serve({ hostname, port, reusePort: false, idleTimeout, maxRequestBodySize, fetch: pipeline });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const reason = code === "EADDRINUSE" ? "another program is listening there" : String(code ?? cause);
    throw new CannotListen(
      `Cannot listen on ${urlOf(hostname, port)}: ${reason}. Set HOST and PORT to a free address.`,
      {
        cause,
      },
    );
  }
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
