import type { Actor } from "../audit/audit.ts";
import type { Instant } from "../clock.ts";
import type { OrderId } from "../ids.ts";
import { type Minor, minor, sum, ZERO } from "../money.ts";
import {
  type BegunRefund,
  beginRefund,
  type RefundRequest,
  unitsAboutToGo,
} from "../payments/begin-refund.ts";
import { leftOf } from "../payments/refund.ts";
import { cancelUnits, type GoodsOut, takeBack } from "./cancel.ts";
import type { LineItemReference, Order } from "./order.ts";
import type { OrderRefunds } from "./order-refunds.ts";
import type { BegunOrderWork, GoodsOutForeseen, MoneyBack } from "./order-service-result.ts";
import type { OrderServiceDependencies, OrderServiceStores, OutReads } from "./order-service-stores.ts";
import type { OrderGoodsOut } from "./order-work.ts";
import { recordChange } from "./record-change.ts";
import { refusalOfRefund } from "./refund-refusal.ts";
import { changed, type OrderChange, type OrderRefusal, refused } from "./refusal.ts";
import { priceOfUnits, unitsOf } from "./units.ts";

/** Goods that are to go out, and how much goes back with them. */
interface PlannedOut {
  /** Before they do. */
  readonly order: Order;
  readonly out: GoodsOut;
  readonly amount: Minor;
}

/** Takes goods out of an order, and gives back what was paid for them. */
export interface GoodsOutOfOrder {
  /** Writes down in one job that goods go and money goes back, so that no crash parts them. The money follows. */
  begin(stores: OrderServiceStores, id: OrderId, work: OrderGoodsOut, actor: Actor): Promise<BegunOrderWork>;
  /** What that would do as the order stands. Changes nothing. */
  foresee(id: OrderId, work: OrderGoodsOut): Promise<OrderChange<GoodsOutForeseen>>;
}

/** Builds the {@link GoodsOutOfOrder} of one process. */
export function createGoodsOut<Stores extends OrderServiceStores>(
  { reads, provider, notifications, clock }: OrderServiceDependencies<Stores>,
  refunds: OrderRefunds,
): GoodsOutOfOrder {
  return {
    async begin(stores, id, work, actor) {
      const now = clock.now();
      const planned = await planOut(stores, id, work, now);
      if (!planned.ok) return { kind: "ended", change: planned };
      const { order, out, amount } = planned.value;
      const begun = await beginRefundOf(stores, id, amount, work, provider, now);
      if (begun && "kind" in begun) return { kind: "ended", change: refused(begun) };
      const restock = work.kind === "cancel" || (work.restock ?? false);
      if (restock) await putOnSale(stores, order, out.units, now);
      const details = { lineItems: out.units, amount, restock };
      const audit = { actor, action: `order.${work.kind}`, details } as const;
      const after = await recordChange(stores, order, out.order, audit, now, notifications);
      if (!begun) return { kind: "ended", change: changed({ order: after }) };
      return {
        kind: "open",
        foreseen: { order: after, refund: begun.refund },
        finish: async (inSameTransaction) => changed(await refunds.finish(after, begun, inSameTransaction)),
      };
    },
    async foresee(id, work) {
      const planned = await planOut(reads, id, work, clock.now());
      if (!planned.ok) return planned;
      const { out, amount } = planned.value;
      const left = await refunds.refundable(id);
      return changed({ units: out.units, amount: minor(Math.min(amount, left)) });
    },
  };
}

/** Works out what goes, and how much goes back with it. */
async function planOut(
  stores: OutReads,
  id: OrderId,
  work: OrderGoodsOut,
  now: Instant,
): Promise<OrderChange<PlannedOut>> {
  const order = await stores.orders.find(id);
  const attempt = order && (await stores.attempts.find(order.attemptId));
  if (!order || !attempt) return refused({ kind: "unknown_order" });
  const earlier = await stores.refunds.ofAttempt(attempt.id);
  const claimed = unitsAboutToGo(earlier);
  const out =
    work.kind === "cancel" ? cancelUnits(order, work, now, claimed) : takeBack(order, work, now, claimed);
  if (!out.ok) return out;
  const left = leftOf(attempt.amount, earlier);
  return changed({ order, out: out.value, amount: amountBack(work.money, order, out.value, claimed, left) });
}

/** Writes the refund down; gives nothing where there is nothing to give back. */
async function beginRefundOf(
  stores: OrderServiceStores,
  orderId: OrderId,
  amount: Minor,
  { money = "price", description: reason }: OrderGoodsOut,
  provider: string,
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

/**
 * How much goes back with goods that go out. With the last of an order that was never handed over goes all that is
 * left, delivery included; by itself never more than that.
 */
function amountBack(
  money: MoneyBack = "price",
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
