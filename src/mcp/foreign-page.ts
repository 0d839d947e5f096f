import type { Problem } from "../problem.ts";

/** What a page of another site hears. */
export const foreignPage: Problem = {
  kind: "unauthorized",
  detail: "pages of other sites may not call this endpoint",
};

/**
 * Whether a page of another site calls. It may have been given our address by a forged name (MCP, transports: "DNS
 * rebinding").
 *
 * @param welcome the origins whose pages may call.
 */
export function isForeignPage(request: Request, welcome: ReadonlySet<string>): boolean {
  const origin = request.headers.get("origin");
  return origin !== null && !welcome.has(origin);
}
