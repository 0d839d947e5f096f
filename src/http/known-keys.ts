import { isLoopback } from "../loopback.ts";
import type { RequestContext } from "./request-context.ts";

/** Headers that proxies add beside all that begin with `x-forwarded`. */
const addedByProxies: ReadonlySet<string> = new Set([
  "forwarded",
  "via",
  "x-real-ip",
  "x-client-ip",
  "x-original-forwarded-for",
  "true-client-ip",
  "cf-connecting-ip",
  "cf-ray",
  "fly-client-ip",
]);

/**
 * Whether a request comes from a program of this machine itself: over loopback, to a name of this machine, and without
 * a header that a proxy in between would add. Only then may a key open that everybody knows.
 */
export function comesFromThisMachine(context: RequestContext): boolean {
  const { request } = context;
  for (const name of request.headers.keys())
    if (name.startsWith("x-forwarded") || addedByProxies.has(name)) return false;
  const peer = context.peer()?.replace(/^::ffff:/, "");
  return peer !== undefined && isLoopback(peer) && isLoopback(URL.parse(request.url)?.hostname ?? "");
}

/** Why a key that everybody knows does not open to a request from elsewhere. */
export const knownKeyRefused =
  "the demo shop's keys, which everybody knows, are for programs of this machine itself: not through a proxy, nor " +
  "under another name than localhost. Set COMMERCE_API_KEY and ADMIN_TOKEN to keys of your own";
