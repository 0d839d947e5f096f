import type { Actor } from "../audit/audit.ts";
import type { OrderId } from "../ids.ts";
import type { Minor } from "../money.ts";
import type { RefundRequest } from "../payments/begin-refund.ts";
import { type Note, note } from "./adjust.ts";
import { type Cancellation, cancelUnits, type Return, takeBack } from "./cancel.ts";
import { createGoodsChanges, type GoodsChanges } from "./change-goods.ts";
import { type Delivery, deliver, type Progress, track } from "./deliver.ts";
import { createOrderRefunds } from "./order-refunds.ts";
import type {
  BegunOrderRefund,
  GoodsOutForeseen,
  InOrderTransaction,
  MoneyBack,
  OrderServiceResult,
} from "./order-service-result.ts";
import type { OrderServiceDependencies, OrderServiceStores } from "./order-service-stores.ts";
import type { AuditAction } from "./record-change.ts";
import { changed, type OrderChange } from "./refusal.ts";
import { confirm, holdForReview } from "./review.ts";
import { makeReady, type Pickup, type ShippedParcel, ship } from "./ship.ts";
import { createGoodsOut, type GoodsOutOfOrder } from "./take-goods-out.ts";

/**
 * Everything a merchant does with an order, from wherever: each call is one job that writes the order, the event for
 * its agent and an audit row, or changes nothing and says why. Money moves after that job is committed.
 */
