import type { Instant } from "../clock.ts";

/** What the merchant has said of a host from which callers present profiles. */
export type HostStanding = "allowed" | "blocked";

/** A host on the merchant's list. */
export interface ListedHost {
  /** As {@link hostOf} gives it. */
  readonly host: string;
  readonly standing: HostStanding;
  readonly listedAt: Instant;
}

/** The host of an address as it is counted and listed: lower case, without port and without the dot that may end a name. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/\.$/, "");
}

/** Reads a host as a person types it, or the address of a profile; `undefined` where it is neither. */
export function readHost(text: string): string | undefined {
  const typed = text.trim();
  const url = URL.parse(typed.includes("://") ? typed : `https://${typed}`);
  if (!url || url.username || url.password || (!typed.includes("://") && url.pathname !== "/"))
    return undefined;
  const host = hostOf(url);
  return host === "" || host.length > 253 ? undefined : host;
}

/**
 * What a list says of a host. What is allowed is that very host. What is blocked is everything beneath it as well, but for
 * what is listed by itself: whoever owns a name has as many below it as they like.
 */
export function standingOn(list: ReadonlyMap<string, HostStanding>, host: string): HostStanding | undefined {
  const own = list.get(host);
  if (own) return own;
  for (let dot = host.indexOf("."); dot !== -1; dot = host.indexOf(".", dot + 1)) {
    const standing = list.get(host.slice(dot + 1));
    if (standing) return standing === "blocked" ? "blocked" : undefined;
  }
  return undefined;
}
