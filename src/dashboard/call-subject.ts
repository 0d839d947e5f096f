import { asId, type DiscountId, type OrderId } from "../ids.ts";
import type { Order } from "../orders/order.ts";
import type { AdminReads } from "./services.ts";

/** Finds the order that people name by its number or its id. */
export async function findOrder(
  { orders }: Pick<AdminReads, "orders">,
  which: string,
): Promise<Order | undefined> {
  return /^\d{1,15}$/.test(which) ? orders.byNumber(Number(which)) : orders.find(asId<OrderId>(which));
}

/** The id of the discount that people name by its code, in any letter case, or its id; unchecked where it is an id. */
export async function discountIdOf(
  { discounts }: Pick<AdminReads, "discounts">,
  which: string,
): Promise<DiscountId> {
  return (await discounts.byCode(which.toUpperCase()))?.id ?? asId<DiscountId>(which);
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
        return discountIdOf(reads, value);
      default:
        return value;
    }
  });
  return JSON.stringify(await Promise.all(named));
}
