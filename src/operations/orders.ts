import type { Actor } from "../audit/audit.ts";
import type { OrderId } from "../ids.ts";
import type { OrderService } from "../orders/order-service.ts";
import type { OrderServiceResult } from "../orders/order-service-result.ts";
import type { OrderWork } from "../orders/order-work.ts";
import { changed, type OrderChange } from "../orders/refusal.ts";
import { succeed } from "../problem.ts";
import type { MoneyOperation } from "./operation.ts";

/** What a merchant wants done with an order. */
export interface OrderTask {
  readonly orderId: OrderId;
  readonly work: OrderWork;
}

/** Who wants it. */
export interface MerchantContext {
  readonly orderService: Pick<OrderService, "begin">;
  readonly actor: Actor;
}

/**
 * Does it: in one job where no money has to move, else in one before the provider is asked and one after it, which keeps
 * the answer.
 */
export const changeOrder: MoneyOperation<OrderTask, OrderChange<OrderServiceResult>, MerchantContext> = {
  name: "order work",
  kind: "money",
  subject: ({ orderId }) => orderId,
  async begin(stores, { orderId, work }, { orderService, actor }) {
    const begun = await orderService.begin(stores, orderId, work, actor);
    if (begun.kind === "ended") return { kind: "ended", outcome: succeed(begun.change) };
    const { foreseen, finish } = begun;
    return {
      kind: "open",
      foreseen: foreseen && succeed(changed(foreseen)),
      finish: async (told) => succeed(await finish((stores, change) => told(stores, succeed(change)))),
    };
  },
};
