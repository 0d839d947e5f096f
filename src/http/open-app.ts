import { type AnyElysia, Elysia } from "elysia";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import { anyHost } from "./any-host.ts";
import { demoRoutes } from "./demo-routes.ts";
import { type DocsServices, docsRoutes } from "./docs/docs-routes.ts";
import { answerError } from "./error-answer.ts";
import { type OperatorServices, operatorRoutes } from "./operator-routes.ts";
import { type PageServices, pageRoutes } from "./page-routes.ts";
import { type ContextualRequest, contextOf } from "./request-context.ts";
import { RouteTable } from "./route-table.ts";
import { siteFiles } from "./site-files.ts";

export interface OpenServices extends OperatorServices, PageServices, DocsServices {
  readonly isDemo: boolean;
  /** Routes of rooms that stand upon this one. */
  readonly more: readonly AnyElysia[];
}

/** The app of everything that is of no protocol for agents: health, documentation, pages. */
export interface OpenApp {
  readonly routes: RouteTable;
  readonly fetch: (request: ContextualRequest) => Response | Promise<Response>;
}

/** @param version in whose words problems are answered here, where nobody named any. */
export function createOpenApp(services: OpenServices, version: ProtocolVersion): OpenApp {
  // The error hook first: it covers only what is registered after it.
  const app = new Elysia(anyHost)
    .onError(({ error, request }) => answerError(contextOf(request), version, routes, error))
    .use(operatorRoutes(services))
    .use(pageRoutes(services))
    .use(siteFiles(services.shop, services.clock))
    .use(docsRoutes(services));
  for (const routes of services.more) app.use(routes);
  if (services.isDemo) app.use(demoRoutes(services.shop));
  app.compile();
  const routes = new RouteTable(app.routes);
  return { routes, fetch: app.fetch };
}
