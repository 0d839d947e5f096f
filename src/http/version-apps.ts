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

/** The versions served, by every name an agent may call them. */
export class VersionApps {
  readonly newest: VersionApp;
  /** Newest first, as errors list them. */
  readonly supported: readonly string[];
  readonly #byName: ReadonlyMap<string, VersionApp>;
  readonly #segments: ReadonlySet<string>;

  /**
   * @param apps oldest first, at least one.
   * @param aliases other names of a version, such as a date that a guide prints.
   */
  constructor(apps: readonly VersionApp[], aliases: Readonly<Record<string, string>> = {}) {
    const newest = apps.at(-1);
    if (!newest) throw new Error("no ACP version is served");
    this.newest = newest;
    this.supported = apps.map((app) => app.wire.version).reverse();
    const byName = new Map(apps.map((app) => [app.wire.version, app]));
    for (const [alias, version] of Object.entries(aliases)) {
      const app = byName.get(version);
      if (app) byName.set(alias, app);
    }
    this.#byName = byName;
    this.#segments = new Set(apps.flatMap((app) => app.routes.firstSegments()));
  }

  /** The version an `API-Version` header names, if it is served. */
  get(name: string): VersionApp | undefined {
    return this.#byName.get(name);
  }

  /** Whether a path belongs to ACP, in whichever version. */
  owns(path: string): boolean {
    return this.#segments.has(firstSegment(path));
  }
}
