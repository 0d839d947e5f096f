import type { Installation } from "./installation.ts";

/** What a proxy lets through, in its own unit: above the shop's own limits, so that the shop says what is too long. */
export const bodyLimit = { megabytes: 1 };

/** Where a proxy on the same machine finds the shop. One that listens everywhere is found over loopback. */
export function upstreamOf({ host, port }: Pick<Installation, "host" | "port">): string {
  const everywhere: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  const name = everywhere[host] ?? host;
  return `${name.includes(":") ? `[${name}]` : name}:${port}`;
}
