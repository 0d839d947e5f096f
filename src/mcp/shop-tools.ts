import { newestWire, servedWires, wireFor } from "../protocols/acp/versions.ts";
import { type CatalogToolServices, catalogTools } from "./catalog-tools.ts";
import { type CheckoutToolServices, checkoutTools } from "./checkout-tools.ts";
import { type OrderToolServices, orderTools } from "./order-tools.ts";
import { purchaseTools } from "./purchase-tools.ts";
import type { Tool } from "./tool.ts";

export interface ShopToolServices
  extends Omit<CatalogToolServices, "newest">,
    Omit<OrderToolServices, "newest">,
    Pick<CheckoutToolServices, "operations"> {
  /** Whether the ACP version that is not released yet is served. */
  readonly unreleased: boolean;
}

/** The tools of the guides' short flow, in its order: what /tools.json describes. */
export const shortFlow: readonly string[] = ["search_products", "initiate_checkout", "confirm_purchase"];

/** Every tool of a shop, those for finding things first. */
export function shopTools(services: ShopToolServices): readonly Tool[] {
  const { unreleased, shop } = services;
  const newest = newestWire;
  const checkout = checkoutTools({
    operations: services.operations,
    wires: servedWires(unreleased),
    newest,
    wireFor: (version) => wireFor(version, unreleased),
  });
  return [
    ...catalogTools({ ...services, newest }),
    ...checkout,
    ...orderTools({ ...services, newest }),
    ...purchaseTools(checkout, shop.currency, newest),
  ];
}
