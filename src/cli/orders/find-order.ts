import { asId, type OrderId } from "../../ids.ts";
import type { Order } from "../../orders/order.ts";
import type { OrderStore } from "../../orders/stores.ts";
import { CommandFailed } from "../failure.ts";

/** Finds an order by the number people quote, or by its id. @throws CommandFailed when there is none. */
export async function findOrderOrFail(
  orders: Pick<OrderStore, "byNumber" | "find">,
  which: string,
): Promise<Order> {
  const found = await (/^\d+$/.test(which)
    ? orders.byNumber(Number(which))
    : orders.find(asId<OrderId>(which)));
  if (!found) throw new CommandFailed(`There is no order ${which}. See: checkstand orders list`);
  return found;
}
