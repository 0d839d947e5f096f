import type { Actor } from "../audit/audit.ts";
import type { OrderId } from "../ids.ts";
import { type Minor, ZERO } from "../money.ts";
import { type BegunRefund, beginRefund, type RefundRequest } from "../payments/begin-refund.ts";
import { leftOf } from "../payments/refund.ts";
import type { SettledRefund } from "../payments/settle-refund.ts";
import type { Order } from "./order.ts";
import type { BegunOrderWork, InOrderTransaction, OrderServiceResult } from "./order-service-result.ts";
import type { OrderServiceDependencies, OrderServiceStores } from "./order-service-stores.ts";
import { refusalOfRefund } from "./refund-refusal.ts";
import { changed, refused } from "./refusal.ts";

/** Gives money of an order back: writes it down in one job, and asks for it after that. */
export interface OrderRefunds {
  /** How much of what was paid can still be given back, minor units; zero where none was taken or can be. */
  refundable(id: OrderId): Promise<Minor>;
  begin(
    stores: OrderServiceStores,
    id: OrderId,
    wanted: Omit<RefundRequest, "orderId">,
    actor: Actor,
  ): Promise<BegunOrderWork>;
  /** Asks for the money of a refund that was written down, and settles it. */
  finish(
    order: Order,
    begun: BegunRefund,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderServiceResult>;
}

/** Builds the {@link OrderRefunds} of one process. */
export function createOrderRefunds<Stores extends OrderServiceStores>({
  reads,
  refunds,
  provider,
  clock,
}: OrderServiceDependencies<Stores>): OrderRefunds {
  async function finish(order: Order, begun: BegunRefund, inSameTransaction?: InOrderTransaction) {
    const resultOf = (settled: SettledRefund) => ({
      order: settled.order ?? order,
      refund: settled.refund,
    });
    return resultOf(
      await refunds.carryOut(
        begun,
        inSameTransaction && ((stores, settled) => inSameTransaction(stores, changed(resultOf(settled)))),
      ),
    );
  }

  return {
    async refundable(id) {
      const order = await reads.orders.find(id);
      const attempt = order && (await reads.attempts.find(order.attemptId));
      if (!attempt || attempt.provider !== provider) return ZERO;
      const { capture, amount } = attempt;
      if (capture?.state === "capturing" || capture?.state === "lapsed") return ZERO;
      return leftOf(amount, await reads.refunds.ofAttempt(attempt.id));
    },
    async begin(stores, id, { id: refundId, of, restock, reason }, actor) {
      const now = clock.now();
      const wanted = { id: refundId, of, restock, reason, orderId: id };
      const begun = await beginRefund(stores, wanted, provider, now);
      if ("kind" in begun) return { kind: "ended", change: refused(refusalOfRefund(begun)) };
      const order = await stores.orders.find(id);
      if (!order) throw new Error(`${id} was there a moment ago`);
      const { amount, lines } = begun.refund;
      const details = { refundId: begun.refund.id, amount, lineItems: lines, restock };
      if (begun.isNew)
        await stores.audit.append({ at: now, actor, action: "order.refund", subject: id, details });
      return {
        kind: "open",
        finish: async (inSameTransaction) => changed(await finish(order, begun, inSameTransaction)),
      };
    },
    finish,
  };
}
