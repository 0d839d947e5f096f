import type { Permission, ShopArea } from "../people/roles.ts";
import type { AdminRoute } from "./route.ts";
import type { AdminTag } from "./tags.ts";

const areaOfTag: Readonly<Record<AdminTag, ShopArea>> = {
  Orders: "orders",
  Products: "products",
  Discounts: "discounts",
  Agents: "agents",
  Webhooks: "webhooks",
  Buyers: "buyers",
  Operation: "operation",
  People: "people",
};

/** Routes of orders that move no money. Whichever is not here may. */
const goodsPaths: ReadonlySet<string> = new Set([
  "/orders/ship",
  "/orders/:order/ship",
  "/orders/:order/ready",
  "/orders/:order/deliver",
  "/orders/:order/track",
]);

/** What a caller of a route of the merchant's API must be allowed. */
export function permissionOfRoute({
  tag,
  method,
  path,
}: Pick<AdminRoute, "tag" | "method" | "path">): Permission {
  if (method === "GET") return `${areaOfTag[tag]}:look`;
  return tag === "Orders" && !goodsPaths.has(path) ? "money:change" : `${areaOfTag[tag]}:change`;
}
