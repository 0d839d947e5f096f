import type { Actor } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import type { OrderId } from "../ids.ts";
import type { CaptureAnswer } from "../payments/captures.ts";
import type { Order } from "./order.ts";
import type { InOrderTransaction, OrderServiceResult } from "./order-service-result.ts";
import type { OrderServiceDependencies, OrderServiceStores } from "./order-service-stores.ts";
import { type AuditAction, recordChange } from "./record-change.ts";
import { changed, type OrderChange, refused } from "./refusal.ts";

/** Writes changes of an order's goods down, and takes the money first where goods leave that are not paid yet. */
export interface GoodsChanges {
  /** A change that hands nothing over: one job. */
  change(
    id: OrderId,
    auditAction: AuditAction,
    change: (order: Order, now: Instant) => OrderChange,
    inSameTransaction: InOrderTransaction | undefined,
  ): Promise<OrderChange<OrderServiceResult>>;
  /** A change by which goods may leave: the money for them first, where it was only authorised. */
  handOver(
    id: OrderId,
    auditAction: AuditAction,
    change: (order: Order, now: Instant) => OrderChange,
    inSameTransaction: InOrderTransaction | undefined,
  ): Promise<OrderChange<OrderServiceResult>>;
  /** Takes the money, with nothing leaving. */
  capture(
    id: OrderId,
    actor: Actor,
    inSameTransaction: InOrderTransaction | undefined,
  ): Promise<OrderChange<OrderServiceResult>>;
}

/** Builds the {@link GoodsChanges} of one process. */
export function createGoodsChanges<Stores extends OrderServiceStores>({
  write,
  reads,
  captures,
  notifications,
  clock,
}: OrderServiceDependencies<Stores>): GoodsChanges {
  function change(
    id: OrderId,
    auditAction: AuditAction,
    make: (order: Order, now: Instant) => OrderChange,
    inSameTransaction: InOrderTransaction | undefined,
    capture?: CaptureAnswer,
  ): Promise<OrderChange<OrderServiceResult>> {
    return write(async (stores) => {
      const order = await stores.orders.find(id);
      if (!order) return refused({ kind: "unknown_order" });
      const now = clock.now();
      const wanted = make(order, now);
      if (!wanted.ok) return wanted;
      const result = {
        order: await recordChange(stores, order, wanted.value, auditAction, now, notifications),
        capture,
      };
      await inSameTransaction?.(stores, result);
      return changed(result);
    });
  }

  async function handOver(
    id: OrderId,
    auditAction: AuditAction,
    make: (order: Order, now: Instant) => OrderChange,
    inSameTransaction: InOrderTransaction | undefined,
  ): Promise<OrderChange<OrderServiceResult>> {
    const order = await reads.orders.find(id);
    if (!order) return refused({ kind: "unknown_order" });
    const wanted = make(order, clock.now());
    if (!wanted.ok) return wanted;
    if (unitsHandedOver(wanted.value) <= unitsHandedOver(order))
      return change(id, auditAction, make, inSameTransaction);
    const capture = await captures.capture(id);
    return isUnpaid(capture)
      ? refused({ kind: "not_paid" })
      : change(id, auditAction, make, inSameTransaction, capture);
  }

  return {
    change,
    handOver,
    async capture(id, actor, inSameTransaction) {
      if (!(await reads.orders.find(id))) return refused({ kind: "unknown_order" });
      const capture = await captures.capture(id);
      if (isUnpaid(capture)) return refused({ kind: "not_paid" });
      return write(async (stores) => {
        const order = await stores.orders.find(id);
        if (!order) throw new Error(`${id} was there a moment ago`);
        const details = { capture: capture.kind };
        await stores.audit.append({ at: clock.now(), actor, action: "order.capture", subject: id, details });
        await inSameTransaction?.(stores, { order, capture });
        return changed({ order, capture });
      });
    },
  };
}

/** Whether the money can no longer be taken from here. */
function isUnpaid({ kind }: CaptureAnswer): boolean {
  return kind === "lapsed" || kind === "other_provider";
}

function unitsHandedOver({ lineItems }: Order): number {
  return lineItems.reduce((all, { quantity }) => all + quantity.fulfilled, 0);
}
