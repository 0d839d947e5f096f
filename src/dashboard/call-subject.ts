import { discountIdOf } from "../discounts/administration.ts";
import { asId, type OrderId } from "../ids.ts";
import type { Order } from "../orders/order.ts";
import type { AdminReads } from "./services.ts";

/** Finds the order that people name by its number or its id. */
export async function findOrder(
  { orders }: Pick<AdminReads, "orders">,
  which: string,
): Promise<Order | undefined> {
  return /^\d{1,15}$/.test(which) ? orders.byNumber(Number(which)) : orders.find(asId<OrderId>(which));
}

/**
 * What a call is about, the same however its address spells it: parameters of the path come decoded, an order is named
 * by its id where the call names it by number, a discount by its id where it names its code.
 */
export async function subjectOf(
  reads: Pick<AdminReads, "orders" | "discounts">,
  params: Readonly<Record<string, string>>,
): Promise<string> {
  const named = Object.entries(params).map(async ([name, value]) => {
    switch (name) {
      case "order":
        return (await findOrder(reads, value))?.id ?? value;
      case "discount":
        return discountIdOf(reads.discounts, value);
      default:
        return value;
    }
  });
  return JSON.stringify(await Promise.all(named));
}