export interface OrderService {
  /** Sends a parcel. Takes the money first, where it was only authorised: an order that cannot be paid is not sent. */
  ship(
    id: OrderId,
    shipment: ShippedParcel,
    actor: Actor,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderChange<OrderServiceResult>>;
  makeReady(
    id: OrderId,
    pickup: Pickup,
    actor: Actor,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderChange<OrderServiceResult>>;
  /** Notes what has arrived. The money for goods that are handed over by it is taken first, as by `ship`. */
  deliver(
    id: OrderId,
    delivery: Delivery,
    actor: Actor,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderChange<OrderServiceResult>>;
  track(
    id: OrderId,
    progress: Progress,
    actor: Actor,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderChange<OrderServiceResult>>;
  holdForReview(
    id: OrderId,
    actor: Actor,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderChange<OrderServiceResult>>;
  confirm(
    id: OrderId,
    actor: Actor,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderChange<OrderServiceResult>>;
  /** Takes money that was only authorised, with nothing leaving yet. Asked again, it takes nothing more. */
  capture(
    id: OrderId,
    actor: Actor,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderChange<OrderServiceResult>>;
  /** Cancels what has not left; it goes back on sale. What was paid for it goes back, unless told otherwise. */
  cancel(
    id: OrderId,
    cancellation: Cancellation & { readonly money?: MoneyBack | undefined },
    actor: Actor,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderChange<OrderServiceResult>>;
  /** Takes goods back. They go back on sale only with `restock`. Money as for `cancel`. */
  takeBack(
    id: OrderId,
    returned: Return & { readonly money?: MoneyBack | undefined; readonly restock?: boolean | undefined },
    actor: Actor,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderChange<OrderServiceResult>>;
  /** What `cancel` would do as the order stands. Changes nothing. */
  foreseeCancel(
    id: OrderId,
    cancellation: Cancellation & { readonly money?: MoneyBack | undefined },
  ): Promise<OrderChange<GoodsOutForeseen>>;
  /** What `takeBack` would do as the order stands. Changes nothing. */
  foreseeReturn(
    id: OrderId,
    returned: Return & { readonly money?: MoneyBack | undefined },
  ): Promise<OrderChange<GoodsOutForeseen>>;
  /** How much of what was paid can still be given back, minor units; zero where none was taken or can be. */
  refundable(id: OrderId): Promise<Minor>;
  refund(
    id: OrderId,
    wanted: Omit<RefundRequest, "orderId">,
    actor: Actor,
  ): Promise<OrderChange<OrderServiceResult>>;
  /** The first of the two jobs of {@link OrderService.refund}: writes the refund down. */
  beginRefund(
    stores: OrderServiceStores,
    id: OrderId,
    wanted: Omit<RefundRequest, "orderId">,
    actor: Actor,
  ): Promise<OrderChange<BegunOrderRefund>>;
  /** Asks for the money of a refund that was written down, and settles it in the second job. */
  finishRefund(begun: BegunOrderRefund, inSameTransaction?: InOrderTransaction): Promise<OrderServiceResult>;
  note(
    id: OrderId,
    note: Note,
    actor: Actor,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderChange<OrderServiceResult>>;
}

/** Builds the {@link OrderService} of one process. */
export function createOrderService<Stores extends OrderServiceStores>(
  dependencies: OrderServiceDependencies<Stores>,
): OrderService {
  const { write } = dependencies;
  const refunds = createOrderRefunds(dependencies);
  return {
    ...deliveries(createGoodsChanges(dependencies)),
    ...withdrawals(createGoodsOut(dependencies, refunds)),
    refundable: refunds.refundable,
    async refund(id, wanted, actor) {
      const begun = await write((stores) => refunds.begin(stores, id, wanted, actor));
      return begun.ok ? changed(await refunds.finish(begun.value.order, begun.value.begun)) : begun;
    },
    beginRefund: refunds.begin,
    finishRefund: ({ order, begun }, inSameTransaction) => refunds.finish(order, begun, inSameTransaction),
  };
}

/** What is done with goods that stay in the order, and what is noted of it. */
function deliveries(
  changes: GoodsChanges,
): Pick<
  OrderService,
  "ship" | "capture" | "makeReady" | "deliver" | "track" | "holdForReview" | "confirm" | "note"
> {
  return {
    ship(id, shipment, actor, inSameTransaction) {
      const { lineItems, carrier, trackingNumber } = shipment;
      const auditAction: AuditAction = {
        actor,
        action: "order.ship",
        details: { lineItems, carrier, trackingNumber },
      };
      return changes.handOver(id, auditAction, (order, now) => ship(order, shipment, now), inSameTransaction);
    },
    capture: changes.capture,
    makeReady: (id, pickup, actor, inSameTransaction) =>
      changes.change(
        id,
        { actor, action: "order.ready_for_pickup", details: { lineItems: pickup.lineItems } },
        (order, now) => makeReady(order, pickup, now),
        inSameTransaction,
      ),
    deliver: (id, delivery, actor, inSameTransaction) =>
      changes.handOver(
        id,
        { actor, action: "order.deliver", details: { fulfillmentId: delivery.fulfillmentId } },
        (order, now) => deliver(order, delivery, now),
        inSameTransaction,
      ),
    track: (id, progress, actor, inSameTransaction) => {
      const { fulfillmentId, type } = progress;
      const auditAction: AuditAction = { actor, action: "order.track", details: { fulfillmentId, type } };
      return changes.change(id, auditAction, (order, now) => track(order, progress, now), inSameTransaction);
    },
    holdForReview: (id, actor, inSameTransaction) =>
      changes.change(id, { actor, action: "order.hold" }, holdForReview, inSameTransaction),
    confirm: (id, actor, inSameTransaction) =>
      changes.change(id, { actor, action: "order.confirm" }, confirm, inSameTransaction),
    note: (id, wanted, actor, inSameTransaction) =>
      changes.change(
        id,
        {
          actor,
          action: `order.${wanted.type}`,
          details: { lineItems: wanted.lineItems, amount: wanted.amount },
        },
        (order, now) => note(order, wanted, now),
        inSameTransaction,
      ),
  };
}

/** What is done with goods that go out of the order. */
function withdrawals(
  goodsOut: GoodsOutOfOrder,
): Pick<OrderService, "cancel" | "takeBack" | "foreseeCancel" | "foreseeReturn"> {
  return {
    cancel: (id, { money = "price", ...cancellation }, actor, inSameTransaction) =>
      goodsOut.takeOut(id, {
        auditAction: { actor, action: "order.cancel" },
        money,
        restock: true,
        reason: cancellation.description,
        change: (order, now, claimed) => cancelUnits(order, cancellation, now, claimed),
        inSameTransaction,
      }),
    takeBack: (id, { money = "price", restock = false, ...returned }, actor, inSameTransaction) =>
      goodsOut.takeOut(id, {
        auditAction: { actor, action: "order.return" },
        money,
        restock,
        reason: returned.description,
        change: (order, now, claimed) => takeBack(order, returned, now, claimed),
        inSameTransaction,
      }),
    foreseeCancel: (id, { money = "price", ...cancellation }) =>
      goodsOut.foresee(id, {
        money,
        change: (order, now, claimed) => cancelUnits(order, cancellation, now, claimed),
      }),
    foreseeReturn: (id, { money = "price", ...returned }) =>
      goodsOut.foresee(id, {
        money,
        change: (order, now, claimed) => takeBack(order, returned, now, claimed),
      }),
  };
}
