/** The kinds of routes that can be kept to some addresses. Pages of buyers are none: they come from anywhere. */
export const routeFamilies = ["checkout", "mcp", "feed", "admin", "metrics", "webhooks"] as const;

/** One of {@link routeFamilies}. */
export type RouteFamily = (typeof routeFamilies)[number];

/** Who may ask a family of routes: whoever is in one of both. */
export interface AllowedAddresses {
  /** Addresses and CIDR ranges that are written down once and for all. */
  readonly allow: readonly string[];
  /** A list that others keep. */
  readonly list?: ListSource | undefined;
}

/** Where a list of addresses is: the absolute path of a file, or an https address. */
export interface ListSource {
  readonly kind: "file" | "url";
  readonly location: string;
  /** How often it is looked at, ms. */
  readonly interval: number;
}

/** What shop.toml says of who may ask; a family that is not here may be asked by everybody. */
export type AccessSettings = Readonly<Partial<Record<RouteFamily, AllowedAddresses | undefined>>>;
