import type { Actor } from "../audit/audit.ts";
import type { Clock, Instant } from "../clock.ts";
import type { IdempotencyStore } from "../idempotency/stores.ts";
import type { OrderId } from "../ids.ts";
import { type Minor, minor, sum, ZERO } from "../money.ts";
import type { AttemptStore } from "../payments/attempt.ts";
import {
  type BeginRefundStores,
  type BegunRefund,
  beginRefund,
  type RefundRequest,
  unitsAboutToGo,
} from "../payments/begin-refund.ts";
import type { CaptureAnswer, Captures } from "../payments/captures.ts";
import { leftOf, type Refund, type RefundStore } from "../payments/refund.ts";
import type { Refunds } from "../payments/refunds.ts";
import type { RefundStores, SettledRefund } from "../payments/settle-refund.ts";
import type { Write } from "../storage.ts";
import { type Note, note } from "./adjust.ts";
import { type Cancellation, cancelUnits, type GoodsOut, type Return, takeBack } from "./cancel.ts";
import { type Delivery, deliver, type Progress, track } from "./deliver.ts";
import type { LineItemReference, Order } from "./order.ts";
import { type AuditAction, recordChange } from "./record-change.ts";
import type { OrderNotifications } from "./record-order-event.ts";
import { refusalOfRefund } from "./refund-refusal.ts";
import { changed, type OrderChange, type OrderRefusal, refused } from "./refusal.ts";
import { confirm, holdForReview } from "./review.ts";
import { makeReady, type Pickup, type ShippedParcel, ship } from "./ship.ts";
import type { OrderStore } from "./stores.ts";
import { priceOfUnits, unitsOf } from "./units.ts";

/** What the dashboard reads and writes in a write job. */
export interface OrderServiceStores extends RefundStores {
  readonly attempts: BeginRefundStores["attempts"] & RefundStores["attempts"];
  readonly orders: BeginRefundStores["orders"] & RefundStores["orders"];
  readonly idempotency: Pick<IdempotencyStore, "foresee" | "answer" | "release">;
}

export interface OrderServiceDependencies<Stores extends OrderServiceStores> {
  readonly write: Write<Stores>;
  readonly reads: OutReads;
  readonly refunds: Pick<Refunds<Stores>, "carryOut">;
  readonly captures: Pick<Captures, "capture">;
  /** The name of the payment provider that is configured. */
  readonly provider: string;
  readonly notifications: OrderNotifications;
  readonly clock: Clock;
}

/** What tells how much goes back with goods that go out. */
export interface OutReads {
  readonly orders: Pick<OrderStore, "find">;
  readonly attempts: Pick<AttemptStore, "find">;
  readonly refunds: Pick<RefundStore, "ofAttempt">;
}

/** What taking goods out of an order would do. */
export interface GoodsOutForeseen {
  readonly units: readonly LineItemReference[];
  /** What would go back to the buyer, minor units. */
  readonly amount: Minor;
}

/** A refund that was written down, and the order it is of. */
export interface BegunOrderRefund {
  readonly order: Order;
  readonly begun: BegunRefund;
}

/** How much goes back with goods that go out: what was paid for them, another amount (minor units), or nothing. */
export type MoneyBack = "price" | "none" | Minor;

/** An order after the dashboard has worked on it, and what became of its money. */
export interface OrderServiceResult {
  readonly order: Order;
  /** The refund that went with it; it may be pending, and is then finished by and by, or have failed. */
  readonly refund?: Refund | undefined;
  /** What became of money that was only authorised until the goods left. */
  readonly capture?: CaptureAnswer | undefined;
}

/**
 * Written by the very job that changes an order, with what came of it so far: a refund that goes with it is still to be
 * asked for.
 */
