import { Elysia } from "elysia";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import type { Protocols } from "../protocols/registry.ts";
import { anyHost } from "./any-host.ts";
import { answerError } from "./error-answer.ts";
import { type ProtocolServices, protocolRoutes } from "./protocol-routes.ts";
import { type ContextualRequest, contextOf } from "./request-context.ts";
import { RouteTable } from "./route-table.ts";

/** One version of a protocol behind its own Elysia app. Validation, errors and documentation are all its own. */
export interface ProtocolApp {
  readonly routes: RouteTable;
  readonly fetch: (request: ContextualRequest) => Response | Promise<Response>;
}

/** The protocols served, each version behind its own app. */
export interface ProtocolApps {
  readonly protocols: Protocols;
  appOf(version: ProtocolVersion): ProtocolApp;
}

/** Builds the apps of all versions served. Their requests must have passed admission. */
export function createProtocolApps(protocols: Protocols, services: ProtocolServices): ProtocolApps {
  const apps = new Map<ProtocolVersion, ProtocolApp>();
  return {
    protocols,
    /** Put together when somebody first speaks it: each version brings schemas to compile, and most shops hear one. */
    appOf(version) {
      const known = apps.get(version);
      if (known) return known;
      const app = appFor(version, services);
      apps.set(version, app);
      return app;
    },
  };
}

function appFor(version: ProtocolVersion, services: ProtocolServices): ProtocolApp {
  // The error hook first: it covers only what is registered after it.
  const app = new Elysia(anyHost)
    .onError(({ error, request }) => answerError(contextOf(request), version, routes, error))
    .use(protocolRoutes(version, services))
    .compile();
  const routes = new RouteTable(app.routes);
  return { routes, fetch: app.fetch };
}
