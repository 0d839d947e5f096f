import type { Protocols } from "../protocols/registry.ts";
import { type CartToolServices, cartTools } from "./cart-tools.ts";
import { type CatalogToolServices, catalogTools } from "./catalog-tools.ts";
import { type OrderToolServices, orderTools } from "./order-tools.ts";
import { type ProtocolToolServices, protocolTools, shortFlowTools } from "./protocol-tools.ts";
import type { Tool } from "./tool.ts";

export interface ShopToolServices
  extends Omit<CatalogToolServices, "newest">,
    Omit<CartToolServices, "newest">,
    Omit<OrderToolServices, "newest">,
    ProtocolToolServices {
  /** Those served: agents call the tools of the main one. */
  readonly protocols: Protocols;
}

/** The tools of the guides' short flow, in its order: what /tools.json describes. */
export const describedTools: readonly string[] = ["search_products", "initiate_checkout", "confirm_purchase"];

/** Every tool of a shop, those that anybody may call first. */
export function shopTools(services: ShopToolServices): readonly Tool[] {
  const { main } = services.protocols;
  const { newest, tools } = main;
  return [
    ...catalogTools({ ...services, newest }),
    ...cartTools({ ...services, newest }),
    ...orderTools({ ...services, newest }),
    ...(tools ? protocolTools(main, tools, services) : []),
    ...(tools ? shortFlowTools(tools.shortFlow, newest, services) : []),
  ];
}

/**
 * Tools as function-calling definitions, as model providers take them, in the order they are named.
 *
 * @throws Error for a name that no tool has.
 */
export function functionDefinitions(tools: readonly Tool[], names: readonly string[]): object[] {
  return names.map((each) => {
    const tool = tools.find(({ name }) => name === each);
    if (!tool) throw new Error(`there is no tool ${each}`);
    const { name, description, inputSchema } = tool;
    return { type: "function", function: { name, description, parameters: inputSchema } };
  });
}
