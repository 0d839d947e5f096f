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
import { type Listener, listen } from "./listener.ts";
import { createOpenApp, type OpenServices } from "./open-app.ts";
import { createRequestPipeline } from "./request-pipeline.ts";
import { listenWithTls } from "./tls-listener.ts";
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

/**
 * Puts the request pipeline and its apps together and listens.
 *
 * @throws CannotListen when somebody else has the port, or it is not ours to have; CertificateUnusable.
 */
export function startHttp(services: HttpServices): Listener {
  const { settings, operations, clock, metrics } = services;
  const { host, port, tls, rateLimit, basePath, trustedProxies } = settings.server;
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
  const place = { host, port };
  return tls ? listenWithTls(place, tls, pipeline, services.log) : listen(place, pipeline);
}
