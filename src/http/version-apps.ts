import { Elysia } from "elysia";
import type { Wire } from "../acp/wire.ts";
import { answerError } from "./error-answer.ts";
import { exchangeOf } from "./exchange.ts";
import { firstSegment, RouteTable } from "./route-table.ts";
import { type SessionServices, sessionRoutes } from "./session-routes.ts";

/** One ACP version behind its own Elysia app. Validation, errors and documentation all come from its own wire. */
export interface VersionApp {
  readonly wire: Wire;
  readonly routes: RouteTable;
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** Builds the app of one version. Its requests must have passed the front's admission. */
export function versionApp(wire: Wire, services: SessionServices): VersionApp {
  // The error hook first: it covers only what is registered after it.
  const app = new Elysia({ normalize: false })
    .onError(({ error, request }) => answerError(exchangeOf(request), wire, routes, error))
    .use(sessionRoutes(wire, services))
    .compile();
  const routes = new RouteTable(app.routes);
  return { wire, routes, fetch: app.fetch };
}

/** The versions served, each behind its own app. */
export class VersionApps {
  readonly newest: VersionApp;
  /** Newest first, as errors list them. */
  readonly supported: readonly string[];
  readonly #byWire: ReadonlyMap<Wire, VersionApp>;
  readonly #wireFor: (name: string) => Wire | undefined;
  readonly #segments: ReadonlySet<string>;

  /**
   * @param apps oldest first, at least one.
   * @param wireFor finds the wire a version's name or alias means, among more perhaps than are served here.
   */
  constructor(apps: readonly VersionApp[], wireFor: (name: string) => Wire | undefined) {
    const newest = apps.at(-1);
    if (!newest) throw new Error("no ACP version is served");
    this.newest = newest;
    this.supported = apps.map((app) => app.wire.version).reverse();
    this.#byWire = new Map(apps.map((app) => [app.wire, app]));
    this.#wireFor = wireFor;
    this.#segments = new Set(apps.flatMap((app) => app.routes.firstSegments()));
  }

  /** The version an `API-Version` header names, if it is served. */
  get(name: string): VersionApp | undefined {
    const wire = this.#wireFor(name);
    return wire && this.#byWire.get(wire);
  }

  /** Whether a path belongs to ACP, in whichever version. */
  owns(path: string): boolean {
    return this.#segments.has(firstSegment(path));
  }
}
