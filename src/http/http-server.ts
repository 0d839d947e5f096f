import type { Clock } from "../clock.ts";
import { demoAdminToken, demoApiKey } from "../demo/shop.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Observe } from "../monitoring/observation.ts";
import type { Ask } from "../protocols/binding.ts";
import type { Protocols } from "../protocols/registry.ts";
import type { Settings } from "../settings.ts";
import type { LiveNodes } from "../storage.ts";
import type { Authenticate } from "./admission.ts";
import { TrustedProxies } from "./client-address.ts";
import type { DocumentedVersion } from "./docs/docs-routes.ts";
import type { HealthCheck } from "./health.ts";
import { type Listener, listen } from "./listener.ts";
import { createOpenApp, type OpenServices } from "./open-app.ts";
import { createProtocolApps } from "./protocol-apps.ts";
import { protocolRoutes } from "./protocol-routes.ts";
import { createRequestPipeline } from "./request-pipeline.ts";
import type { RouteAccess } from "./route-access.ts";
import { listenWithTls } from "./tls-listener.ts";
import type { TokenGuesses } from "./token-guesses.ts";

export interface HttpServices extends Pick<OpenServices, "findOrder" | "openDownload" | "more" | "later"> {
  readonly settings: Settings;
  readonly protocols: Protocols;
  readonly ask: Ask;
  /** Whether the sandbox is paid, and makes tokens of cards. */
  readonly isSandbox: boolean;
  readonly authenticate: Authenticate;
  /** Hears of each request before anything is done about it. */
  readonly arrived: () => void;
  readonly guesses: TokenGuesses;
  readonly access: RouteAccess;
  readonly checks: readonly HealthCheck[];
  readonly observe: Observe;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
  /** The processes that count requests, too. */
  readonly nodes?: LiveNodes | undefined;
}

/**
 * Puts the request pipeline and its apps together and listens.
 *
 * @throws CannotListen when somebody else has the port, or it is not ours to have; CertificateUnusable.
 */
export function startHttp(services: HttpServices): Listener {
  const { settings, protocols, clock, metrics } = services;
  const { host, port, tls, rateLimit, basePath, trustedProxies } = settings.server;
  const agents = createProtocolApps(protocols, services);
  const open = createOpenApp(
    {
      shop: settings.shop,
      isDemo: settings.isDemo,
      adminToken: settings.adminToken,
      guesses: services.guesses,
      isLocal: settings.server.isLocal,
      findOrder: services.findOrder,
      openDownload: services.openDownload,
      clock,
      more: services.more,
      later: services.later,
      checks: services.checks,
      observe: services.observe,
      metrics,
      discovery: protocols.all.flatMap(({ discovery }) => discovery?.(settings.shop) ?? []),
      documented: documentedVersions(services),
      shown: protocols.main.newest.document?.name ?? "",
      otherDocuments: [
        {
          name: "admin",
          demoToken: settings.isDemo && settings.adminToken === demoAdminToken ? demoAdminToken : undefined,
        },
      ],
      demoKey: settings.isDemo && settings.agentSeed.apiKey === demoApiKey ? demoApiKey : undefined,
    },
    protocols.main.newest,
  );
  const pipeline = createRequestPipeline({
    agents,
    open,
    authenticate: services.authenticate,
    arrived: services.arrived,
    guesses: services.guesses,
    log: services.log,
    metrics: metrics.http,
    clock,
    rateLimit,
    nodes: services.nodes,
    trustedProxies: new TrustedProxies(trustedProxies),
    access: services.access,
    basePath,
    publicBaseUrl: settings.shop.publicBaseUrl,
    browserOrigins: settings.server.browserOrigins,
    adminToken: settings.adminToken,
  });
  const place = { host, port };
  return tls ? listenWithTls(place, tls, pipeline, services.log) : listen(place, pipeline);
}

/** Protocol by protocol, the newest version first. */
function documentedVersions(services: HttpServices): readonly DocumentedVersion[] {
  return services.protocols.all.flatMap(({ versions }) =>
    versions
      .toReversed()
      .flatMap((version) =>
        version.document
          ? [{ version, document: version.document, routes: () => protocolRoutes(version, services) }]
          : [],
      ),
  );
}
