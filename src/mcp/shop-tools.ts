import type { Protocols } from "../protocols/registry.ts";
import { type CartToolServices, cartTools } from "./cart-tools.ts";
import { type CatalogToolServices, catalogTools } from "./catalog-tools.ts";
import { type OrderToolServices, orderTools } from "./order-tools.ts";
import { type ProtocolToolServices, protocolTools } from "./protocol-tools.ts";
import { purchaseTools } from "./purchase-tools.ts";
import type { Tool } from "./tool.ts";

export interface ShopToolServices
  extends Omit<CatalogToolServices, "newest" | "catalog">,
    Omit<CartToolServices, "newest" | "catalog">,
    Omit<OrderToolServices, "newest">,
    ProtocolToolServices {
  readonly catalog: CatalogToolServices["catalog"] & CartToolServices["catalog"];
  /** Those served: agents call the tools of the main one. */
  readonly protocols: Protocols;
}

/** The tools of the guides' short flow, in its order: what /tools.json describes. */
export const shortFlow: readonly string[] = ["search_products", "initiate_checkout", "confirm_purchase"];

/** Every tool of a shop, those that anybody may call first. */
export function shopTools(services: ShopToolServices): readonly Tool[] {
  const { shop, protocols } = services;
  const { main } = protocols;
  const { newest } = main;
  const checkout = main.tools ? protocolTools(main, main.tools, services) : [];
  return [
    ...catalogTools({ ...services, newest }),
    ...cartTools({ ...services, newest }),
    ...orderTools({ ...services, newest }),
    ...checkout,
    ...purchaseTools(checkout, shop.currency, newest),
  ];
}
