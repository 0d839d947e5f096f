import { type AnyElysia, Elysia } from "elysia";
import { wireOfGuides } from "../protocols/acp/guide/wire.ts";
import { newestWire, servedWires, wireFor } from "../protocols/acp/versions.ts";
import type { Wire } from "../protocols/acp/wire.ts";
import { anyHost } from "./any-host.ts";
import { type CartServices, cartRoutes } from "./cart-routes.ts";
import { type DelegatedPaymentServices, delegatedPaymentRoutes } from "./delegated-payment-routes.ts";
import { answerError } from "./error-answer.ts";
import { guideRoutes } from "./guide-routes.ts";
import { contextOf } from "./request-context.ts";
import { firstSegment, RouteTable } from "./route-table.ts";
import { type SessionServices, sessionRoutes } from "./session-routes.ts";

/** One ACP version behind its own Elysia app. Validation, errors and documentation all come from its own wire. */
export interface VersionApp {
  readonly wire: Wire;
  readonly routes: RouteTable;
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** What the routes of a version are served by. */
export type AcpServices = SessionServices & CartServices & DelegatedPaymentServices;

/** The versions served, each behind its own app. */
export interface VersionApps {
  /** The app an `API-Version` header asks for, by the version's name or an alias, if it is served. */
  get(name: string): VersionApp | undefined;
  /** The app that alone answers a path, whatever version a request names: the guides' dialect, where it is served. */
  ofPath(path: string): VersionApp | undefined;
  /** Speaks where no version was named, or one that is not served. */
  readonly newest: VersionApp;
  /** Newest first, as errors list them. */
  readonly supported: readonly string[];
  /** Whether a path belongs to ACP, in whichever version. */
  owns(path: string): boolean;
}

/** The first segments of ACP's paths, in whichever version. */
const segments: ReadonlySet<string> = new Set(["/checkout_sessions", "/carts", "/agentic_commerce"]);

/** The first segment of the guides' paths. */
const guideSegment = "/acp";

/** What is served beside the released versions. */
export interface ServedDialects {
  /** The version that is not released yet. */
  readonly unreleased?: boolean;
  /** The dialect of common implementation guides. */
  readonly guideDialect?: boolean;
}

/** Builds the apps of all versions served. Their requests must have passed admission. */
export function createVersionApps(
  services: AcpServices,
  { unreleased = false, guideDialect = false }: ServedDialects = {},
): VersionApps {
  const apps = new Map<Wire, VersionApp>();
  /** Put together when somebody first speaks it: each version brings schemas to compile, and most shops hear one. */
  function appOf(wire: Wire): VersionApp {
    const known = apps.get(wire);
    if (known) return known;
    const routes = wire === wireOfGuides ? guideRoutes(services) : versionRoutes(wire, services);
    const app = versionApp(wire, routes);
    apps.set(wire, app);
    return app;
  }
  return {
    get(name) {
      const wire = wireFor(name, unreleased);
      return wire && appOf(wire);
    },
    ofPath: (path) => (guideDialect && firstSegment(path) === guideSegment ? appOf(wireOfGuides) : undefined),
    get newest() {
      return appOf(newestWire);
    },
    supported: servedWires(unreleased)
      .map((wire) => wire.version)
      .reverse(),
    owns(path) {
      const segment = firstSegment(path);
      return (segments.has(segment) && !isCartPage(path)) || (guideDialect && segment === guideSegment);
    },
  };
}

/** A cart's page, for people, has the same start as its API; its last part is a token, which no cart's id looks like. */
function isCartPage(path: string): boolean {
  return /^\/carts\/[\w-]{22}$/.test(path);
}

/** All routes of one version: what its app serves, and what its documentation is read off. */
export function versionRoutes(wire: Wire, services: AcpServices): AnyElysia {
  const routes: AnyElysia = sessionRoutes(wire, services);
  const { carts } = wire;
  const { delegatedPayments } = services;
  if (carts) routes.use(cartRoutes({ ...wire, carts }, services));
  if (delegatedPayments) routes.use(delegatedPaymentRoutes(wire, delegatedPayments, services));
  return routes;
}

function versionApp(wire: Wire, served: AnyElysia): VersionApp {
  // The error hook first: it covers only what is registered after it.
  const app = new Elysia(anyHost)
    .onError(({ error, request }) => answerError(contextOf(request), wire, routes, error))
    .use(served)
    .compile();
  const routes = new RouteTable(app.routes);
  return { wire, routes, fetch: app.fetch };
}
