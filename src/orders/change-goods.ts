import type { Actor } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import type { OrderId } from "../ids.ts";
import type { CaptureAnswer } from "../payments/begin-capture.ts";
import type { Order } from "./order.ts";
import type { BegunOrderWork, OrderServiceResult } from "./order-service-result.ts";
import type { OrderServiceDependencies, OrderServiceStores } from "./order-service-stores.ts";
import { afterGoodsWork, auditOfGoodsWork, type OrderGoodsWork } from "./order-work.ts";
import { recordChange } from "./record-change.ts";
import { changed, type OrderChange, refused } from "./refusal.ts";

/** Begins what is done with goods that stay in an order, and takes the money first where goods leave that are not paid yet. */
export interface GoodsChanges {
  begin(stores: OrderServiceStores, id: OrderId, work: OrderGoodsWork, actor: Actor): Promise<BegunOrderWork>;
  /** Takes the money, with nothing leaving. */
  capture(stores: OrderServiceStores, id: OrderId, actor: Actor): Promise<BegunOrderWork>;
}

/** Builds the {@link GoodsChanges} of one process. */
export function createGoodsChanges<Stores extends OrderServiceStores>({
  captures,
  notifications,
  clock,
}: OrderServiceDependencies<Stores>): GoodsChanges {
  async function change(
    stores: OrderServiceStores,
    id: OrderId,
    work: OrderGoodsWork,
    actor: Actor,
    capture?: CaptureAnswer,
  ): Promise<OrderChange<OrderServiceResult>> {
    const order = await stores.orders.find(id);
    if (!order) return refused({ kind: "unknown_order" });
    const now = clock.now();
    const after = afterGoodsWork(order, work, now);
    if (!after.ok) return after;
    const audit = auditOfGoodsWork(work, actor);
    const written = await recordChange(stores, order, after.value, audit, now, notifications);
    return changed({ order: written, capture });
  }

  /** Does something in the job in which it is certain that the money is taken: this one, where there is none to ask for. */
  async function oncePaid(
    stores: OrderServiceStores,
    id: OrderId,
    next: (stores: OrderServiceStores, capture: CaptureAnswer) => Promise<OrderChange<OrderServiceResult>>,
  ): Promise<BegunOrderWork> {
    const ifPaid: typeof next = async (stores, capture) =>
      isUnpaid(capture) ? refused({ kind: "not_paid" }) : next(stores, capture);
    const begun = await captures.begin(stores, id);
    if ("kind" in begun) return { kind: "ended", change: await ifPaid(stores, begun) };
    return {
      kind: "open",
      finish: (inSameTransaction) =>
        captures.finish(begun, async (stores, capture) => {
          const change = await ifPaid(stores, capture);
          await inSameTransaction?.(stores, change);
          return change;
        }),
    };
  }

  return {
    async begin(stores, id, work, actor) {
      return (await handsOver(stores, id, work, clock.now()))
        ? oncePaid(stores, id, (stores, capture) => change(stores, id, work, actor, capture))
        : { kind: "ended", change: await change(stores, id, work, actor) };
    },
    capture: (stores, id, actor) =>
      oncePaid(stores, id, async (stores, capture) => {
        const order = await stores.orders.find(id);
        if (!order) return refused({ kind: "unknown_order" });
        const details = { capture: capture.kind };
        await stores.audit.append({ at: clock.now(), actor, action: "order.capture", subject: id, details });
        return changed({ order, capture });
      }),
  };
}

/** Whether goods leave by this work that have not left before. */
async function handsOver(
  { orders }: Pick<OrderServiceStores, "orders">,
  id: OrderId,
  work: OrderGoodsWork,
  now: Instant,
): Promise<boolean> {
  if (work.kind !== "ship" && work.kind !== "deliver") return false;
  const order = await orders.find(id);
  const after = order && afterGoodsWork(order, work, now);
  return order !== undefined && after?.ok === true && unitsHandedOver(after.value) > unitsHandedOver(order);
}

/** Whether the money can no longer be taken from here. */
function isUnpaid({ kind }: CaptureAnswer): boolean {
  return kind === "lapsed" || kind === "other_provider";
}

function unitsHandedOver({ lineItems }: Order): number {
  return lineItems.reduce((all, { quantity }) => all + quantity.fulfilled, 0);
}
