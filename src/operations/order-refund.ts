import type { Actor } from "../audit/audit.ts";
import type { OrderId } from "../ids.ts";
import type { OrderService } from "../orders/order-service.ts";
import type { OrderServiceResult } from "../orders/order-service-result.ts";
import { changed, type OrderChange } from "../orders/refusal.ts";
import type { RefundRequest } from "../payments/begin-refund.ts";
import { succeed } from "../problem.ts";
import type { MoneyOperation } from "./operation.ts";

/** A merchant's wish to give money back. */
export interface OrderRefund {
  readonly orderId: OrderId;
  readonly wanted: Omit<RefundRequest, "orderId">;
}

/** Who gives money back. */
export interface MerchantContext {
  readonly orderService: Pick<OrderService, "beginRefund" | "finishRefund">;
  readonly actor: Actor;
}

/** Gives money back: written down in one job, and settled in another, which keeps the answer. */
export const refundOrder: MoneyOperation<OrderRefund, OrderChange<OrderServiceResult>, MerchantContext> = {
  name: "order refund",
  kind: "money",
  subject: ({ orderId }) => orderId,
  async begin(stores, { orderId, wanted }, { orderService, actor }) {
    const begun = await orderService.beginRefund(stores, orderId, wanted, actor);
    if (!begun.ok) return { kind: "ended", outcome: succeed(begun) };
    return {
      kind: "open",
      async finish(told) {
        const result = await orderService.finishRefund(begun.value, (stores, settled) =>
          told(stores, succeed(changed(settled))),
        );
        return succeed(changed(result));
      },
    };
  },
};
