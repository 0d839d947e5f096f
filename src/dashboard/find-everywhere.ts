import type { CheckoutSession } from "../checkout/session.ts";
import type { Discount } from "../discounts/discount.ts";
import type { ProductSummary } from "../feed/product-list.ts";
import { asId, type SessionId } from "../ids.ts";
import type { OrderSummary } from "../orders/order-list.ts";
import { listProducts } from "./list-products.ts";
import type { AdminServices } from "./services.ts";

/** What of the whole shop has the words that somebody looks for. */
export interface FoundEverywhere {
  readonly orders: readonly OrderSummary[];
  readonly products: readonly ProductSummary[];
  /** The discount of this code. */
  readonly discount?: Discount | undefined;
  /** The checkout of this id. */
  readonly session?: CheckoutSession | undefined;
  /** The names of agents that begin so. */
  readonly agents: readonly string[];
}

/** What is found where nothing is looked for. */
const nothing: FoundEverywhere = { orders: [], products: [], agents: [] };

/** Looks for words in orders, products, discount codes, agents and checkouts; at most `limit` of each. */
export async function findEverywhere(
  services: Pick<
    AdminServices,
    "orderList" | "productList" | "feedRules" | "feedStanding" | "lowStock" | "reads"
  >,
  text: string,
  limit: number,
): Promise<FoundEverywhere> {
  if (text === "") return nothing;
  const { orderList, reads } = services;
  const [orders, products, discount, session, agents] = await Promise.all([
    orderList.page({ filter: { text }, sort: "newest", limit }),
    listProducts(services, { view: "all", text, limit }),
    reads.discounts.byCode(text.toUpperCase()),
    text.startsWith("cs_") ? reads.sessions.find(asId<SessionId>(text)) : undefined,
    reads.agents.all(),
  ]);
  const begins = text.toLowerCase();
  return {
    orders: orders.orders.toSorted((one, other) => exactness(other, text) - exactness(one, text)),
    products: products.products.slice(0, limit),
    discount,
    session,
    agents: agents
      .flatMap(({ name }) => (name.toLowerCase().startsWith(begins) ? [name] : []))
      .slice(0, limit),
  };
}

/** The order of the very number comes first. */
function exactness({ number }: OrderSummary, text: string): number {
  return String(number) === text.replace(/^#/, "") ? 1 : 0;
}
