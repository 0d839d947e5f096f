import type { Actor } from "../audit/audit.ts";
import type { OrderId } from "../ids.ts";
import type { Minor } from "../money.ts";
import { unreachable } from "../problem.ts";
import { createGoodsChanges } from "./change-goods.ts";
import { createOrderRefunds } from "./order-refunds.ts";
import type { BegunOrderWork, GoodsOutForeseen, OrderServiceResult } from "./order-service-result.ts";
import type { OrderServiceDependencies, OrderServiceStores } from "./order-service-stores.ts";
import type { OrderGoodsOut, OrderWork } from "./order-work.ts";
import type { OrderChange } from "./refusal.ts";
import { createGoodsOut } from "./take-goods-out.ts";

/**
 * Does what a merchant wants done with an order, from wherever. One job writes the order, the event for its agent and an
 * audit row, or changes nothing and says why; where money has to move, that is asked for outside any job, and what comes
 * of it is written in a second one.
 */
export interface OrderService {
  /** Both jobs, one after the other. */
  work(id: OrderId, work: OrderWork, actor: Actor): Promise<OrderChange<OrderServiceResult>>;
  /** The first job, for whoever has something of their own to write in it. */
  begin(stores: OrderServiceStores, id: OrderId, work: OrderWork, actor: Actor): Promise<BegunOrderWork>;
  /** What taking goods out would do as the order stands. Changes nothing. */
  foresee(id: OrderId, work: OrderGoodsOut): Promise<OrderChange<GoodsOutForeseen>>;
  /** How much of what was paid can still be given back, minor units; zero where none was taken or can be. */
  refundable(id: OrderId): Promise<Minor>;
}

/** Builds the {@link OrderService} of one process. */
export function createOrderService<Stores extends OrderServiceStores>(
  dependencies: OrderServiceDependencies<Stores>,
): OrderService {
  const { write } = dependencies;
  const refunds = createOrderRefunds(dependencies);
  const goods = createGoodsChanges(dependencies);
  const goodsOut = createGoodsOut(dependencies, refunds);

  async function begin(
    stores: OrderServiceStores,
    id: OrderId,
    work: OrderWork,
    actor: Actor,
  ): Promise<BegunOrderWork> {
    switch (work.kind) {
      case "ship":
      case "ready":
      case "deliver":
      case "track":
      case "hold":
      case "confirm":
      case "note":
      case "withdraw":
        return goods.begin(stores, id, work, actor);
      case "capture":
        return goods.capture(stores, id, actor);
      case "cancel":
      case "return":
        return goodsOut.begin(stores, id, work, actor);
      case "refund":
        return refunds.begin(stores, id, work, actor);
      default:
        return unreachable(work);
    }
  }

  return {
    async work(id, work, actor) {
      const begun = await write((stores) => begin(stores, id, work, actor));
      return begun.kind === "ended" ? begun.change : begun.finish();
    },
    begin,
    foresee: goodsOut.foresee,
    refundable: refunds.refundable,
  };
}
