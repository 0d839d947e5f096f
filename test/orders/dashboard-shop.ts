import type { OrderId } from "../../src/ids.ts";
import type { Order } from "../../src/orders/order.ts";
import { createOrderService } from "../../src/orders/order-service.ts";
import { agentOf } from "../checkout/requests.ts";
import { openTestShop } from "../checkout/shop.ts";

/** A test shop whose merchant sits at the order service, over a real database and the sandbox's books. */
export async function openDashboardShop(given: Parameters<typeof openTestShop>[0] = {}) {
  const shop = await openTestShop(given);
  const orderService = createOrderService({ ...shop, provider: "sandbox" });

  async function order(id: OrderId): Promise<Order> {
    const found = await shop.reads.orders.find(id);
    if (!found) throw new Error(`no order ${id}`);
    return found;
  }

  return {
    shop,
    orderService,
    order,
    /** Buys these items and gives the order. */
    async buy(items: object[] = [{ id: "shirt-small", quantity: 2 }]): Promise<Order> {
      const agent = agentOf(shop);
      const { json } = await agent.complete(await agent.ready(items));
      return order(json.order.id);
    },
    /** The first line's id and so many of its units. */
    some: (of: Order, quantity: number) => [{ id: lineIdOf(of), quantity }],
    /** What agents were told of an order, oldest first. */
    async told(id: OrderId) {
      return (await shop.reads.outbox.page({ orderId: id }, undefined, 100))
        .map(({ type }) => type)
        .reverse();
    },
    audit: (id: OrderId) => shop.reads.audit.of(id),
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

/** The amount of one row of an order's bill, minor units. */
export function billed({ totals }: Order, type: string): number | undefined {
  return totals.find((total) => total.type === type)?.amount;
}

function lineIdOf({ lineItems }: Order) {
  const [line] = lineItems;
  if (!line) throw new Error("an order has a line");
  return line.id;
}