export type InOrderTransaction = (
  stores: Pick<OrderServiceStores, "idempotency">,
  result: OrderServiceResult,
) => Promise<void>;

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
export function createOrderService<Stores extends OrderServiceStores>({
  write,
  reads,
  refunds,
  captures,
  provider,
  notifications,
  clock,
}: OrderServiceDependencies<Stores>): OrderService {
  /** A change of goods alone: one job. */
  function work(
    id: OrderId,
    auditAction: AuditAction,
    change: (order: Order, now: Instant) => OrderChange,
    inSameTransaction: InOrderTransaction | undefined,
    capture?: CaptureAnswer,
  ): Promise<OrderChange<OrderServiceResult>> {
    return write(async (stores) => {
      const order = await stores.orders.find(id);
      if (!order) return refused({ kind: "unknown_order" });
      const now = clock.now();
      const wanted = change(order, now);
      if (!wanted.ok) return wanted;
      const result = {
        order: await recordChange(stores, order, wanted.value, auditAction, now, notifications),
        capture,
      };
      await inSameTransaction?.(stores, result);
      return changed(result);
    });
  }

  /** Goods that leave, if they do: the money for them first, where it was only authorised. */
  async function handOver(
    id: OrderId,
    auditAction: AuditAction,
    change: (order: Order, now: Instant) => OrderChange,
    inSameTransaction: InOrderTransaction | undefined,
  ): Promise<OrderChange<OrderServiceResult>> {
    const order = await reads.orders.find(id);
    if (!order) return refused({ kind: "unknown_order" });
    const wanted = change(order, clock.now());
    if (!wanted.ok) return wanted;
    if (unitsHandedOver(wanted.value) <= unitsHandedOver(order))
      return work(id, auditAction, change, inSameTransaction);
    const capture = await captures.capture(id);
    return isUnpaid(capture)
      ? refused({ kind: "not_paid" })
      : work(id, auditAction, change, inSameTransaction, capture);
  }

  /** Goods out of the order and money back with them: written down in one job, so that no crash parts them. */
  async function takeOut(id: OrderId, given: TakingOut): Promise<OrderChange<OrderServiceResult>> {
    const written = await write((stores) => writeOut(stores, id, given));
    return written.ok ? changed(await withMoney(written.value.order, written.value.begun)) : written;
  }

  /** Works out what goes, and how much goes back with it. */
  async function planOut(
    stores: OutReads,
    id: OrderId,
    { change, money }: Pick<TakingOut, "change" | "money">,
    now: Instant,
  ): Promise<OrderChange<PlannedOut>> {
    const order = await stores.orders.find(id);
    const attempt = order && (await stores.attempts.find(order.attemptId));
    if (!order || !attempt) return refused({ kind: "unknown_order" });
    const earlier = await stores.refunds.ofAttempt(attempt.id);
    const claimed = unitsAboutToGo(earlier);
    const out = change(order, now, claimed);
    if (!out.ok) return out;
    const amount = amountBack(money, order, out.value, claimed, leftOf(attempt.amount, earlier));
    return changed({ order, out, amount });
  }

  async function foresee(
    id: OrderId,
    given: Pick<TakingOut, "change" | "money">,
  ): Promise<OrderChange<GoodsOutForeseen>> {
    const planned = await planOut(reads, id, given, clock.now());
    if (!planned.ok) return planned;
    const { out, amount } = planned.value;
    return changed({ units: out.value.units, amount: minor(Math.min(amount, await refundable(id))) });
  }

  async function refundable(id: OrderId): Promise<Minor> {
    const order = await reads.orders.find(id);
    const attempt = order && (await reads.attempts.find(order.attemptId));
    if (!attempt || attempt.provider !== provider) return ZERO;
    const { capture, amount } = attempt;
    if (capture?.state === "capturing" || capture?.state === "lapsed") return ZERO;
    return leftOf(amount, await reads.refunds.ofAttempt(attempt.id));
  }

  async function writeOut(
    stores: OrderServiceStores,
    id: OrderId,
    given: TakingOut,
  ): Promise<OrderChange<Written>> {
    const now = clock.now();
    const planned = await planOut(stores, id, given, now);
    if (!planned.ok) return planned;
    const { order, out, amount } = planned.value;
    const { units } = out.value;
    const begun = await begin(stores, id, amount, given, now);
    if (begun && "kind" in begun) return refused(begun);
    if (given.restock) await putOnSale(stores, order, units, now);
    const details = { lineItems: units, amount, restock: given.restock };
    const after = await recordChange(
      stores,
      order,
      out.value.order,
      { ...given.auditAction, details },
      now,
      notifications,
    );
    await given.inSameTransaction?.(stores, { order: after, refund: begun?.refund });
    return changed({ order: after, begun });
  }

  /** Writes the refund down; gives nothing where there is nothing to give back. */
  async function begin(
    stores: OrderServiceStores,
    orderId: OrderId,
    amount: Minor,
    { money, reason }: TakingOut,
    now: Instant,
  ): Promise<BegunRefund | OrderRefusal | undefined> {
    if (amount === 0 && (money === "price" || money === "none")) return undefined;
    const request: RefundRequest = { orderId, of: { kind: "amount", amount }, restock: false, reason };
    const begun = await beginRefund(stores, request, provider, now);
    if (!("kind" in begun)) return begun;
    const nothingToGive = begun.kind === "nothing_left" || begun.kind === "never_paid";
    return nothingToGive && money === "price" ? undefined : refusalOfRefund(begun);
  }

  async function putOnSale(
    { catalog }: Pick<OrderServiceStores, "catalog">,
    order: Order,
    units: readonly LineItemReference[],
    now: Instant,
  ): Promise<void> {
    for (const { id, variantId } of order.lineItems) {
      const quantity = unitsOf(units, id);
      if (quantity > 0) await catalog.restock(order.attemptId, variantId, quantity, now);
    }
  }

  async function writeRefund(
    stores: OrderServiceStores,
    id: OrderId,
    wanted: Omit<RefundRequest, "orderId">,
    actor: Actor,
  ): Promise<OrderChange<BegunOrderRefund>> {
    const now = clock.now();
    const begun = await beginRefund(stores, { ...wanted, orderId: id }, provider, now);
    if ("kind" in begun) return refused(refusalOfRefund(begun));
    const order = await stores.orders.find(id);
    if (!order) throw new Error(`${id} was there a moment ago`);
    const { id: refundId, amount, lines } = begun.refund;
    const details = { refundId, amount, lineItems: lines, restock: wanted.restock };
    if (begun.isNew)
      await stores.audit.append({ at: now, actor, action: "order.refund", subject: id, details });
    return changed({ order, begun });
  }

  async function withMoney(
    order: Order,
    begun: BegunRefund | undefined,
    inSameTransaction?: InOrderTransaction,
  ): Promise<OrderServiceResult> {
    if (!begun) return { order };
    const resultOf = (settled: SettledRefund) => ({ order: settled.order ?? order, refund: settled.refund });
    return resultOf(
      await refunds.carryOut(
        begun,
        inSameTransaction && ((stores, settled) => inSameTransaction(stores, resultOf(settled))),
      ),
    );
  }

  return {
    ship(id, shipment, actor, inSameTransaction) {
      const { lineItems, carrier, trackingNumber } = shipment;
      const auditAction: AuditAction = {
        actor,
        action: "order.ship",
        details: { lineItems, carrier, trackingNumber },
      };
      return handOver(id, auditAction, (order, now) => ship(order, shipment, now), inSameTransaction);
    },
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
    makeReady: (id, pickup, actor, inSameTransaction) =>
      work(
        id,
        { actor, action: "order.ready_for_pickup", details: { lineItems: pickup.lineItems } },
        (order, now) => makeReady(order, pickup, now),
        inSameTransaction,
      ),
    deliver: (id, delivery, actor, inSameTransaction) =>
      handOver(
        id,
        { actor, action: "order.deliver", details: { fulfillmentId: delivery.fulfillmentId } },
        (order, now) => deliver(order, delivery, now),
        inSameTransaction,
      ),
    track: (id, progress, actor, inSameTransaction) => {
      const { fulfillmentId, type } = progress;
      const auditAction: AuditAction = { actor, action: "order.track", details: { fulfillmentId, type } };
      return work(id, auditAction, (order, now) => track(order, progress, now), inSameTransaction);
    },
    holdForReview: (id, actor, inSameTransaction) =>
      work(id, { actor, action: "order.hold" }, holdForReview, inSameTransaction),
    confirm: (id, actor, inSameTransaction) =>
      work(id, { actor, action: "order.confirm" }, confirm, inSameTransaction),
    cancel: (id, { money = "price", ...cancellation }, actor, inSameTransaction) =>
      takeOut(id, {
        auditAction: { actor, action: "order.cancel" },
        money,
        restock: true,
        reason: cancellation.description,
        change: (order, now, claimed) => cancelUnits(order, cancellation, now, claimed),
        inSameTransaction,
      }),
    takeBack: (id, { money = "price", restock = false, ...returned }, actor, inSameTransaction) =>
      takeOut(id, {
        auditAction: { actor, action: "order.return" },
        money,
        restock,
        reason: returned.description,
        change: (order, now, claimed) => takeBack(order, returned, now, claimed),
        inSameTransaction,
      }),
    foreseeCancel: (id, { money = "price", ...cancellation }) =>
      foresee(id, {
        money,
        change: (order, now, claimed) => cancelUnits(order, cancellation, now, claimed),
      }),
    foreseeReturn: (id, { money = "price", ...returned }) =>
      foresee(id, { money, change: (order, now, claimed) => takeBack(order, returned, now, claimed) }),
    refundable,
    async refund(id, wanted, actor) {
      const begun = await write((stores) => writeRefund(stores, id, wanted, actor));
      return begun.ok ? changed(await withMoney(begun.value.order, begun.value.begun)) : begun;
    },
    beginRefund: writeRefund,
    finishRefund: ({ order, begun }, inSameTransaction) => withMoney(order, begun, inSameTransaction),
    note: (id, wanted, actor, inSameTransaction) =>
      work(
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

/** Whether the money can no longer be taken from here. */
function isUnpaid({ kind }: CaptureAnswer): boolean {
  return kind === "lapsed" || kind === "other_provider";
}

function unitsHandedOver({ lineItems }: Order): number {
  return lineItems.reduce((all, { quantity }) => all + quantity.fulfilled, 0);
}

/** Goods that go out of an order, by being canceled or by coming back. */
interface TakingOut {
  readonly auditAction: AuditAction;
  readonly money: MoneyBack;
  readonly restock: boolean;
  readonly reason?: string | undefined;
  readonly change: (
    order: Order,
    now: Instant,
    claimed: readonly LineItemReference[],
  ) => OrderChange<GoodsOut>;
  readonly inSameTransaction: InOrderTransaction | undefined;
}

/** Goods that are to go out, and how much goes back with them. */
interface PlannedOut {
  /** Before they do. */
  readonly order: Order;
  readonly out: Extract<OrderChange<GoodsOut>, { readonly ok: true }>;
  readonly amount: Minor;
}

/** A change that is committed, with the refund that is still to be asked for. */
interface Written {
  readonly order: Order;
  readonly begun: BegunRefund | undefined;
}

/**
 * How much goes back with goods that go out. With the last of an order that was never handed over goes all that is
 * left, delivery included; by itself never more than that.
 */
function amountBack(
  money: MoneyBack,
  before: Order,
  { order, units }: GoodsOut,
  claimed: readonly LineItemReference[],
  left: Minor,
): Minor {
  if (money === "none") return ZERO;
  if (money !== "price") return money;
  if (order.status === "canceled") return left;
  const prices = before.lineItems.map((line) => {
    const { ordered, current } = line.quantity;
    return priceOfUnits(line, ordered - current + unitsOf(claimed, line.id), unitsOf(units, line.id));
  });
  return minor(Math.min(sum(prices), left));
}
