import { createOrderService, type OrderService } from "../orders/order-service.ts";
import type { JobStores } from "../stores.ts";
import type { Selling } from "./selling.ts";
import type { ServerContext } from "./server-context.ts";

/** What does a merchant's work with orders in a running shop. */
export function openOrderService(
  { write, reads, notifications, clock }: ServerContext,
  { payments, provider }: Pick<Selling, "payments" | "provider">,
): OrderService {
  return createOrderService<JobStores>({
    write,
    reads,
    notifications,
    refunds: payments.refunds,
    captures: payments.captures,
    provider: provider.name,
    clock,
  });
}
