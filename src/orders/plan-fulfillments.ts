import { newFulfillment } from "./fulfillments.ts";
import type { Fulfillment, OrderLineItem, Sale } from "./order.ts";

/**
 * How a sale will reach its buyer: everything with a weight in one fulfillment, by carrier or to be picked up, and
 * digital goods in one for each product. Nothing of it has happened yet.
 */
export function plannedFulfillments(sale: Sale): readonly Fulfillment[] {
  const [goods, downloads] = [
    sale.lineItems.filter((line) => line.requiresShipping),
    sale.lineItems.filter((line) => !line.requiresShipping),
  ];
  const type = sale.delivery?.type === "pickup" ? "pickup" : "shipping";
  return [
    ...(goods.length === 0
      ? []
      : [{ ...newFulfillment(sale, type, unitsIn(goods)), description: sale.delivery?.title }]),
    ...[...Map.groupBy(downloads, (line) => line.productId).values()].map((lines) =>
      newFulfillment(sale, "digital", unitsIn(lines)),
    ),
  ];
}

function unitsIn(lines: readonly OrderLineItem[]): Fulfillment["lineItems"] {
  return lines.map(({ id, quantity }) => ({ id, quantity: quantity.ordered }));
}
