import type { Permission } from "../people/roles.ts";

/** What can be done with an order that moves goods and no money. */
const goodsActions: ReadonlySet<string> = new Set(["ship", "ready", "deliver", "hand-over", "track"]);

/**
 * What somebody must be allowed for a page or form, by its path after the shop's own; `self` for what everybody may who
 * is signed in. A path that is not known here is the owner's alone: a new page is shut until it is named.
 */
export function permissionOfPage(method: string, path: string): Permission | "self" {
  const [, area, ...rest] = segmentsOf(path);
  const act = method === "GET" || method === "HEAD" ? "look" : "change";
  switch (area) {
    case undefined:
    case "search":
      return act === "look" ? "orders:look" : "people:change";
    case "orders":
    case "orders.csv":
      return act === "look" ? "orders:look" : permissionOfOrderForm(rest);
    case "health":
      if (rest[0] === "replay") return "webhooks:change";
      return `operation:${act}`;
    case "products":
      return `products:${act}`;
    case "people":
      return `people:${act}`;
    case "account":
    case "sign-out":
      return "self";
    default:
      return "people:change";
  }
}

/** Forms of an order that are not known to move goods alone may move money. */
function permissionOfOrderForm([which, action, ...rest]: readonly string[]): Permission {
  if (which === "many" && action === undefined) return "orders:change";
  if (action === "replay" && rest.length === 0) return "webhooks:change";
  const isGoods = action !== undefined && goodsActions.has(action) && rest.length === 0;
  return isGoods ? "orders:change" : "money:change";
}

/** The parts of a path as routes see them, however they are spelled. */
function segmentsOf(path: string): readonly string[] {
  return path
    .split("/")
    .filter((part) => part !== "")
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}
