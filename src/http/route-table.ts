interface Route {
  readonly method: string;
  readonly path: string;
}

interface Entry {
  readonly pattern: string;
  readonly matcher: RegExp;
  readonly methods: readonly string[];
}

/**
 * Which paths an app answers, by which methods. Elysia answers a wrong method on a known path as if the path were
 * unknown; this tells 405 from 404, and gives a request that no handler saw its pattern for the log. It is not asked
 * on the way of a request that succeeds.
 */
export class RouteTable {
  readonly #entries: readonly Entry[];

  /** @param routes an Elysia app's `routes`: methods, and paths with `:name` and a trailing `*`. */
  constructor(routes: readonly Route[]) {
    const methods = new Map<string, string[]>();
    for (const { method, path } of routes) {
      methods.set(path, [...(methods.get(path) ?? []), ...(method === "GET" ? ["GET", "HEAD"] : [method])]);
    }
    // Fixed paths first: `/docs/:file` also matches what `/docs/index.css` names.
    this.#entries = [...methods]
      .map(([pattern, allowed]) => ({ pattern, matcher: matcherOf(pattern), methods: allowed }))
      .sort((one, other) => wildness(one.pattern) - wildness(other.pattern));
  }

  /** The pattern `path` matches and the methods it takes; `undefined` for an unknown path. */
  find(path: string): { readonly pattern: string; readonly methods: readonly string[] } | undefined {
    return this.#entries.find((entry) => entry.matcher.test(path));
  }
}

/** The first segment of a path with its slash: `/checkout_sessions` of `/checkout_sessions/cs_1/complete`. */
export function firstSegment(path: string): string {
  const end = path.indexOf("/", 1);
  return end === -1 ? path : path.slice(0, end);
}

function matcherOf(pattern: string): RegExp {
  const source = pattern
    .replace(/\/$/, "")
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/:[^/]+/g, "[^/]+")
    .replace(/\*$/, ".*");
  return new RegExp(`^${source}/?$`);
}

function wildness(pattern: string): number {
  return pattern.split("/").filter((segment) => segment.startsWith(":") || segment === "*").length;
}
