import { type AnyElysia, Elysia } from "elysia";
import type { ProtocolVersion } from "../protocols/protocol.ts";
import { anyHost } from "./any-host.ts";
import { demoRoutes } from "./demo-routes.ts";
import { type DocsServices, docsRoutes } from "./docs/docs-routes.ts";
import { answerError } from "./error-answer.ts";
import { type OperatorServices, operatorRoutes } from "./operator-routes.ts";
import { type PageServices, pageRoutes } from "./page-routes.ts";
import { looksForPage, missingPage } from "./pages/missing-page.ts";
import { type ContextualRequest, contextOf, type RequestContext } from "./request-context.ts";
import type { Reply } from "./respond.ts";
import { RouteTable } from "./route-table.ts";
import { siteFiles } from "./site-files.ts";

export interface OpenServices extends OperatorServices, PageServices, DocsServices {
  readonly isDemo: boolean;
  /** Routes of rooms that stand upon this one. */
  readonly more: readonly AnyElysia[];
  /** Those of them that are only put together when somebody first asks for one. */
  readonly later: LaterRoutes;
}

/** Routes that a server does without until somebody asks for one: it starts sooner and holds less. */
export interface LaterRoutes {
  /** Whether a path, without query, is one of theirs. */
  readonly owns: (path: string) => boolean;
  readonly open: () => Promise<readonly AnyElysia[]>;
}

/** The app of everything that is of no protocol for agents: health, documentation, pages. */
export interface OpenApp {
  /** Puts together what answers a path, where that was not done yet. To be awaited before anything else is asked of it. */
  readonly prepare: (path: string) => Promise<void> | undefined;
  readonly routes: Pick<RouteTable, "find">;
  readonly fetch: (request: ContextualRequest) => Response | Promise<Response>;
}

/** @param version in whose words problems are answered here, where nobody named any. */
export function createOpenApp(services: OpenServices, version: ProtocolVersion): OpenApp {
  const { shop } = services;
  const pageInstead = ({ path, request }: RequestContext) =>
    looksForPage(request) ? missingPage(shop, path, request.headers.get("accept-language")) : undefined;
  const first = partOf(version, pageInstead, [
    operatorRoutes(services),
    pageRoutes(services),
    siteFiles(services.shop, services.clock),
    docsRoutes(services),
    ...services.more,
    ...(services.isDemo ? [demoRoutes(services.shop)] : []),
  ]);
  const { owns, open } = services.later;
  let later: Part | undefined;
  let opening: Promise<void> | undefined;
  const partAt = (path: string) => (later && owns(path) ? later : first);
  return {
    prepare(path) {
      if (later || !owns(path)) return undefined;
      opening ??= open()
        .then((routes) => {
          later = partOf(version, pageInstead, routes);
        })
        .finally(() => {
          opening = undefined;
        });
      return opening;
    },
    routes: { find: (path) => partAt(path).routes.find(path) },
    fetch: (request) => partAt(contextOf(request).path).fetch(request),
  };
}

type Part = Omit<OpenApp, "prepare">;

function partOf(
  version: ProtocolVersion,
  pageInstead: (context: RequestContext) => Reply | undefined,
  parts: readonly AnyElysia[],
): Part {
  // The error hook first: it covers only what is registered after it.
  const app = new Elysia(anyHost).onError(({ error, request }) =>
    answerError(contextOf(request), version, routes, error, pageInstead),
  );
  for (const part of parts) app.use(part);
  app.compile();
  const routes = new RouteTable(app.routes);
  return { routes, fetch: app.fetch };
}
