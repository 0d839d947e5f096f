import type { RouteFamily } from "../access/access.ts";
import type { Problem } from "../problem.ts";
import type { RequestContext } from "./request-context.ts";
import { firstSegment } from "./route-table.ts";

/** Which addresses may ask which routes; a family that is not in it is open. */
export type RouteAccess = ReadonlyMap<RouteFamily, Pick<Set<string>, "has">>;

/** The families whose routes begin with one segment each. */
const segments: ReadonlyMap<string, RouteFamily> = new Map([
  ["/mcp", "mcp"],
  ["/admin", "admin"],
  ["/metrics", "metrics"],
  ["/webhooks", "webhooks"],
  // Where guides have the feed.
  ["/commerce", "feed"],
]);

/**
 * Refuses a request from where its routes may not be asked.
 *
 * The address is the connection's own, or what a trusted proxy passes on: a header that a caller wrote decides nothing.
 *
 * @param isCheckout whether the path belongs to a protocol.
 */
export function refuseAddress(
  context: RequestContext,
  access: RouteAccess,
  isCheckout: boolean,
): Problem | undefined {
  if (access.size === 0) return undefined;
  const family = isCheckout ? "checkout" : familyOf(context.path);
  const allowed = family && access.get(family);
  if (!allowed) return undefined;
  const address = context.callerAddress();
  return address !== undefined && allowed.has(address) ? undefined : { kind: "address_not_allowed", address };
}

function familyOf(path: string): RouteFamily | undefined {
  const segment = firstSegment(path);
  return segment.startsWith("/feed.") ? "feed" : segments.get(segment);
}
