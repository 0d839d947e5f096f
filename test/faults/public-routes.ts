import { demoAdminToken, demoApiKey } from "../../src/demo/shop.ts";
import type { HostileRoute } from "./hostile-requests.ts";

/** As much of an OpenAPI document as tells routes. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const versions = ["2025-09-29", "2026-01-30", "2026-04-17"] as const;

/** What no OpenAPI document of the shop has. */
const others: readonly HostileRoute[] = [
  ...[
    "/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/.well-known/acp.json",
    "/orders/:token",
    "/downloads/:token",
    "/carts/aaaaaaaaaaaaaaaaaaaaaa",
    "/docs/:file",
    "/openapi/:file",
    "/policies/:name",
    "/products/:handle",
    "/demo/:file",
    "/tools.json",
    "/feed.jsonl",
    "/feed.xml.gz",
    "/admin",
    "/admin/orders/:number",
    "/nothing",
  ].map((path) => ({ method: "GET", path, headers: {}, takes: "nothing" }) as const),
  ...["/mcp"].flatMap((path) => [
    { method: "POST", path, headers: mcp(undefined), takes: "json" } as const,
    { method: "POST", path, headers: mcp(demoApiKey), takes: "json" } as const,
  ]),
  ...["/admin/sign-in", "/admin/sign-out", "/admin/orders/:number/ship"].map(
    (path) =>
      ({
        method: "POST",
        path,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        takes: "form",
      }) as const,
  ),
];

/** Every route of a demo shop: what its own documents name, with a key, and the rest. */
export async function publicRoutes(url: string): Promise<readonly HostileRoute[]> {
  const documented = await Promise.all(
    [...versions, "admin"].map(async (name) => {
      const document = (await (await fetch(`${url}/openapi/${name}.json`)).json()) as Document;
      return routesOf(document, name);
    }),
  );
  return [...documented.flat(), ...others];
}

function routesOf(document: Document, name: string): HostileRoute[] {
  const key = name === "admin" ? demoAdminToken : demoApiKey;
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    ["get", "post", "put", "patch"]
      .filter((method) => method in methods)
      .map((method) => ({
        method: method.toUpperCase(),
        path: path.replace(/\{(\w+)\}/g, ":$1"),
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/json",
          "idempotency-key": "hostile",
          ...(name === "admin" ? {} : { "api-version": name }),
        },
        takes: method === "get" ? "nothing" : "json",
      })),
  );
}

function mcp(key: string | undefined): Readonly<Record<string, string>> {
  return {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
  };
}
