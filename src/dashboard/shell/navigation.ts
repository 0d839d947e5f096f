import type { IconName } from "./icons.ts";

/** A part of the dashboard that the pages at the side lead to. */
export interface Section {
  readonly name: string;
  /** After `/admin`. */
  readonly path: string;
  readonly icon: IconName;
}

/** The parts there are, in the order in which they are shown. */
export const sections = {
  home: { name: "Home", path: "", icon: "home" },
  orders: { name: "Orders", path: "/orders", icon: "orders" },
  products: { name: "Products", path: "/products", icon: "products" },
  health: { name: "Health", path: "/health", icon: "events" },
  people: { name: "People", path: "/people", icon: "people" },
} as const satisfies Readonly<Record<string, Section>>;

/** Where a page belongs. */
export type SectionName = keyof typeof sections;
