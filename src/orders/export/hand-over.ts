import type { Actor, AuditStore } from "../../audit/audit.ts";
import type { ReservationStore } from "../../catalog/stores.ts";
import type { Instant } from "../../clock.ts";
import type { Order } from "../order.ts";
import type { OrderStore } from "../stores.ts";

/** What handing orders over writes. */
export interface HandOverStores {
  readonly orders: Pick<OrderStore, "markExported">;
  readonly catalog: Pick<ReservationStore, "acknowledge">;
  readonly audit: Pick<AuditStore, "append">;
}

/**
 * Notes that the merchant's source was told of these orders: they are not exported again by themselves, and a stock it
 * counts from now on has their units subtracted. In a write job, once what was exported is in the merchant's hands.
 */
export async function handOver(
  { orders, catalog, audit }: HandOverStores,
  told: readonly Order[],
  actor: Actor,
  now: Instant,
): Promise<void> {
  await orders.markExported(
    told.map(({ id }) => id),
    now,
  );
  await catalog.acknowledge(
    told.map(({ attemptId }) => attemptId),
    now,
  );
  for (const { id } of told) {
    await audit.append({ at: now, actor, action: "order.export", subject: id, details: {} });
  }
}
