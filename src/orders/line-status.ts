import type { OrderLineItem } from "./order.ts";

/** How far a line is (ACP 2026-04-17 `OrderLineItem.status`). */
export type LineStatus = "processing" | "partial" | "fulfilled" | "removed";

/** Derives a line's status from its quantities, as the schema's description of it says. */
export function lineStatus({ quantity }: Pick<OrderLineItem, "quantity">): LineStatus {
  if (quantity.current === 0) return "removed";
  if (quantity.fulfilled >= quantity.current) return "fulfilled";
  return quantity.fulfilled > 0 ? "partial" : "processing";
}
